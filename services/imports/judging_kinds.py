"""The kind of a row, from its marks or its type text."""

import re

from models.enums import Kind
from services.imports import cells
from services.imports.columns import Column, Mapping
from services.imports.reasons import Code, Reason
from services.imports.tables import Line

_DENUNCIATION_WORDS = re.compile(r"(?:don )?to cao\b")
# A longer text is no type; it could be a narrative, which no reason may repeat.
_LONGEST_TYPE = 20


def kind_of(line: Line, mapping: Mapping, content: str, reasons: list[Reason]) -> Kind | None:
    """The kind, or None (with the reason that holds the row back) where there are none or two."""
    marked = set()
    for column, kind in (
        (Column.COMPLAINT_MARK, Kind.COMPLAINT),
        (Column.DENUNCIATION_MARK, Kind.DENUNCIATION),
        (Column.RECOMMENDATION_MARK, Kind.RECOMMENDATION),
    ):
        value = line.get(column)
        is_marked, is_usual = cells.read_mark(value)
        if is_marked:
            marked.add(kind)
            if not is_usual:
                reasons.append(Reason(Code.MARK_UNCLEAR, {"column": column}))
    text = cells.text_of(line.get(Column.KIND))
    if not text:
        text, _persons = cells.split_kind_and_persons(line.get(Column.KIND_AND_PERSONS))
    if text and (kind_of_text := cells.read_kind(text)):
        marked.add(kind_of_text)
    elif text and not cells.is_both_kinds(text):
        reasons.append(Reason(Code.KIND_UNKNOWN, {"text": text if len(text) <= _LONGEST_TYPE else "…"}))
        return None
    if len(marked) > 1 or (text and cells.is_both_kinds(text)):
        reasons.append(Reason(Code.BOTH_KINDS))
        return None
    kind_found = next(iter(marked), mapping.unmarked_kind)
    if kind_found is None:
        reasons.append(Reason(Code.KIND_UNKNOWN, {"text": ""}))
    elif kind_found is not Kind.DENUNCIATION and _DENUNCIATION_WORDS.match(cells.folded(content)):
        # Its words would stand open in lists, so nobody but a person may decide.
        reasons.append(Reason(Code.KIND_CONTRADICTED))
    return kind_found
