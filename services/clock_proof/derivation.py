"""The clocks of many cases derived from their events, in a few queries for thousands of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, select
from sqlmodel import Session, SQLModel

from services import clock_keeping, clocks, rule_versions
from services.case_clocks import ClockFields, run_clocks
from services.case_course import Course
from services.clock_choice import shipped_clocks
from services.errors import AppError
from services.rule_overlay import table_of
from services.working_days import WorkingCalendar, YearWithoutData

# Columns of the tables themselves: rows of mapped attributes cost half as much again.
_CASES, _EVENTS, _DEADLINES, _PETITIONS, _LINKS = (
    SQLModel.metadata.tables[name]
    for name in ("cases", "case_events", "deadlines", "petitions", "petition_cases")
)
# What the course and the clocks of a case are made of: never words, names or papers.
_CASE_WITHOUT = """summary search is_protected unit_id officer_id field_id commune_id addressed_level
over_level persons promised_on batch_id voided_at void_reason version changed"""
_EVENT_WITHOUT = """entered_by_id backdate_reason document_number document_on signer from_unit_id
to_unit_id officer_id attachment_id"""
_DEADLINE_WITHOUT = "id dropped_at changed"


_NOTHING = ClockFields(None, None, None, None, ())


@dataclass(frozen=True, slots=True)
class Derived:
    """One case as it is stored beside what follows from its events under the pinned rule versions.

    `has_history` is false for a case that is known by its days alone: they prove themselves.
    `refusal` names what the engine says against a history that it cannot count.
    """

    case: Any
    deadlines: Sequence[Any]
    course: Course
    fields: ClockFields
    has_history: bool
    refusal: str = ""


def recomputed(session: Session, case_ids: Sequence[int], *, calendar: WorkingCalendar) -> Iterator[Derived]:
    """Derive the clocks of these cases anew; nothing is written.

    Events, deadlines and petitions of all of them are read at once, as plain rows: a hundred
    thousand cases take seconds. This is the one place to change when the course of a case is
    replayed in another way.
    """
    session.flush()
    entered = rule_versions.entered(session)
    rules = table_of(entered)
    connection = session.connection()
    chosen = select(*_columns(_CASES, _CASE_WITHOUT)).where(_CASES.c.id.in_(case_ids)).order_by(_CASES.c.id)
    cases: Any = connection.execute(chosen)
    happened = select(*_columns(_EVENTS, _EVENT_WITHOUT)).where(_EVENTS.c.case_id.in_(case_ids))
    events = _by_case(connection.execute(happened.order_by(_EVENTS.c.id)))
    kept = select(*_columns(_DEADLINES, _DEADLINE_WITHOUT)).where(
        _DEADLINES.c.case_id.in_(case_ids), _DEADLINES.c.dropped_at.is_(None)
    )
    deadlines = _by_case(connection.execute(kept))
    elsewhere = _out_of_competence(connection, case_ids)
    for case in cases:
        stored = deadlines.get(case.id, [])
        in_competence = False if case.id in elsewhere else None
        facts = clocks.base_facts(case.kind, case.instance, case.disciplinary, case.further, in_competence)
        told: Any = events.get(case.id, [])
        course = clocks.course_of(case, told)
        fields, refusal = _NOTHING, ""
        try:
            fields = run_clocks(
                facts,
                course,
                calendar,
                rules=rules,
                pins=clock_keeping.pins_of(stored),
                held=clock_keeping.held_by(stored),
                known=clock_keeping.known_tables(entered, course, told, shipped_clocks()),
            )
        except YearWithoutData:
            # Outside the calendar no term can be told, which is better than a wrong one.
            pass
        except AppError as against:
            refusal = type(against).__name__
        yield Derived(case, stored, course, fields, case.id in events, refusal)


def _by_case(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _out_of_competence(connection: Connection, case_ids: Sequence[int]) -> set[int]:
    """Cases whose first petition of their kind belongs elsewhere, as `clocks.facts_of` asks for one case."""
    first: dict[int, bool | None] = {}
    found = connection.execute(
        select(_LINKS.c.case_id, _PETITIONS.c.in_competence)
        .join(_PETITIONS, _PETITIONS.c.id == _LINKS.c.petition_id)
        .join(_CASES, _CASES.c.id == _LINKS.c.case_id)
        .where(_LINKS.c.case_id.in_(case_ids), _PETITIONS.c.kind == _CASES.c.kind)
        .order_by(_PETITIONS.c.id)
    )
    for case_id, in_competence in found:
        first.setdefault(case_id, in_competence)
    return {case_id for case_id, in_competence in first.items() if in_competence is False}


def _columns(table: Table, without: str) -> list[Column[Any]]:
    """The columns of a table but the ones named and everything sealed."""
    left_out = set(without.split())
    return [
        column
        for column in table.columns
        if column.name not in left_out and not isinstance(column.type, LargeBinary)
    ]
