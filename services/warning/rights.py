"""Who may see which alarm."""

from sqlalchemy import ColumnElement, and_, true
from sqlmodel import col

from models import WarningAlarm
from services.permissions import Actor, Permission, require


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """All alarms for who counts the whole department; for others those of the units that they count."""
    require(actor, Permission.FIGURES_READ)
    if actor.figures.is_empty:
        return col(WarningAlarm.id).in_([])
    if actor.figures.unit_ids is None:
        return true()
    return and_(col(WarningAlarm.unit_id).is_not(None), col(WarningAlarm.unit_id).in_(actor.figures.unit_ids))
