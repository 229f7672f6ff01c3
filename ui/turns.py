"""How many screens are drawn at a time: more than that only keep each other waiting.

All screens are drawn by one interpreter. Where fifty ask at once, fifty half-drawn ones take turns many
times a second, and the first is ready no sooner than the last; drawn a few at a time, most are ready in half
the time and what one has counted is there for the next.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# One computes while others wait for the database or the socket.
AT_A_TIME = 2 * (os.cpu_count() or 1)
# Seconds after which a screen is drawn all the same: one that takes long must not hold up the others.
LONGEST = 10.0

_turns = BoundedSemaphore(AT_A_TIME)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn, at most `LONGEST` seconds, and give it back however the screen ends."""
    is_ours = _turns.acquire(timeout=LONGEST)
    try:
        yield
    finally:
        if is_ours:
            _turns.release()
