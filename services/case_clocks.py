"""The clocks of a case from its course, without a database: rows, and the one that runs now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import CaseOutcome, Complexity, Kind, Step
from services.case_course import Course, Happening
from services.case_replay import replay
from services.clock_basis import OUT_OF_COMPETENCE, Basis, Pauses, basis, facts_on
from services.clock_choice import CaseFacts, ClockTable, run_clock, shipped_clocks
from services.clock_keeping import Held, Place
from services.clock_tables import Tables
from services.deadlines import ClockResult, LegalEffect
from services.legal_rules import Nature, RuleTable, shipped_rules
from services.working_days import WorkingCalendar

EFFECT, APPEAL = "effect", "appeal"
# These end by the passing of time, also after the case is closed.
ENDED_BY_TIME = (EFFECT, APPEAL)
_ORDER = {step.value: place for place, step in enumerate(Step)}


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of a case; only mandatory ones (those of `Step`) can make it overdue.

    `came_late` holds the days of findings and extensions decided when the term had run out.
    """

    step: str
    dates: ClockResult
    met_on: date | None
    mandatory: bool
    nature: Nature = Nature.DEADLINE
    came_late: tuple[date, ...] = ()
    # What rules and calendar of today would give, where the stored dates stand against them.
    anew: ClockResult | None = None

    @property
    def is_citizens(self) -> bool:
        """A time limit of the citizen (thời hiệu), never a deadline of the authority."""
        return self.nature is Nature.LIMITATION


@dataclass(frozen=True, slots=True)
class ClockFields:
    """The clock that runs now, as it is copied to the case, and all clocks behind it."""

    step: Step | None
    due_on: date | None
    target_on: date | None
    settled_in_time: bool | None
    rows: tuple[ClockRow, ...]
    effect: LegalEffect | None = None

    @property
    def of_authority(self) -> list[ClockRow]:
        """The deadlines of the authority, in the order of the steps."""
        return [row for row in self.rows if row.nature is Nature.DEADLINE]

    @property
    def of_citizens(self) -> list[ClockRow]:
        """The time limits of citizens; they make nothing overdue."""
        return [row for row in self.rows if row.is_citizens]


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

    `facts` are what holds before any finding of the course. A clock that nobody met before the
    case was closed ended with it. While a case is suspended no settlement clock runs, unless
    its term was over before. `pins`, `held` and `known` are what stored clocks keep against
    later rules and calendars (`clock_keeping`).
    """
    tables = Tables(
        rules or shipped_rules(),
        clocks or shipped_clocks(),
        working_calendar,
        pins or {},
        held or {},
        known or {},
    )
    rows = []
    for step, started_on in course.started.items():
        met_on = course.met.get(step)
        if met_on is None and course.closed_on is not None and step not in ENDED_BY_TIME:
            continue
        row = _row(step, started_on, met_on, facts, course, tables)
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: _ORDER.get(row.step, len(_ORDER)))
    current = _current(rows, course)
    settlement = next((row for row in rows if row.step == Step.SETTLEMENT and row.met_on), None)
    return ClockFields(
        step=Step(current.step) if current else None,
        due_on=current.dates.due_on if current else None,
        target_on=current.dates.target_on if current else None,
        settled_in_time=settlement.met_on <= settlement.dates.due_on if settlement else None,  # type: ignore[operator]
        rows=tuple(rows),
        effect=_effect(rows, facts, course, tables),
    )


def appeal_after_expiry(
    fields: ClockFields,
    facts: CaseFacts,
    course: Course,
    working_calendar: WorkingCalendar,
    *,
    today: date,
    rules: RuleTable | None = None,
) -> ClockResult | None:
    """Until when the citizen may go on although nothing was decided: counted from the expired term.

    LKN art. 33: the first decision received, or the first term expired.
    """
    row = next((row for row in fields.rows if row.step == Step.SETTLEMENT and row.met_on is None), None)
    if row is None or fields.step is not Step.SETTLEMENT or today <= row.dates.due_on:
        return None
    known = facts_on(facts, course, row.dates.due_on)
    return run_clock(APPEAL, known, row.dates.due_on, working_calendar, rules=rules)


def _row(
    step: str, started_on: date, met_on: date | None, facts: CaseFacts, course: Course, tables: Tables
) -> ClockRow | None:
    """One clock with what counts for it; None where the law sets no term for the step."""
    received_on = course.started.get(Step.HANDLING, started_on)

    def dates(facts: CaseFacts, extensions: int, pauses: Pauses) -> ClockResult | None:
        return tables.dates(step, Basis(facts, extensions, pauses), started_on, received_on)

    found = basis(step, facts, course, tables.clocks, dates)
    result = tables.dates(step, found, started_on, received_on)
    if result is None:
        return None
    nature = tables.rules.pinned(result.rule_id, result.version).nature
    anew = tables.anew(step, found, received_on, result)
    return ClockRow(step, result, met_on, step in _ORDER, nature, found.late, anew)


def _effect(rows: list[ClockRow], facts: CaseFacts, course: Course, tables: Tables) -> LegalEffect | None:
    """When the decision takes effect, and until when that is provisional (LKN 33, 44)."""
    found = {row.step: row for row in rows}
    if EFFECT not in found:
        return None
    known = facts_on(facts, course, found[EFFECT].dates.started_on)
    if tables.clocks.clock(APPEAL, known) is None:
        # Against a second decision there is no further complaint.
        return LegalEffect(found[EFFECT].dates.due_on, None, may_be_appealed=False)
    until = found[APPEAL].dates.due_on if APPEAL in found else None
    return LegalEffect(found[EFFECT].dates.due_on, until)


def _current(rows: list[ClockRow], course: Course) -> ClockRow | None:
    """The first mandatory clock not yet met, in the order of the steps."""
    if course.closed_on is not None:
        return None
    waiting = next((row for row in rows if row.mandatory and row.met_on is None), None)
    if waiting and course.paused_since and waiting.step == Step.SETTLEMENT:
        return waiting if waiting.dates.due_on < course.paused_since else None
    return waiting
