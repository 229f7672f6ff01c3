"""A register checked against the database: every row judged, placed and compared; nothing is written."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models import Setting
from services import lasting_keys, thresholds
from services.imports.importer import Importer, importer
from services.imports.places import Place, Places
from services.imports.presence import places_on_record, tell_duplicates_on_record, tell_earlier_rows
from services.imports.reasons import Code, Reason, RowResult
from services.imports.records import JudgedRow, Progress
from services.imports.rows import JudgingRules, judge
from services.imports.tables import Table
from services.imports.watching import CHUNK, Watcher
from services.permissions import Actor


@dataclass(slots=True)
class Checked:
    """A register with all its rows judged against the database; nothing is written yet."""

    table: Table
    rows: list[JudgedRow]
    places: dict[int, Place]
    on_record: dict[str, str]
    importer: Importer
    empty_lists: list[Reason]

    @property
    def to_write(self) -> list[JudgedRow]:
        """The rows that become petitions."""
        return [row for row in self.rows if row.result in (RowResult.ACCEPTED, RowResult.REMARKED)]

    def settle_in(self, unit_id: int) -> None:
        """Give rows without a unit to the importing unit, which was only made after the check."""
        for position, place in self.places.items():
            if not place.unit_id:
                self.places[position] = replace(place, unit_id=unit_id)


def check_register(
    session: Session, table: Table, *, actor: Actor, today: date, unit_code: str | None, watch: Watcher
) -> Checked:
    """Judge all rows; raises the refusals about the importing unit before any work is done."""
    who = importer(session, actor=actor, unit_code=unit_code, today=today)
    threshold = thresholds.number(session, "duplicate.threshold", today=today)
    rules = JudgingRules(
        duplicate_threshold=threshold,
        group_min_on=_group_min(session),
        keyed_hash=lasting_keys.hasher(session, lasting_keys.IMPORT_ROW),
        today=today,
    )
    rows = []
    total = 2 * len(table.lines)
    for row in judge(table, rules):
        rows.append(row)
        if len(rows) % CHUNK == 0:
            watch(len(rows), total)
    on_record = places_on_record(session, table.place_prefix)
    tell_earlier_rows(rows, on_record)
    tell_duplicates_on_record(session, rows, threshold=threshold)
    lists = Places(session, who.unit_id)
    places = {}
    for position, row in enumerate(rows):
        if row.record is not None and row.result in (RowResult.ACCEPTED, RowResult.REMARKED):
            places[position], remarks = lists.find(row.record)
            row.reasons.extend(remarks)
    return Checked(table, rows, places, on_record, who, lists.empty_lists())


def _group_min(session: Session) -> Callable[[date], int]:
    """The people who make a crowd on a day; the versions are read once, not for every row."""
    key = "crowd.group_min"
    changed_on = session.exec(select(col(Setting.valid_from)).where(Setting.key == key)).all()
    versions = sorted((day, thresholds.number(session, key, today=day)) for day in {date.min, *changed_on})

    def on(day: date) -> int:
        return versions[bisect_right(versions, day, key=lambda version: version[0]) - 1][1]

    return on


def notes_of(checked: Checked) -> list[Reason]:
    """What holds for the register as a whole."""
    notes = [Reason(Code.RECEIVED_IS_REGISTER_DATE)] if checked.to_write else []
    estimated = sum(
        row.record is not None
        and row.record.progress in (Progress.SETTLED, Progress.WITHDRAWN)
        and row.record.settled_on is None
        for row in checked.to_write
    )
    if estimated:
        notes.append(Reason(Code.CLOSING_DAYS_ESTIMATED, {"count": estimated}))
    if checked.to_write:
        notes += checked.empty_lists
    if checked.table.not_read:
        lines = ", ".join(map(str, checked.table.not_read[:20]))
        more = len(checked.table.not_read) - 20
        notes.append(Reason(Code.LINES_NOT_READ, {"lines": f"{lines} (+{more})" if more > 0 else lines}))
    return notes
