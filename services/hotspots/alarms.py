"""Which levels raise an alarm: two settings with their days, one for any matter, one for rising ones."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.enums import RiskLevel
from services import thresholds

# Settings whose values are the numbers of levels.
LEVEL, RISING = "hotspot.alarm_level", "hotspot.rising_level"
ORDER = {RiskLevel.HOT: 3, RiskLevel.WARNING: 2, RiskLevel.WATCH: 1, RiskLevel.NORMAL: 0}


@dataclass(frozen=True)
class Bounds:
    """The level from which a matter raises an alarm, and the one from which it does while it heats up."""

    level: RiskLevel
    rising: RiskLevel

    def hold(self, rank: int, change: int) -> bool:
        """Whether a matter of that rank of level, with points gained or lost, raises an alarm."""
        return rank >= ORDER[self.level] or (rank >= ORDER[self.rising] and change > 0)


def bounds(session: Session, *, today: date) -> Bounds:
    """The levels in force on a day."""
    by_rank = {rank: level for level, rank in ORDER.items()}
    level, rising = (by_rank[thresholds.number(session, key, today=today)] for key in (LEVEL, RISING))
    return Bounds(level, rising)
