"""What the term of a clock is looked up in: rules, calendar, and what stored clocks keep against both."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from services.clock_basis import Basis, Pauses
from services.clock_choice import CaseFacts, ClockTable, run_clock
from services.clock_keeping import Held, Place
from services.deadlines import ClockResult
from services.errors import AppError
from services.legal_rules import RuleTable
from services.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Tables:
    """What a term is looked up in."""

    rules: RuleTable
    clocks: ClockTable
    calendar: WorkingCalendar
    pins: dict[Place, int]
    held: dict[Place, Held]
    known: dict[str, RuleTable]

    def dates(self, step: str, found: Basis, started_on: date, received_on: date) -> ClockResult | None:
        """The dates of a term under the version that the case is pinned to, or as they are held.

        What was decided under an earlier version stands: only a clock without a pin is refused.
        """
        in_force, refused = self._in_force(step, found, started_on, received_on)
        if in_force is None:
            return None
        place = (step, in_force.rule_id, in_force.started_on)
        pinned, dates = self.pins.get(place), in_force
        if refused is not None and pinned is None:
            raise refused
        if pinned is not None and (refused is not None or pinned != in_force.version):
            dates = self._counted(step, found, started_on, received_on, pinned) or in_force
        return self.held[place].instead_of(dates) if place in self.held else dates

    def anew(self, step: str, found: Basis, received_on: date, dates: ClockResult) -> ClockResult | None:
        """What today would give beside dates that are held against it; None where they agree."""
        if (step, dates.rule_id, dates.started_on) not in self.held:
            return None
        in_force, refused = self._in_force(step, found, dates.started_on, received_on)
        return None if refused is not None or in_force == dates else in_force

    def _in_force(
        self, step: str, found: Basis, started_on: date, received_on: date
    ) -> tuple[ClockResult | None, AppError | None]:
        """The dates by rules and calendar of today; without extensions where these allow none."""
        try:
            return self._counted(step, found, started_on, received_on, None), None
        except AppError as refused:
            if not found.extensions:
                raise
            without = replace(found, extensions=0)
            return self._counted(step, without, started_on, received_on, None), refused

    def _counted(
        self, step: str, found: Basis, started_on: date, received_on: date, version: int | None
    ) -> ClockResult | None:
        key = (step, found.facts, started_on, received_on, self.calendar, found.extensions, found.pauses)
        return _dates(*key, version, self.known.get(step, self.rules), self.clocks)


def forget_dates() -> None:
    """Compute every date anew next time, for benchmarks."""
    _dates.cache_clear()


# Many cases share the rule and the day: bulk work computes each pair once.
@lru_cache(maxsize=32_768)
def _dates(
    step: str,
    facts: CaseFacts,
    started_on: date,
    received_on: date,
    working_calendar: WorkingCalendar,
    extensions: int,
    pauses: Pauses,
    version: int | None,
    rules: RuleTable,
    clocks: ClockTable,
) -> ClockResult | None:
    return run_clock(
        step,
        facts,
        started_on,
        working_calendar,
        received_on=received_on,
        rules=rules,
        clocks=clocks,
        extensions=extensions,
        suspensions=pauses,
        version=version,
    )
