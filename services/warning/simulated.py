"""Alarms as they would have been in past weeks, each scored with what lay before it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.warning import counts, scoring
from services.warning.counts import Counts, StreamCounts
from services.warning.standing_out import Bounds, Scored

Progress = Callable[[float], None]


@dataclass
class PastAlarm:
    """A simulated alarm: its weeks by number, and all communes of its zones."""

    stream: WarningStream
    field_id: int | None
    first: int
    last: int
    zone: frozenset[int]
    communes: set[int]
    red: bool

    def stands(self, week: int, close_after: int) -> bool:
        """Whether it had begun by a week and was not closed then."""
        return self.first <= week < self.last + close_after


def alarms(
    found: Counts,
    near: NDArray[np.int32],
    tet: NDArray[np.int8],
    bounds: Bounds,
    tried: int,
    close_after: int,
    watch: Progress,
) -> list[PastAlarm]:
    """The alarms of cells in the last `tried` weeks; `watch` hears the share that is done."""
    begun: list[PastAlarm] = []
    for number in range(tried):
        week = found.weeks - tried + number
        until = _until(found, week)
        for one in (
            one
            for many in scoring.scored(until, near, tet[: week + 1], bounds).values()
            for one in many
            if one.scope is AlarmScope.CELL
        ):
            _join(begun, one, week, close_after)
        watch((number + 1) / tried)
    return begun


def _until(found: Counts, week: int) -> Counts:
    """The counts up to a week, both included."""
    cut = {
        stream: StreamCounts(
            one.cells[: week + 1],
            one.units[: week + 1, :0],
            one.fields[: week + 1, :0],
            np.zeros((0, counts.LAGS)),
            0,
        )
        for stream, one in found.streams.items()
    }
    return Counts(found.first, week + 1, found.communes, found.fields, (), cut, (), ())


def _join(alarms: list[PastAlarm], one: Scored, week: int, close_after: int) -> None:
    red = one.colour is AlarmColour.RED
    for alarm in alarms:
        same = (alarm.stream, alarm.field_id) == (one.stream, one.field_id)
        lives = alarm.last < week <= alarm.last + close_after
        if same and lives and not alarm.zone.isdisjoint(one.zone):
            alarm.last, alarm.zone, alarm.red = week, frozenset(one.zone), alarm.red or red
            alarm.communes |= set(one.zone)
            return
    zone = frozenset(one.zone)
    alarms.append(PastAlarm(one.stream, one.field_id, week, week, zone, set(zone), red))
