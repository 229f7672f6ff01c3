"""Answers leave at once: without it every one of them waits some 40 ms for the other side's acknowledgement.

The socket on which Streamlit listens does not say that it speaks TCP, so that asyncio leaves Nagle's
algorithm (RFC 896) switched on: the body of an answer stays here until its head is acknowledged, which
the other side puts off (RFC 1122, 4.2.3.2). Connections take the option over from the socket they came by.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path

_OPEN_FILES = Path("/proc/self/fd")


def answer_at_once() -> int:
    """Switch the delay off for what comes in by the sockets of this process; returns how many there are.

    Nothing where the system does not list them: answers are a little slower there.
    """
    found = 0
    for name in os.listdir(_OPEN_FILES) if _OPEN_FILES.is_dir() else ():
        with suppress(OSError), socket.socket(fileno=os.dup(int(name))) as one:
            if one.family in (socket.AF_INET, socket.AF_INET6) and one.type == socket.SOCK_STREAM:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                found += 1
    return found
