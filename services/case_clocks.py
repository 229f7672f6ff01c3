"""The clocks of a case from its course, without a database: rows, and the one that runs now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.enums import CaseOutcome, Complexity, Kind, Step
from services.case_course import Course, Happening, replay
from services.clock_choice import CaseFacts, ClockTable, run_clock, shipped_clocks
from services.clock_keeping import Held, Place
from services.deadlines import ClockResult
from services.legal_rules import RuleTable, shipped_rules
from services.working_days import WorkingCalendar

OUT_OF_COMPETENCE = "out_of_competence"
_ORDER = {step.value: place for place, step in enumerate(Step)}


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of a case; only mandatory ones (those of `Step`) can make it overdue."""

    step: str
    dates: ClockResult
    met_on: date | None
    mandatory: bool
    # What rules and calendar of today would give, where the stored dates stand against them.
    anew: ClockResult | None = None


@dataclass(frozen=True, slots=True)
class ClockFields:
    """The clock that runs now, as it is copied to the case, and all clocks behind it."""

    step: Step | None
    due_on: date | None
    target_on: date | None
    settled_in_time: bool | None
    rows: tuple[ClockRow, ...]


def clock_fields(
    kind: Kind,
    happened: Iterable[Happening],
    working_calendar: WorkingCalendar,
    *,
    instance: int = 1,
    disciplinary: bool = False,
    further: bool = False,
    complexity: Complexity = Complexity.PLAIN,
    remote: bool = False,
    in_competence: bool | None = None,
    rules: RuleTable | None = None,
) -> ClockFields:
    """The clocks of a case from its actions and their days, without a database: for writing in bulk.

    `happened` comes from `happened_by_days`, or lists the actions of the workflow table in order.
    """
    variant = OUT_OF_COMPETENCE if in_competence is False else ""
    facts = CaseFacts(kind, instance, disciplinary, further, complexity, remote, variant)
    return run_clocks(facts, replay(kind, instance, happened), working_calendar, rules=rules)


def happened_by_days(
    kind: Kind,
    *,
    received_on: date,
    accepted_on: date | None = None,
    decided_on: date | None = None,
    outcome: CaseOutcome | None = None,
    sent_on: date | None = None,
    published_on: date | None = None,
    enforced_on: date | None = None,
    closed_on: date | None = None,
    suspensions: Sequence[tuple[date, date | None]] = (),
) -> list[Happening]:
    """The actions behind the days that a register knows of a case, oldest first."""
    decide = "answer" if kind is Kind.RECOMMENDATION else "decide"
    found = [Happening("receive", received_on)]
    days = [
        ("accept", accepted_on, None),
        *(("suspend", first, None) for first, _ in suspensions),
        *(("resume", last, None) for _, last in suspensions),
        (decide, decided_on, outcome),
        ("send", sent_on, None),
        ("publish", published_on, None),
        ("enforce", enforced_on, None),
        ("close", closed_on, None if decided_on else outcome),
    ]
    found += sorted((Happening(a, on, o) for a, on, o in days if on), key=lambda one: one.on)
    return found


def run_clocks(
    facts: CaseFacts,
    course: Course,
    working_calendar: WorkingCalendar,
    *,
    rules: RuleTable | None = None,
    clocks: ClockTable | None = None,
    pins: dict[Place, int] | None = None,
    held: dict[Place, Held] | None = None,
    known: dict[str, RuleTable] | None = None,
) -> ClockFields:
    """Every clock that the course of a case started, and the mandatory one that runs now.

    A clock that nobody met before the case was closed ended with it. While a case is
    suspended no settlement clock runs, unless its term was over before. `pins`, `held` and
    `known` are what stored clocks keep against later rules and calendars (`clock_keeping`).
    """
    pins, held, known = pins or {}, held or {}, known or {}
    rules, clocks = rules or shipped_rules(), clocks or shipped_clocks()
    rows = []
    for step, started_on in course.started.items():
        met_on = course.met.get(step)
        if met_on is None and course.closed_on is not None:
            continue
        pauses = tuple(course.pauses) if step == Step.SETTLEMENT else ()
        extensions = course.extensions if step == Step.SETTLEMENT else 0
        key = (step, facts, started_on, working_calendar, extensions, pauses)
        tables = (known.get(step, rules), clocks)
        dates = in_force = _dates(*key, None, *tables)
        if dates is None:
            continue
        place = (step, dates.rule_id, dates.started_on)
        pinned = pins.get(place, dates.version)
        if pinned != dates.version:
            dates = _dates(*key, pinned, *tables) or dates
        anew = None
        if place in held:
            dates = held[place].instead_of(dates)
            anew = in_force if in_force != dates else None
        rows.append(ClockRow(step, dates, met_on, step in _ORDER, anew))
    rows.sort(key=lambda row: _ORDER.get(row.step, len(_ORDER)))
    current = _current(rows, course)
    settlement = next((row for row in rows if row.step == Step.SETTLEMENT and row.met_on), None)
    return ClockFields(
        step=Step(current.step) if current else None,
        due_on=current.dates.due_on if current else None,
        target_on=current.dates.target_on if current else None,
        settled_in_time=settlement.met_on <= settlement.dates.due_on if settlement else None,  # type: ignore[operator]
        rows=tuple(rows),
    )


# Many cases share the rule and the day: bulk writing computes each pair once.
@lru_cache(maxsize=8_192)
def _dates(
    step: str,
    facts: CaseFacts,
    started_on: date,
    working_calendar: WorkingCalendar,
    extensions: int,
    pauses: tuple[tuple[date, date], ...],
    version: int | None,
    rules: RuleTable,
    clocks: ClockTable,
) -> ClockResult | None:
    return run_clock(
        step,
        facts,
        started_on,
        working_calendar,
        rules=rules,
        clocks=clocks,
        extensions=extensions,
        suspensions=pauses,
        version=version,
    )


def _current(rows: list[ClockRow], course: Course) -> ClockRow | None:
    """The first mandatory clock not yet met, in the order of the steps."""
    if course.closed_on is not None:
        return None
    waiting = next((row for row in rows if row.mandatory and row.met_on is None), None)
    if waiting and course.paused_since and waiting.step == Step.SETTLEMENT:
        return waiting if waiting.dates.due_on < course.paused_since else None
    return waiting
