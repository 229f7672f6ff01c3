"""Strangers' files are opened in a process of its own: bounded in time and memory, without our key.

A reader of PDF is large and written in C++; a fault in it must not be a fault in the server.
"""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from services.settings import ROOT

# Why a task came to nothing: the file is damaged, or it wants more time or memory than it gets.
BROKEN, TOO_MUCH = "broken", "too_much"
# Wall time per second of computing, for a machine with other work, and for starting at all.
_WALL, _START = 4, 10
# Whoever gets no more memory stops himself; a reader in Rust or C does that by SIGABRT.
_KILLED = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT}


class TaskFailed(Exception):
    """The file could not be worked on; `why` is one of the names a task may answer with."""

    def __init__(self, why: str, **values: Any) -> None:
        self.why = why
        self.values = values
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task found out, and the bytes that it made."""

    values: dict[str, Any]
    parts: list[bytes]


def run(task: str, data: bytes, *, seconds: int, megabytes: int, **values: Any) -> Answer:
    """Do a task of `services/isolated` on a file; raises TaskFailed.

    `seconds` of computing and `megabytes` of memory bound the whole process. Nothing that the
    process says besides its answer is kept: it may hold words of the file.
    """
    order = {"task": task, "seconds": seconds, "megabytes": megabytes, "values": values}
    try:
        done = subprocess.run(
            # Fixed words, no shell; the file itself comes in on standard input.
            [sys.executable, "-s", "-B", "-m", "services.isolated"],
            input=json.dumps(order).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            timeout=seconds * _WALL + _START,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise TaskFailed(TOO_MUCH) from slow
    if done.returncode in _KILLED:
        raise TaskFailed(TOO_MUCH)
    if done.returncode != 0:
        raise TaskFailed(BROKEN)
    return _answer(done.stdout)


def _answer(output: bytes) -> Answer:
    head, _newline, rest = output.partition(b"\n")
    values, sizes = json.loads(head)
    if why := values.pop("fault", ""):
        raise TaskFailed(why, **values)
    parts = []
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    return Answer(values, parts)
