"""What makes an alarm, and a place that stands out in one week with all its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import AlarmColour, AlarmScope, WarningStream


@dataclass(frozen=True)
class Bounds:
    """What makes an alarm: the false share of red, the threshold of amber, fewest matters, large series.

    `fewest` matters of one stream, `least_matters` of all together; `parts` of a dispute by stream.
    """

    red_q: float
    amber: float
    fewest: Mapping[WarningStream, int]
    least_matters: int
    parts: Mapping[WarningStream, float]
    least_a_week: int


@dataclass(frozen=True)
class Part:
    """What one stream has to do with an alarm of all: its numbers in the commune, and in the zone."""

    stream: WarningStream
    seen: int
    expected: float
    zone_seen: int
    zone_expected: float


@dataclass(frozen=True)
class Scored:
    """A place that stands out in one week, with its numbers; ids, and None where they do not apply.

    `zone` has the ids of the communes of the zone, `zone_seen` and `zone_expected` its sums. Where all
    streams are judged together, the numbers are those of new matters, and `parts` has those of each.
    """

    stream: WarningStream
    scope: AlarmScope
    colour: AlarmColour
    commune_id: int | None
    field_id: int | None
    unit_id: int | None
    zone: tuple[int, ...]
    window: int
    seen: int
    expected: float
    zone_seen: int
    zone_expected: float
    p: float
    q: float
    score: float
    history_weeks: int
    is_provisional: bool
    parts: tuple[Part, ...] = ()
