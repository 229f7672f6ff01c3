"""What a clock keeps when rules or calendar change after it began: its version, and until told its dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models import CaseEvent, Deadline
from models.enums import Recount, Step
from services.case_course import Course, standing
from services.clock_choice import ClockTable
from services.deadlines import ClockResult
from services.legal_rules import RuleNotInForce, RuleTable, RuleUnknown
from services.rule_overlay import Entered, table_of

# Step, rule and first day: what tells the clocks of one case apart.
Place = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Held:
    """Stored dates that stand although rules or calendar of today would give others."""

    version: int
    extensions: int
    paused_days: int
    raw_end: date
    due_on: date
    target_on: date

    def instead_of(self, dates: ClockResult) -> ClockResult:
        """The stored dates, unless the case itself moved on: a pause or an extension counts anew."""
        counted = (dates.version, dates.extensions, dates.paused_days)
        if counted != (self.version, self.extensions, self.paused_days):
            return dates
        return replace(dates, raw_end=self.raw_end, due_on=self.due_on, target_on=self.target_on)


def place_of(deadline: Deadline) -> Place:
    """Where a stored deadline belongs among the clocks of its case."""
    return (deadline.step.value, deadline.rule_id, deadline.started_on)


def pins_of(deadlines: Iterable[Deadline]) -> dict[Place, int]:
    """The rule version of every stored clock: it stays for the whole term."""
    return {place_of(one): one.rule_version for one in deadlines}


def held_by(deadlines: Iterable[Deadline]) -> dict[Place, Held]:
    """The stored dates that stand until an administrator decides, or for good."""
    return {
        place_of(one): Held(
            one.rule_version, one.extensions, one.paused_days, one.raw_end, one.due_on, one.target_on
        )
        for one in deadlines
        if one.recount is not None
    }


def known_tables(
    entered: tuple[Entered, ...], course: Course, events: Sequence[CaseEvent], clocks: ClockTable
) -> dict[str, RuleTable]:
    """For clocks that are not stored: the terms as they were known when the step was entered.

    A version that came to be known later, even one that reaches back, then changes neither a
    closed case nor an open one. Stored clocks are pinned and need no such table, but for what
    starts them (enforcement starts at legal effect).
    """
    if not any(one.entered_at or one.withdrawn_at for one in entered):
        return {}
    triggered = {clock.step for clock in clocks.clocks if clock.trigger_step}
    found = {}
    for step, started_on in course.started.items():
        if step not in set(Step) or step in triggered:
            moments = [event.entered_at for event in standing(events) if event.happened_on == started_on]
            found[step] = table_of(entered, known_at=max(moments, default=None))
    return found


def terms_for_extending(
    entered: tuple[Entered, ...],
    deadlines: Iterable[Deadline],
    events: Sequence[CaseEvent],
) -> RuleTable:
    """The terms that say how often a case may be extended: those its settlement clock is counted with.

    A version that came to be known after the case was accepted counts once the clock is moved to it.
    """
    current = table_of(entered)
    settlement = next((one for one in deadlines if one.step is Step.SETTLEMENT), None)
    if settlement is None:
        return current
    moments = [one.entered_at for one in standing(events) if one.happened_on == settlement.started_on]
    known = table_of(entered, known_at=max(moments, default=None))
    try:
        stood = known.version_on(settlement.rule_id, settlement.started_on).version
    except (RuleNotInForce, RuleUnknown):
        return current
    return known if stood == settlement.rule_version else current


def recount_after(deadline: Deadline, before: tuple[date, date, date], rules: RuleTable) -> Recount | None:
    """What is still to be decided once the case itself gave a clock new dates.

    Counted anew, it follows the calendar of today; only another version of its rule still waits.
    """
    if deadline.recount is None or before == (deadline.raw_end, deadline.due_on, deadline.target_on):
        return deadline.recount
    try:
        in_force = rules.version_on(deadline.rule_id, deadline.started_on).version
    except RuleNotInForce:
        return None
    waits = deadline.recount is Recount.WAITING and in_force != deadline.rule_version
    return Recount.WAITING if waits else None
