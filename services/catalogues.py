"""Fields, communes and channels: what a change of a list would touch, and the change itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from services import audit, changes, clock, list_shapes, wall_checks
from services.errors import AppError, NotFound
from services.list_shapes import SHAPES, CodeTwice, ListChangedMeanwhile, ListName, ListShape, RowInUse
from services.permissions import Actor, Permission, require
from services.text import fold

# A row of the grid: its columns by name, and "id" where it stands in the database already.
Entry = Mapping[str, Any]


class Deed(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class RowChange:
    """One row that a saved grid would add, change or remove, and the open work filed under it.

    Counts are over all kinds and units: the administrator learns how much, never what.
    """

    deed: Deed
    row_id: int | None
    code: str
    name: str
    fields: dict[str, list[Any]]
    open_cases: int = 0
    open_petitions: int = 0


@dataclass(frozen=True)
class Plan:
    """What saving would do; with problems (line of the grid from 1, refusal) nothing is saved."""

    changes: list[RowChange]
    problems: list[tuple[int, AppError]]


def rows(session: Session, name: ListName, *, actor: Actor) -> list[dict[str, Any]]:
    """The list as a grid shows it, ended rows included, in its own order."""
    require(actor, Permission.CATALOGUE_EDIT)
    shape = SHAPES[name]
    found = session.exec(select(shape.model)).all()
    ordered = sorted(found, key=lambda row: (getattr(row, "position", 0), fold(row.name), row.id or 0))
    return [{"id": row.id, **list_shapes.plain(shape, row)} for row in ordered]


def mark(session: Session) -> int:
    """The number of the latest write; `save` refuses to overwrite a row changed after it."""
    return changes.current(session)


def plan(session: Session, name: ListName, entries: Sequence[Entry], *, actor: Actor) -> Plan:
    """Compare a grid with the list: what would change, what is wrong, what is touched."""
    require(actor, Permission.CATALOGUE_EDIT)
    shape = SHAPES[name]
    present = {row.id: row for row in session.exec(select(shape.model))}
    found: list[RowChange] = []
    problems: list[tuple[int, AppError]] = []
    codes: set[str] = set()
    for line, entry in enumerate(entries, start=1):
        try:
            change = _planned(session, shape, entry, present, codes, actor=actor)
        except AppError as problem:
            problems.append((line, problem))
            continue
        if change is not None:
            found.append(change)
    kept = {entry.get("id") for entry in entries}
    for row_id, row in present.items():
        if row_id not in kept and row_id is not None:
            removed = {column: [value, None] for column, value in list_shapes.plain(shape, row).items()}
            found.append(RowChange(Deed.REMOVED, row_id, row.code, row.name, removed))
            if session.execute(select(list_shapes.is_used(shape.model, row_id))).scalar():
                problems.append((0, RowInUse(name=row.name)))
    return Plan(found, problems)


def save(
    session: Session,
    name: ListName,
    entries: Sequence[Entry],
    *,
    seen: int,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Plan:
    """Make the list as the grid says, in one transaction; raises the first problem if there is one.

    `seen` is the mark at which the grid was loaded: a row that somebody else changed
    after it is not overwritten (ListChangedMeanwhile).
    """
    require(actor, Permission.CATALOGUE_EDIT)
    shape = SHAPES[name]
    planned = plan(session, name, entries, actor=actor)
    if planned.problems:
        raise planned.problems[0][1]
    # Deletions first, so that the code of a deleted row is free for a new one.
    for change in sorted(planned.changes, key=lambda one: one.deed is not Deed.REMOVED):
        row = shape.model(code="", name="", valid_from=clock.local_date(now))
        if change.row_id is not None:
            row = session.exec(
                select(shape.model)
                .where(col(shape.model.id) == change.row_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).one()
            if row.changed > seen:
                raise ListChangedMeanwhile(name=row.name)
        _apply(session, shape, change, row, now=now)
        audit.write(
            session,
            f"{change.deed}_{name}",
            actor=actor,
            now=now,
            subject=name,
            subject_id=row.id,
            reason=reason,
            changed=change.fields,
        )
    session.flush()
    return planned


def _planned(
    session: Session,
    shape: ListShape,
    entry: Entry,
    present: Mapping[int | None, Any],
    codes: set[str],
    *,
    actor: Actor,
) -> RowChange | None:
    values = {
        column.name: list_shapes.checked(column, entry.get(column.name, column.default))
        for column in shape.columns
    }
    list_shapes.check_term(values)
    if values["code"].casefold() in codes:
        raise CodeTwice(code=values["code"])
    codes.add(values["code"].casefold())
    row_id = entry.get("id")
    if row_id is None:
        added = {key: [None, value] for key, value in values.items() if value not in (None, "")}
        return RowChange(Deed.ADDED, None, values["code"], values["name"], added)
    row = present.get(row_id)
    if row is None:
        raise NotFound()
    before = list_shapes.plain(shape, row)
    fields = {key: [before[key], value] for key, value in values.items() if before[key] != value}
    if not fields:
        return None
    outside = wall_checks.told_cases(actor)
    of_row = (*list_shapes.open_case_conditions(shape, row_id), outside) if shape.case_column else None
    cases = _count(session, of_row) if of_row is not None else 0
    outside = wall_checks.told_petitions(actor)
    petitions = _count(session, (*list_shapes.waiting_petition_conditions(shape, row_id), outside))
    return RowChange(Deed.CHANGED, row_id, values["code"], values["name"], fields, cases, petitions)


def _apply(session: Session, shape: ListShape, change: RowChange, row: Any, *, now: datetime) -> None:
    if change.deed is Deed.REMOVED:
        session.delete(row)
        changes.entomb(session, shape.model, row.id, today=clock.local_date(now))
        return
    for name, (_before, value) in change.fields.items():
        setattr(row, name, value)
    if hasattr(row, "folded"):
        row.folded = fold(row.name)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as twice:
        raise CodeTwice(code=change.code) from twice


def _count(session: Session, conditions: tuple[Any, ...]) -> int:
    return session.exec(select(func.count()).where(*conditions)).one()
