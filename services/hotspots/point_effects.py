"""What a table of points would change if it were published: levels before and after, from the same data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models import Case
from models.enums import RiskLevel
from services import clock, wall_checks
from services.hotspots import candidates, matters, point_versions, points
from services.hotspots.alarms import ORDER
from services.hotspots.assessment import assess
from services.hotspots.points import Band
from services.permissions import Actor, Permission, require, visible_to

# Cases told by their codes in each direction, and how many are asked for at once.
TOLD, ASKED = 10, 500
# A case with its level before and after.
Way = tuple[int, RiskLevel, RiskLevel]


@dataclass(frozen=True, slots=True)
class Moved:
    """An open case whose level would change; only cases that the reader sees."""

    code: str
    before: RiskLevel
    after: RiskLevel


@dataclass(frozen=True)
class PointEffect:
    """Open cases by level under both tables, and how many would rise and fall.

    The cases told are at most TOLD in each direction, the longest way first; there may be fewer
    than counted, because whoever publishes points need not see every case. `mark` is what publishing
    asks for.
    """

    before: dict[RiskLevel, int]
    after: dict[RiskLevel, int]
    rising: int
    falling: int
    told_rising: tuple[Moved, ...]
    told_falling: tuple[Moved, ...]
    mark: str


def effect(
    session: Session, lines: Sequence[Band], *, effective_from: date, actor: Actor, now: datetime
) -> PointEffect:
    """Levels of today's open cases by the table in force on that day and by these lines.

    Counts are of the cases of which the actor is told. Raises the first fault of the table.
    """
    require(actor, Permission.RISK_POINTS_EDIT)
    for fault in point_versions.faults(list(enumerate(lines, start=1))):
        raise fault
    today = clock.local_date(now)
    old, new = points.tables(session).on(effective_from), points.table_of(0, lines)
    told = select(Case).where(wall_checks.told_cases(actor), col(Case.voided_at).is_(None))
    query = candidates.among(told, today=today)
    found: list[Way] = []
    for matter in matters.in_pieces(session, list(session.exec(query))):
        before, after = (assess(matter.facts_on(today, table), table).level for table in (old, new))
        found.append((matter.case.id or 0, before, after))
    is_open = told.where(col(Case.closed_on).is_(None)).with_only_columns(func.count())
    calm = int(session.scalar(is_open) or 0) - len(found)
    moved = sorted(
        (one for one in found if one[1] is not one[2]),
        key=lambda one: (-abs(_steps(one)), -ORDER[one[2]], one[0]),
    )
    rising, falling = [one for one in moved if _steps(one) > 0], [one for one in moved if _steps(one) < 0]
    return PointEffect(
        before=_counted((one[1] for one in found), calm),
        after=_counted((one[2] for one in found), calm),
        rising=len(rising),
        falling=len(falling),
        told_rising=_told(session, rising, actor),
        told_falling=_told(session, falling, actor),
        mark=point_versions.mark(session, lines, effective_from=effective_from),
    )


def _steps(one: Way) -> int:
    """How many levels it rises; negative where it falls."""
    return ORDER[one[2]] - ORDER[one[1]]


def _counted(levels: Iterable[RiskLevel], calm: int) -> dict[RiskLevel, int]:
    """Every level with its number, the highest first; what nothing happened to is calm."""
    counts = Counter(levels)
    counts[RiskLevel.NORMAL] += calm
    return {level: counts[level] for level in ORDER}


def _told(session: Session, moved: list[Way], actor: Actor) -> tuple[Moved, ...]:
    """The first of them that the actor sees."""
    found: list[Moved] = []
    for start in range(0, len(moved), ASKED):
        some = moved[start : start + ASKED]
        query = visible_to(actor).where(col(Case.id).in_([one[0] for one in some]))
        codes = {
            row.id: row.code for row in session.execute(query.with_only_columns(col(Case.id), col(Case.code)))
        }
        found += [Moved(codes[one[0]], one[1], one[2]) for one in some if one[0] in codes]
        if len(found) >= TOLD:
            break
    return tuple(found[:TOLD])
