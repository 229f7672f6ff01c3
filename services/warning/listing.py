"""The alarms that a reader may see, with their latest numbers and what was said of them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from models import Commune, SubjectField, Unit, WarningAlarm, WarningRun, WarningSignal
from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning.reason import Reason, reason
from services.errors import NotFound
from services.permissions import Actor, Permission, require
from services.warning import judging, sensitive, versions
from services.warning.judging import Said
from services.warning.rights import seen_by
from services.warning.sensitive import Period
from services.warning.standing_out import Part


@dataclass(frozen=True)
class AlarmLine:
    """One alarm as it is told: its place by id and name, its numbers, its life, and what people know of it.

    `zone` has the other communes that stand out with it. `is_quiet`: nothing in the newest scored week.
    `parts`: the numbers of each stream, where all are judged as one; `is_superseded`: its only week was
    scored again, and it was not found. `known` are sensitive periods of the commune (or of the province)
    that meet its weeks.
    """

    id: int
    stream: WarningStream
    scope: AlarmScope
    colour: AlarmColour
    commune_id: int | None
    commune: str
    field_id: int | None
    field: tuple[str, str]
    unit_id: int | None
    unit: str
    first_week: date
    last_week: date
    closed_week: date | None
    is_new: bool
    is_quiet: bool
    reason: Reason
    zone: tuple[tuple[int, str], ...]
    q: float
    is_provisional: bool
    parts: tuple[Part, ...]
    is_superseded: bool
    said: Said | None
    known: tuple[Period, ...]


def standing(session: Session, *, actor: Actor, today: date) -> list[AlarmLine]:
    """The alarms that are not closed: red before amber, new before standing, the least likely first."""
    query = select(WarningAlarm).where(_stands(), seen_by(actor))
    return _ordered(_told(session, list(session.exec(query)), actor=actor, today=today))


def closed(session: Session, *, actor: Actor, today: date, most: int = 50) -> list[AlarmLine]:
    """The alarms that were closed last."""
    query = select(WarningAlarm).where(col(WarningAlarm.closed_week).is_not(None), seen_by(actor))
    newest = query.order_by(col(WarningAlarm.closed_week).desc(), col(WarningAlarm.id).desc()).limit(most)
    return _told(session, list(session.exec(newest)), actor=actor, today=today)


def one(session: Session, alarm_id: int, *, actor: Actor, today: date) -> AlarmLine:
    """An alarm by its id; NotFound where there is none, or none for this reader."""
    query = select(WarningAlarm).where(WarningAlarm.id == alarm_id, seen_by(actor))
    found = _told(session, list(session.exec(query)), actor=actor, today=today)
    if not found:
        raise NotFound()
    return found[0]


def unsettled(session: Session, *, actor: Actor) -> int:
    """How many standing alarms nobody has said anything of."""
    require(actor, Permission.FIGURES_READ)
    standing = select(WarningAlarm.id).where(_stands(), seen_by(actor))
    ids = {number or 0 for number in session.exec(standing)}
    return len(ids - judging.said_of(session, ids))


def _stands() -> ColumnElement[bool]:
    return and_(col(WarningAlarm.closed_week).is_(None), col(WarningAlarm.superseded_by_id).is_(None))


def _ordered(lines: list[AlarmLine]) -> list[AlarmLine]:
    return sorted(
        lines,
        key=lambda line: (
            line.is_quiet,
            line.colour is not AlarmColour.RED,
            not line.is_new,
            -line.reason.odds,
            line.id,
        ),
    )


def _told(session: Session, alarms: list[WarningAlarm], *, actor: Actor, today: date) -> list[AlarmLine]:
    ids = [alarm.id or 0 for alarm in alarms]
    signals = _latest_signals(session, ids)
    said = judging.latest(session, ids, actor=actor)
    names = _Names(session, alarms, signals)
    newest = session.exec(select(func.max(WarningRun.monday))).one()
    known = sensitive.periods(session, actor=actor, today=today)
    return [
        _line(alarm, signals[alarm.id or 0], names, said.get(alarm.id or 0), newest, known)
        for alarm in alarms
        if alarm.id in signals
    ]


def _latest_signals(session: Session, ids: list[int]) -> dict[int, WarningSignal]:
    """The newest of each alarm that counts; of one that was superseded the newest of all."""
    rows = (
        select(func.max(WarningSignal.id))
        .join(WarningRun, col(WarningRun.id) == col(WarningSignal.run_id))
        .where(col(WarningSignal.alarm_id).in_(ids))
        .group_by(col(WarningSignal.alarm_id))
    )
    found: dict[int, WarningSignal] = {}
    for newest in (rows, rows.where(versions.counts())):
        signals = session.exec(select(WarningSignal).where(col(WarningSignal.id).in_(newest)))
        found |= {signal.alarm_id: signal for signal in signals}
    return found


class _Names:
    """The names of the communes, fields and units that some alarms are about."""

    def __init__(
        self, session: Session, alarms: list[WarningAlarm], signals: dict[int, WarningSignal]
    ) -> None:
        zones = {commune for signal in signals.values() for commune in signal.zone}
        communes = select(Commune.id, Commune.name).where(
            or_(
                col(Commune.id).in_(zones),
                col(Commune.id).in_({alarm.commune_id for alarm in alarms if alarm.commune_id}),
            )
        )
        fields = select(SubjectField.id, SubjectField.name, SubjectField.name_en)
        units = select(Unit.id, Unit.name).where(
            col(Unit.id).in_({alarm.unit_id for alarm in alarms if alarm.unit_id})
        )
        self.communes = {number or 0: name for number, name in session.exec(communes)}
        self.fields = {number or 0: (name, english) for number, name, english in session.exec(fields)}
        self.units = {number or 0: name for number, name in session.exec(units)}


def _line(
    alarm: WarningAlarm,
    signal: WarningSignal,
    names: _Names,
    said: Said | None,
    newest: date,
    known: list[Period],
) -> AlarmLine:
    others = [commune for commune in signal.zone if commune != alarm.commune_id]
    return AlarmLine(
        id=alarm.id or 0,
        stream=alarm.stream,
        scope=alarm.scope,
        colour=alarm.colour,
        commune_id=alarm.commune_id,
        commune=names.communes.get(alarm.commune_id or 0, ""),
        field_id=alarm.field_id,
        field=names.fields.get(alarm.field_id or 0, ("", "")),
        unit_id=alarm.unit_id,
        unit=names.units.get(alarm.unit_id or 0, ""),
        first_week=alarm.first_week,
        last_week=alarm.last_week,
        closed_week=alarm.closed_week,
        is_new=alarm.first_week == newest,
        is_quiet=alarm.last_week < newest,
        reason=reason(
            matters=signal.seen,
            weeks=signal.window_weeks,
            expected=signal.expected,
            zone=(signal.zone_seen, signal.zone_expected),
            p=signal.p,
            history_weeks=signal.history_weeks,
        ),
        zone=tuple((commune, names.communes.get(commune, "")) for commune in others),
        q=signal.q,
        is_provisional=signal.is_provisional,
        parts=tuple(Part(**{**part, "stream": WarningStream(part["stream"])}) for part in signal.parts or ()),
        is_superseded=alarm.superseded_by_id is not None,
        said=said,
        known=tuple(one for one in known if one.meets(alarm.first_week, alarm.last_week, alarm.commune_id)),
    )
