"""Judges every row of a register: accepted, accepted with remarks, or held back with the reason."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.imports import cells
from services.imports.columns import Column, Mapping
from services.imports.dates import DateReading, read_date
from services.imports.judging_dates import promised, received
from services.imports.judging_kinds import kind_of
from services.imports.judging_people import fill_people, identity_number, person, remark_text
from services.imports.likeness import EarlierRows, name_key
from services.imports.progress import read_progress
from services.imports.reasons import Code, Reason
from services.imports.records import JudgedRow, Progress, Record
from services.imports.tables import Line, Table

# What the columns of the database hold.
_LIMITS = {
    Column.NAME: 200,
    Column.ADDRESS: 300,
    Column.CONTENT: 2000,
    Column.SETTLED_BEFORE_BY: 200,
    Column.GUIDED_TO: 200,
}
_BY_HEAD = re.compile(r"(?:giam doc|lanh dao|thu truong|nguoi dung dau)\b.*\btiep|tiep dinh ky")
_DATE_IN_RESULT = re.compile(r"\b(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\b")


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """What an administrator sets, and the day of the import.

    `duplicate_threshold` is a likeness from 0 to 100; `group_min_on` gives the
    number of people that makes a crowd on a day; `keyed_hash` is the installation's
    keyed hash, so that nobody can test what a denunciation said.
    """

    duplicate_threshold: float
    group_min_on: Callable[[dt.date], int]
    keyed_hash: Callable[[str], str]
    today: dt.date


def judge(table: Table, rules: JudgingRules) -> Iterator[JudgedRow]:
    """The rows in their order, each judged; what was imported before is told apart by the caller."""
    earlier = EarlierRows(rules.duplicate_threshold)
    taken: Counter[int] = Counter()
    dates = [read_date(line.get(Column.RECEIVED_ON)) for line in table.lines]
    for position, line in enumerate(table.lines):
        taken[line.number] += 1
        row = JudgedRow(
            number=line.number,
            line=line.line,
            place=_place(table, line.number, taken[line.number]),
            content_hash=rules.keyed_hash(_canonical(line)),
            cells=line.cells,
            kind=None,
        )
        name, content = _judge_row(row, line, table.mapping, dates, position, rules)
        # Rows held back count as well: what repeats them is likely to be the same petition.
        like = earlier.match(name_key(name), cells.folded(content), row.number)
        if like is not None:
            row.reasons.append(Reason(Code.DUPLICATE_IN_FILE, {"row": like}))
        yield row


def _judge_row(
    row: JudgedRow,
    line: Line,
    mapping: Mapping,
    dates: list[DateReading],
    position: int,
    rules: JudgingRules,
) -> tuple[str, str]:
    """Fill in reasons and record; returns name and content, also of a row held back."""
    reasons = row.reasons
    received_on, is_estimated = received(line, dates, position, rules.today, reasons)
    promised_on = promised(line, reasons)
    content = cells.read_text(line.get(Column.CONTENT))
    if not content.text:
        reasons.append(Reason(Code.NO_CONTENT))
    row.kind = kind = kind_of(line, mapping, content.text, reasons)
    name, address = person(line, mapping, reasons)
    remark_text(content, Column.CONTENT, reasons)
    if kind is None or received_on is None or not content.text:
        return name, content.text
    record = Record(
        received_on=received_on,
        received_is_estimated=is_estimated,
        kind=kind,
        name=name,
        address=address,
        identity_number=identity_number(line, reasons),
        content=content.text,
        progress=Progress.RECEIVED,
        promised_on=promised_on,
    )
    fill_people(record, line, mapping, rules.group_min_on(received_on), reasons)
    _fill_progress(record, line, mapping, rules.today, reasons)
    _fill_places(record, line)
    _check_lengths(record, reasons)
    row.record = record
    return name, content.text


def _place(table: Table, number: int, occurrence: int) -> str:
    """Layout, title, year and row number; a number used twice gets its occurrence added."""
    suffix = f"#{occurrence}" if occurrence > 1 else ""
    return f"{table.place_prefix}{number}{suffix}"


def _canonical(line: Line) -> str:
    """The mapped cells in one form, so that a date typed anew as a real date is no change."""
    parts = []
    for column, value in sorted(line.values.items()):
        if column in (Column.RECEIVED_ON, Column.PROMISED_ON) and (reading := read_date(value)).on:
            parts.append(f"{column}\x1f{reading.on.isoformat()}")
        elif text := cells.text_of(value):
            parts.append(f"{column}\x1f{text}")
    return "\x1e".join(parts)


def _fill_progress(
    record: Record, line: Line, mapping: Mapping, today: dt.date, reasons: list[Reason]
) -> None:
    reading = read_progress(line, mapping, record.kind)
    record.progress = reading.progress
    record.outcome_body, record.outcome_number = reading.body, reading.number[:60]
    record.result = reading.result
    if reading.is_unclear:
        reasons.append(Reason(Code.STATE_UNCLEAR))
    if reading.is_forward_of_complaint:
        reasons.append(Reason(Code.FORWARD_OF_COMPLAINT))
    if record.progress is Progress.SETTLED:
        # "QĐ số 12/QĐ-SCT ngày 05/03/2026": the last date that can be the day of settlement.
        dates = (read_date(text).on for text in _DATE_IN_RESULT.findall(reading.result))
        record.settled_on = max(
            (on for on in dates if on and record.received_on <= on <= today), default=None
        )


def _fill_places(record: Record, line: Line) -> None:
    accepted_by = line.get(Column.ACCEPTED_BY)
    is_accepted, is_bare_mark = cells.read_mark(accepted_by)
    record.unit = cells.text_of(line.get(Column.UNIT))
    if not record.unit and is_accepted and not is_bare_mark:
        record.unit = cells.text_of(accepted_by)
    record.field_name = cells.text_of(line.get(Column.FIELD))
    record.commune = cells.text_of(line.get(Column.COMMUNE)) or cells.commune_in(record.address)
    record.settled_before_by = cells.text_of(line.get(Column.SETTLED_BEFORE_BY))
    record.note = cells.text_of(line.get(Column.NOTE))
    record.by_head = bool(_BY_HEAD.search(cells.folded(record.note)))
    if record.progress in (Progress.GUIDED, Progress.FORWARDED):
        record.in_competence = False
    elif cells.read_mark(line.get(Column.IN_COMPETENCE))[0] or is_accepted:
        record.in_competence = True


def _check_lengths(record: Record, reasons: list[Reason]) -> None:
    for column, text in (
        (Column.NAME, record.name),
        (Column.ADDRESS, record.address),
        (Column.CONTENT, record.content),
        (Column.SETTLED_BEFORE_BY, record.settled_before_by),
        (Column.GUIDED_TO, record.outcome_body),
    ):
        if len(text) > _LIMITS[column]:
            reasons.append(Reason(Code.TEXT_TOO_LONG, {"column": column, "limit": _LIMITS[column]}))
