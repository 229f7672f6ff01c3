"""The clock engine: from a rule, a start day, extensions and pauses to the dates of a legal term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.errors import AppError
from services.legal_rules import Nature, Rule, RuleTable, TermUnit, load_rules, shipped_rules
from services.term_counting import (
    Count,
    Pause,
    count_calendar_days,
    count_calendar_days_back,
    count_working_days,
    count_working_days_back,
    day_after_calendar_days,
)
from services.text import N_
from services.working_days import WorkingCalendar

__all__ = [
    "ClockResult",
    "LegalEffect",
    "Rule",
    "RuleTable",
    "compute",
    "legal_effect",
    "load_rules",
    "shipped_rules",
]


class RuleGivesNoDate(AppError):
    """Durations, duties per period and retention are facts to watch, not dates to meet."""

    msgid = N_("Rule {rule} is not a term: no date can be computed from it.")


class RuleIsMinimumDuration(RuleGivesNoDate):
    msgid = N_("Rule {rule} is a minimum duration, not a term: no date can be computed from it.")


class RuleIsQuota(RuleGivesNoDate):
    msgid = N_("Rule {rule} is a duty per period (quota), not a term: no date can be computed from it.")


class RuleIsRetention(RuleGivesNoDate):
    msgid = N_("Rule {rule} is a retention period, not a term: no date can be computed from it.")


NO_DATE = {
    Nature.MINIMUM: RuleIsMinimumDuration,
    Nature.QUOTA: RuleIsQuota,
    Nature.RETENTION: RuleIsRetention,
}


class RuleNotExtendable(AppError):
    msgid = N_("Rule {rule} allows no extension ({basis}).")


class TooManyExtensions(AppError):
    msgid = N_("Rule {rule} allows at most {limit} extensions, not {asked} ({basis}).")


class ExtensionsAlreadyCounted(AppError):
    msgid = N_("Rule {rule} already contains its extensions. Use {base} with extensions, or {rule} without.")


class ExtensionCountNegative(AppError):
    msgid = N_("The number of extensions cannot be negative: {asked}.")


class SuspensionReversed(AppError):
    msgid = N_("A suspension cannot end before it begins: {first} – {last}.")


class SuspensionsOverlap(AppError):
    msgid = N_("Two suspensions overlap: one lasts until {first_end}, the next begins on {next_start}.")


class SuspensionNotApplicable(AppError):
    msgid = N_("Rule {rule} cannot be suspended: it counts backward or gives a legal effect.")


@dataclass(frozen=True, slots=True)
class ClockResult:
    """The dates of one term and everything that explains them.

    `raw_end` is the last day of the bare count, `due_on` decides "overdue", `target_on` decides
    warnings. `skipped` holds the days off that moved the end; for working-day terms every day not
    counted. `paused_days` is by how many days, in the unit of the term, pauses moved `raw_end`;
    a pause that began after the term had run out moves nothing and stands in `late_pauses`.
    `unverified` holds the days whose place in the calendar nobody has confirmed yet.
    """

    rule_id: str
    version: int
    started_on: date
    raw_end: date
    due_on: date
    target_on: date
    skipped: tuple[tuple[date, str], ...] = ()
    paused_days: int = 0
    extensions: int = 0
    late_pauses: tuple[tuple[date, date], ...] = ()
    unverified: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalEffect:
    """The day a decision takes effect, and until when that day is provisional (None: not served yet)."""

    effective_on: date
    provisional_until: date | None
    # False where no further complaint is possible: then nothing about the day is provisional.
    may_be_appealed: bool = True

    @property
    def is_provisional(self) -> bool:
        """Whether the citizen may still complain when the day comes, as far as is known."""
        open_end = self.provisional_until is None or self.provisional_until >= self.effective_on
        return self.may_be_appealed and open_end

    def is_final(self, today: date) -> bool:
        """Whether the decision has taken effect and the citizen's own term is over too."""
        if today < self.effective_on:
            return False
        known = self.provisional_until is not None and self.provisional_until < today
        return known or not self.may_be_appealed


def compute(
    rule: Rule,
    trigger_on: date,
    calendar: WorkingCalendar,
    *,
    extensions: int = 0,
    suspensions: Iterable[tuple[date, date]] = (),
) -> ClockResult:
    """The dates of a term under one version of its rule (Civil Code 2015, arts 147-148).

    The day of the event is not counted. Extensions lengthen the bare count, which is rolled once
    at the end. Each suspension is its first and its last day, both included. Backward terms roll
    earlier; legal effect comes the day after the bare count and is not rolled.
    """
    if not rule.nature.gives_date:
        raise NO_DATE[rule.nature](rule=rule.id)
    _check_extensions(rule, extensions)
    pauses = _checked_pauses(rule, suspensions)
    count = _count(rule, trigger_on, calendar, rule.n + extensions * rule.extension_days, pauses)
    return ClockResult(
        rule_id=rule.id,
        version=rule.version,
        started_on=trigger_on,
        raw_end=count.raw_end,
        due_on=count.due_on,
        target_on=count.target_on,
        skipped=count.skipped,
        paused_days=count.paused_days,
        extensions=extensions,
        late_pauses=count.late_pauses,
        unverified=tuple(day for day, _ in count.skipped if day in calendar.unverified),
    )


def legal_effect(
    effect: Rule,
    appeal: Rule,
    decided_on: date,
    calendar: WorkingCalendar,
    *,
    served_on: date | None,
) -> LegalEffect:
    """Legal effect counted from issue, provisional until the citizen's own term from service is over.

    A slow delivery otherwise shows a decision as final while it may still be appealed (LKN 33, 44).
    """
    effective_on = compute(effect, decided_on, calendar).due_on
    if served_on is None:
        return LegalEffect(effective_on, None)
    return LegalEffect(effective_on, compute(appeal, served_on, calendar).due_on)


def _count(rule: Rule, start: date, calendar: WorkingCalendar, length: int, pauses: list[Pause]) -> Count:
    if rule.nature is Nature.EFFECT:
        return day_after_calendar_days(start, length)
    working = rule.unit is TermUnit.WORKING_DAY
    if length < 0:
        return (count_working_days_back if working else count_calendar_days_back)(start, -length, calendar)
    return (count_working_days if working else count_calendar_days)(start, length, calendar, pauses)


def _check_extensions(rule: Rule, extensions: int) -> None:
    if extensions < 0:
        raise ExtensionCountNegative(asked=extensions)
    if extensions == 0:
        return
    if rule.counts_extensions:
        raise ExtensionsAlreadyCounted(rule=rule.id, base=rule.variant_of)
    if rule.extension_limit == 0:
        raise RuleNotExtendable(rule=rule.id, basis=rule.basis)
    if extensions > rule.extension_limit:
        raise TooManyExtensions(rule=rule.id, limit=rule.extension_limit, asked=extensions, basis=rule.basis)


def _checked_pauses(rule: Rule, suspensions: Iterable[tuple[date, date]]) -> list[Pause]:
    pauses = sorted(suspensions)
    if pauses and (rule.n < 0 or rule.nature is Nature.EFFECT):
        raise SuspensionNotApplicable(rule=rule.id)
    for first, last in pauses:
        if last < first:
            raise SuspensionReversed(first=first, last=last)
    for earlier, later in pairwise(pauses):
        if later[0] <= earlier[1]:
            raise SuspensionsOverlap(first_end=earlier[1], next_start=later[0])
    return pauses
