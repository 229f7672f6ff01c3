"""How far a matter has come, from the columns of state, result, guidance and forwarding."""

import re
from dataclasses import dataclass
from functools import lru_cache

from models.enums import Kind
from services.imports.cells import folded, read_mark, split_reference, text_of
from services.imports.columns import Column, Mapping
from services.imports.records import Progress
from services.imports.tables import Line

_WORDS: tuple[tuple[str, Progress], ...] = (
    (r"(moi|da) (tiep )?nhan\b.*|chua (giai quyet|xu ly|thu ly)\b.*|moi", Progress.RECEIVED),
    (r"(da )?thu ly", Progress.ACCEPTED),
    (r"dang .*|chua xong|chua tra loi", Progress.IN_PROGRESS),
    (r"(da )?rut( don)?\b.*", Progress.WITHDRAWN),
    (r"(da )?luu( don)?", Progress.FILED),
    (
        r"da (giai quyet|xu ly|tra loi|xong|ban hanh|ket luan|hoan thanh|co ket qua|co van ban)\b.*"
        r"|xong|hoan thanh|ket thuc",
        Progress.SETTLED,
    ),
)
_PATTERNS = tuple((re.compile(pattern), progress) for pattern, progress in _WORDS)

_SENT_ON = (
    (Column.GUIDED_TO, Progress.GUIDED),
    (Column.RETURNED, Progress.GUIDED),
    (Column.FORWARDED_TO, Progress.FORWARDED),
)


@dataclass(frozen=True, slots=True)
class ProgressReading:
    """The progress; the body and document of a guidance or forwarding; whether the words are unknown."""

    progress: Progress
    body: str = ""
    number: str = ""
    result: str = ""
    is_unclear: bool = False
    is_forward_of_complaint: bool = False


@lru_cache(maxsize=1_024)
def progress_of_text(text: str) -> Progress | None:
    """The progress that a wording means ("Đã thụ lý"), or None for one we do not know."""
    words = folded(text)
    for pattern, progress in _PATTERNS:
        if pattern.fullmatch(words):
            return progress
    return None


def read_progress(line: Line, mapping: Mapping, kind: Kind) -> ProgressReading:
    """Where the row stands; a body it was sent to decides before any state."""
    for column, progress in _SENT_ON:
        value = line.get(column)
        is_done, is_bare_mark = read_mark(value)
        if is_done:
            # A bare mark says that it was done, not to which body.
            body, number = ("", "") if is_bare_mark else split_reference(text_of(value))
            # Complaints are guided, never forwarded.
            wrong = progress is Progress.FORWARDED and kind is Kind.COMPLAINT
            result = text_of(line.get(Column.RESULT))
            return ProgressReading(
                Progress.GUIDED if wrong else progress, body, number, result, is_forward_of_complaint=wrong
            )
    return _from_words(line, mapping)


def _from_words(line: Line, mapping: Mapping) -> ProgressReading:
    state = text_of(line.get(Column.STATE))
    result = text_of(line.get(Column.RESULT))
    is_open = read_mark(line.get(Column.OPEN_MARK))[0]
    if state:
        progress = progress_of_text(state)
        if progress is None:
            return ProgressReading(Progress.IN_PROGRESS, result=result, is_unclear=True)
        return ProgressReading(progress, result=result)
    if result:
        progress = progress_of_text(result)
        if progress is None and Column.OPEN_MARK in mapping.columns:
            # Beside a column "still open", this one is only filled when the matter is done.
            progress = Progress.IN_PROGRESS if is_open else Progress.SETTLED
        if progress is None:
            return ProgressReading(Progress.IN_PROGRESS, result=result, is_unclear=True)
        return ProgressReading(progress, result=result)
    return ProgressReading(Progress.IN_PROGRESS if is_open else Progress.RECEIVED)
