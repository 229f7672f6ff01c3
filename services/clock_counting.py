"""One stored clock beside what rules and calendar give for it now."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.enums import Kind, Step
from services.deadlines import ClockResult, compute
from services.errors import AppError
from services.legal_rules import Rule, RuleTable
from services.working_days import WorkingCalendar

Dates = tuple[date, date, date]


@dataclass(frozen=True, slots=True)
class Touched:
    """One stored clock beside what rules and calendar give for it now.

    `petition_id` is set for the handling clock that only a petition has. `against` is why it
    cannot be counted anew; `is_open` is false for clocks that were met or ended with their case.
    """

    deadline_id: int | None
    petition_id: int | None
    case_id: int | None
    kind: Kind
    unit_id: int
    officer_id: int | None
    step: Step
    rule_id: str
    version: int
    stored: Dates
    new_version: int
    counted: Dates | None
    is_open: bool = True
    against: AppError | None = None

    @property
    def by_rule(self) -> bool:
        """Whether another version of the rule is behind it, not the calendar alone."""
        return self.version != self.new_version

    @property
    def differs(self) -> bool:
        """Whether moving the clock would change anything."""
        return self.by_rule or (self.counted is not None and self.counted != self.stored)

    @property
    def due_on(self) -> date:
        """The day as it stands, after rolling to a working day."""
        return self.stored[1]

    @property
    def new_due_on(self) -> date | None:
        """The day as it would be; None where it cannot be counted."""
        return self.counted[1] if self.counted else None


def counted(
    rule_id: str,
    version: int,
    started_on: date,
    rules: RuleTable,
    calendar: WorkingCalendar,
    *,
    extensions: int = 0,
    pauses: tuple[tuple[date, date], ...] = (),
    pinned: bool,
) -> tuple[int, Dates | None, AppError | None]:
    """Version and dates of one clock, or why there are none."""
    chosen = version
    try:
        rule = rules.pinned(rule_id, version) if pinned else rules.version_on(rule_id, started_on)
        chosen = rule.version
        dates = _dates(rule, started_on, calendar, extensions, pauses)
    except AppError as against:
        return chosen, None, against
    return chosen, (dates.raw_end, dates.due_on, dates.target_on), None


# Many clocks share rule and day.
@lru_cache(maxsize=8_192)
def _dates(
    rule: Rule,
    started_on: date,
    calendar: WorkingCalendar,
    extensions: int,
    pauses: tuple[tuple[date, date], ...],
) -> ClockResult:
    return compute(rule, started_on, calendar, extensions=extensions, suspensions=pauses)
