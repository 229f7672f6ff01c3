"""The lists that the intake form offers, as they stood on the day of receipt."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models import Channel, Commune, SubjectField, Unit, User
from models.enums import UnitKind
from services.permissions import Actor, Permission, require
from services.petition_checks import units_of


@dataclass(frozen=True)
class IntakeLists:
    """Choices by id, in the order in which they are offered; English names where there are some."""

    channels: dict[int, Channel]
    fields: dict[int, SubjectField]
    communes: dict[int, str]
    units: dict[int, str]
    staff: dict[int, str]
    accused_units: dict[int, str]


def lists(session: Session, *, actor: Actor, on: date) -> IntakeLists:
    """Channels, fields and communes valid on a day, the actor's units, and the people on our staff."""
    require(actor, Permission.PETITION_ENTER)
    channels = _valid(session, Channel, on, Channel.position, Channel.id)
    fields = _valid(session, SubjectField, on, SubjectField.position, SubjectField.folded)
    communes = _valid(session, Commune, on, Commune.folded)
    ours = select(Unit).where(Unit.kind != UnitKind.OUTSIDE).order_by(col(Unit.path))
    staff = session.exec(select(User).where(User.is_active).order_by(col(User.folded)))
    return IntakeLists(
        channels={row.id: row for row in channels},
        fields={row.id: row for row in fields},
        communes={row.id: row.name for row in communes},
        units={unit.id or 0: unit.name for unit in units_of(session, actor) if unit.is_valid_on(on)},
        staff={user.id or 0: user.name for user in staff},
        accused_units={unit.id or 0: unit.name for unit in session.exec(ours) if unit.is_valid_on(on)},
    )


def _valid(session: Session, model: Any, on: date, *order: Any) -> list[Any]:
    valid = (model.valid_from <= on, or_(col(model.valid_to).is_(None), model.valid_to >= on))
    return list(session.exec(select(model).where(*valid).order_by(*order)))
