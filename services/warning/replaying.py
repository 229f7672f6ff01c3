"""A run computed again from the counts that it kept: the same numbers, or the register of alarms is wrong."""

from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, col, select

from models import WarningAlarm, WarningRun, WarningSignal
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_
from services.warning import calibrating, limits, packing, running, scoring, weeks
from services.warning.standing_out import Scored

# Of numbers that a processor may round another way.
CLOSE = 1e-6


class MethodUnknown(AppError):
    msgid = N_("This week was scored by the method {method}, which this version does not have.")


@dataclass(frozen=True)
class Replayed:
    """How many signals were kept, and how many of them follow from the kept counts to the last digit."""

    kept: int
    found: int
    same: int

    @property
    def agrees(self) -> bool:
        return self.kept == self.found == self.same


def replay(session: Session, run_id: int, *, actor: Actor) -> Replayed:
    """Score a kept week again and compare. Raises NotFound, MethodUnknown, RunOfAnotherVersion."""
    require(actor, Permission.WATCH_RUN)
    run = session.get(WarningRun, run_id)
    if run is None:
        raise NotFound()
    if run.method != running.METHOD:
        raise MethodUnknown(method=run.method)
    counts = packing.unpack(run.counts, run.format)
    bounds = running.bounds(limits.of_run(run.settings), calibrating.read(run.settings))
    near = np.array(run.notes["near"], dtype=np.int32)
    again = scoring.scored(counts, near, weeks.tet(counts.first, counts.weeks), bounds)
    found = {_place(one): one for many in again.values() for one in many}
    rows = session.exec(
        select(WarningSignal, WarningAlarm)
        .join(WarningAlarm, col(WarningAlarm.id) == col(WarningSignal.alarm_id))
        .where(WarningSignal.run_id == run_id)
    ).all()
    same = sum(_agrees(signal, found) for signal, _alarm in rows)
    return Replayed(len(rows), len(found), same)


def _place(one: Scored) -> tuple[object, ...]:
    return (one.stream, one.scope, one.commune_id, one.field_id, one.unit_id)


def _agrees(signal: WarningSignal, found: dict[tuple[object, ...], Scored]) -> bool:
    """Whether some place has exactly the numbers of a kept signal."""
    return any(
        (one.seen, one.zone_seen, one.window, list(one.zone), one.colour)
        == (signal.seen, signal.zone_seen, signal.window_weeks, signal.zone, signal.colour)
        and [part.seen for part in one.parts] == [part["seen"] for part in signal.parts or ()]
        and all(
            abs(getattr(one, name) - getattr(signal, name)) <= CLOSE * max(1.0, abs(getattr(signal, name)))
            for name in ("expected", "zone_expected", "p", "q", "score")
        )
        for one in found.values()
    )
