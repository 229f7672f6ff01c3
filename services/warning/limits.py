"""The settings of the warning as they stand on a day."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.enums import WarningStream
from services import thresholds
from services.warning import streams


@dataclass(frozen=True)
class Settings:
    """`warning.*` of rules/settings.csv, by the part of the key after the point."""

    red_percent: int
    budget: int
    close_after: int
    least_matters: int
    least_crowds: int
    part_received: int
    part_repeats: int
    part_crowds: int
    part_over_level: int
    least_a_week: int
    history_weeks: int
    missing_least: int
    late_percent: int
    recalibrate_weeks: int
    null_weeks: int
    backtest_weeks: int
    lead_days: int
    sensitive_days: int

    def as_numbers(self) -> dict[str, int]:
        """For the record of a run."""
        return asdict(self)


def of_run(kept: dict[str, Any]) -> Settings:
    """The settings that a run kept (`Settings.as_numbers`, among others)."""
    return Settings(**{name: kept[name] for name in Settings.__dataclass_fields__})


def fewest(settings: Settings) -> dict[WarningStream, int]:
    """Of each stream the fewest matters that are an alarm; crowds are rare, and two of them are many."""
    least, crowds = settings.least_matters, settings.least_crowds
    return {stream: crowds if stream is WarningStream.CROWDS else least for stream in streams.COUNTED}


def parts(settings: Settings) -> dict[WarningStream, float]:
    """How many matters of each stream one matter of a dispute brings."""
    return {stream: getattr(settings, f"part_{stream.value}") / 100 for stream in streams.COUNTED}


def read(session: Session, *, today: date) -> Settings:
    """The settings in force on a day."""
    names = Settings.__dataclass_fields__
    return Settings(**{name: thresholds.number(session, f"warning.{name}", today=today) for name in names})
