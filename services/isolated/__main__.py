"""One task on one file: JSON and bytes come in on standard input, JSON and bytes go out on standard output.

Only `services/isolation.py` starts it. Nothing here imports another service: a file that takes
this process over finds no key, no database and little time.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

MEGABYTE = 1024 * 1024
TASKS = {
    "check_pdf": "services.isolated.pdf_check",
    "measure_workbook": "services.isolated.workbooks",
    "outline": "services.isolated.pictures",
    "picture": "services.isolated.pictures",
    "blackened": "services.isolated.pictures",
}


def limit(*, seconds: int, megabytes: int) -> None:
    """Bind this process; some systems know no limit on memory, the others do."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))


def main() -> None:
    """Read the order, do it, answer; every fault that is not named ends the process."""
    order = json.loads(sys.stdin.buffer.readline())
    task: Callable[..., tuple[dict[str, Any], list[bytes]]]
    task = getattr(import_module(TASKS[order["task"]]), order["task"])
    data = sys.stdin.buffer.read()
    limit(seconds=order["seconds"], megabytes=order["megabytes"])
    try:
        answer, parts = task(data, **order["values"])
    except MemoryError:
        answer, parts = {"fault": "too_much"}, []
    except RecursionError:
        answer, parts = {"fault": "broken"}, []
    out = sys.stdout.buffer
    out.write(json.dumps([answer, [len(part) for part in parts]]).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


if __name__ == "__main__":
    main()
