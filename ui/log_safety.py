"""What a log may say of an accident: which kind it was and where, never the words that were at hand."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

SHOWN = 12


def where(error: BaseException) -> list[str]:
    """The places an error came through, innermost last: "petitions.py:54 receive".

    The message of an error is left out: databases and parsers put values into it.
    """
    frames = traceback.extract_tb(error.__traceback__)[-SHOWN:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def kinds(error: BaseException) -> list[str]:
    """The class of an error, and of those that caused it."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < SHOWN:
        found.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return found


def install() -> Callable[..., logging.LogRecord]:
    """Keep messages of errors out of every log of this process, whoever writes it; returns what was there.

    Streamlit and the server below it log what they catch, with its whole text.
    """
    before = logging.getLogRecordFactory()

    def record(*args: Any, **options: Any) -> logging.LogRecord:
        made = before(*args, **options)
        error = made.exc_info[1] if made.exc_info else None
        if error is not None:
            made.exc_info = None
            made.exc_text = "\n".join([" < ".join(kinds(error)), *(f"  {place}" for place in where(error))])
        return made

    logging.setLogRecordFactory(record)
    return before
