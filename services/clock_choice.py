"""Which rule is the clock of which step of which case, read from a table."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from services.deadlines import ClockResult, compute
from services.errors import AppError
from services.legal_rules import RuleNotInForce, RuleTable, RuleUnknown, shipped_rules
from services.text import N_
from services.working_days import RULES_FOLDER, WorkingCalendar

ANY = "*"
# In the column `trigger_step`: counted from the receipt of the case, whenever the step began.
RECEIPT = "receipt"


class ClockRowInvalid(AppError):
    msgid = N_("The table of clocks is wrong in line {line}, column “{column}”: “{text}”.")


class ClockAmbiguous(AppError):
    msgid = N_("The table of clocks names two rules for the same step “{step}”: {first} and {second}.")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What decides which term applies to a case."""

    kind: str
    instance: int = 1
    disciplinary: bool = False
    further: bool = False
    complexity: str = "plain"
    remote: bool = False
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One row: the rule of a step for the cases whose facts it accepts.

    `trigger_step` names the step whose end starts this one (enforcement starts at legal effect),
    or "receipt" for a term that runs from the receipt of the case;
    `mandatory` clocks decide "overdue"; only clocks that `pauses` stop during a suspension, only
    those that `extends` take extensions.
    """

    kind: str
    accepts: tuple[frozenset[str], ...]
    variant: str
    step: str
    rule_id: str
    trigger_step: str
    mandatory: bool
    pauses: bool
    extends: bool

    def fits(self, facts: CaseFacts) -> bool:
        """Whether the row accepts these facts."""
        if self.kind != facts.kind or self.variant != facts.variant:
            return False
        pairs = zip(self.accepts, _fact_texts(facts), strict=True)
        return all(ANY in accepted or text in accepted for accepted, text in pairs)


class ClockTable:
    """The clocks of all kinds, at most one per step and case."""

    def __init__(self, clocks: Iterable[Clock]) -> None:
        self.clocks = tuple(clocks)
        self._found: dict[tuple[str, CaseFacts], Clock | None] = {}
        for index, clock in enumerate(self.clocks):
            for other in self.clocks[:index]:
                if _overlap(clock, other):
                    raise ClockAmbiguous(step=clock.step, first=other.rule_id, second=clock.rule_id)

    def clock(self, step: str, facts: CaseFacts) -> Clock | None:
        """The clock of a step, or None where the law sets none.

        A variant (several_places, out_of_competence, voters) changes the steps it names; every
        other step of such a case keeps its ordinary clock.
        """
        key = (step, facts)
        if key not in self._found:
            self._found[key] = self._search(step, facts)
        return self._found[key]

    def _search(self, step: str, facts: CaseFacts) -> Clock | None:
        ordinary = CaseFacts(
            facts.kind, facts.instance, facts.disciplinary, facts.further, facts.complexity, facts.remote
        )
        for wanted in (facts, ordinary):
            for clock in self.clocks:
                if clock.step == step and clock.fits(wanted):
                    return clock
        return None

    def mandatory_steps(self, kind: str) -> list[str]:
        """The steps that can make a case of that kind overdue, in the order in which they run."""
        steps = (clock.step for clock in self.clocks if clock.kind == kind and clock.mandatory)
        return list(dict.fromkeys(steps))


def load_clocks(path: Path, rules: RuleTable) -> ClockTable:
    """Read a table of clocks; an unknown rule or two rules for one step are refused by name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    for row in rows:
        if row["rule_id"] not in rules:
            raise RuleUnknown(rule=row["rule_id"])
    return ClockTable(_clock(row, line) for line, row in enumerate(rows, start=2))


@lru_cache(maxsize=1)
def shipped_clocks() -> ClockTable:
    """The table of rules/clocks.csv, read once per process."""
    return load_clocks(RULES_FOLDER / "clocks.csv", shipped_rules())


def rule_for(
    step: str,
    kind: str,
    instance: int = 1,
    *,
    disciplinary: bool = False,
    further: bool = False,
    complexity: str = "plain",
    remote: bool = False,
    variant: str = "",
) -> str | None:
    """The shipped rule that is the clock of a step, or None where the law sets none."""
    facts = CaseFacts(kind, instance, disciplinary, further, complexity, remote, variant)
    clock = shipped_clocks().clock(step, facts)
    return clock.rule_id if clock else None


def run_clock(
    step: str,
    facts: CaseFacts,
    event_on: date,
    calendar: WorkingCalendar,
    *,
    received_on: date | None = None,
    rules: RuleTable | None = None,
    clocks: ClockTable | None = None,
    extensions: int = 0,
    suspensions: Iterable[tuple[date, date]] = (),
    version: int | None = None,
) -> ClockResult | None:
    """The dates of a step's clock that an event of that day starts.

    None where no rule is the clock of the step, or where its rule was not yet in force on the day.
    Extensions and suspensions of the case reach only the clocks that the table says they reach.
    `version` pins the version of the rule that an earlier computation used.
    """
    rules = rules or shipped_rules()
    clocks = clocks or shipped_clocks()
    clock = clocks.clock(step, facts)
    if clock is None:
        return None
    if clock.trigger_step == RECEIPT:
        event_on = received_on or event_on
    elif clock.trigger_step:
        trigger = run_clock(clock.trigger_step, facts, event_on, calendar, rules=rules, clocks=clocks)
        if trigger is None:
            return None
        event_on = trigger.due_on
    try:
        rule = (
            rules.pinned(clock.rule_id, version)
            if version is not None
            else rules.version_on(clock.rule_id, event_on)
        )
    except RuleNotInForce:
        return None
    return compute(
        rule,
        event_on,
        calendar,
        extensions=extensions if clock.extends else 0,
        suspensions=suspensions if clock.pauses else (),
    )


def _fact_texts(facts: CaseFacts) -> tuple[str, ...]:
    flags = (facts.disciplinary, facts.further)
    return (
        str(facts.instance),
        *(str(flag).lower() for flag in flags),
        str(facts.complexity),
        str(facts.remote).lower(),
    )


def _overlap(one: Clock, other: Clock) -> bool:
    if (one.kind, one.step, one.variant) != (other.kind, other.step, other.variant):
        return False
    pairs = zip(one.accepts, other.accepts, strict=True)
    return all(ANY in left or ANY in right or left & right for left, right in pairs)


def _clock(row: dict[str, str], line: int) -> Clock:
    flags = {}
    for column in ("mandatory", "pauses", "extends"):
        if row[column] not in ("true", "false"):
            raise ClockRowInvalid(line=line, column=column, text=row[column])
        flags[column] = row[column] == "true"
    columns = ("instance", "disciplinary", "further", "complexity", "remote")
    for column in (*columns, "kind", "step"):
        if not row[column]:
            raise ClockRowInvalid(line=line, column=column, text="")
    return Clock(
        kind=row["kind"],
        accepts=tuple(frozenset(row[column].split("|")) for column in columns),
        variant=row["variant"],
        step=row["step"],
        rule_id=row["rule_id"],
        trigger_step=row["trigger_step"],
        **flags,
    )
