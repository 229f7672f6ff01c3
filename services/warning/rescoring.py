"""A week scored again: alarms are put back to what they were before its older version."""

from datetime import date

from sqlmodel import Session, col, select

from models import WarningAlarm, WarningRun, WarningSignal
from models.enums import AlarmColour
from services.warning import versions


def take_back(session: Session, run: WarningRun) -> None:
    """Undo what the older versions of the week of `run` did to alarms; `run` itself is kept already.

    An alarm that began in that week is superseded; another one has again the last week and the colour
    that its signals before that week gave it, and is open if it was closed then.
    """
    if run.version == 1:
        return
    for alarm in session.exec(select(WarningAlarm).where(WarningAlarm.closed_week == run.monday)):
        alarm.closed_week = None
    for alarm in session.exec(select(WarningAlarm).where(WarningAlarm.last_week == run.monday)):
        before = _signals_before(session, alarm, run)
        if not before:
            alarm.superseded_by_id = run.id
            continue
        alarm.last_week = max(monday for monday, _colour in before)
        was_red = any(colour is AlarmColour.RED for _monday, colour in before)
        alarm.colour = AlarmColour.RED if was_red else AlarmColour.AMBER
    session.flush()


def begun_before(session: Session, run: WarningRun) -> list[WarningAlarm]:
    """The alarms that only older versions of the week of `run` had, those of the newest first."""
    query = select(WarningAlarm).where(
        WarningAlarm.first_week == run.monday, col(WarningAlarm.superseded_by_id).is_not(None)
    )
    return list(session.exec(query.order_by(col(WarningAlarm.id).desc())))


def _signals_before(session: Session, alarm: WarningAlarm, run: WarningRun) -> list[tuple[date, AlarmColour]]:
    """Monday and colour of each signal that counts of the weeks before."""
    rows = session.exec(
        select(col(WarningRun.monday), col(WarningSignal.colour))
        .join(WarningRun, col(WarningRun.id) == col(WarningSignal.run_id))
        .where(WarningSignal.alarm_id == alarm.id, WarningRun.monday < run.monday, versions.counts())
    )
    return [(monday, colour) for monday, colour in rows]
