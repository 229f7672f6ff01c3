"""For whom a register is imported: the unit, the account that enters it, the channel it counts under."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Channel, Unit, User
from models.enums import Level, UnitKind
from services import actors, first_run
from services.imports.columns import Register
from services.imports.errors import ImportingUnitMissing, ImportingUnitUnknown
from services.permissions import Actor
from services.petition_checks import units_of
from services.text import fold

SYSTEM_USERNAME = "manage.py"
# A petition register does not tell how a petition came; intake never offers this channel.
REGISTER_CHANNEL = "register"
RECEPTION_CHANNEL = "desk"
_LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Importer:
    """The importing unit, which also takes the rows whose unit nobody knows."""

    unit_id: int
    level: Level

    def ensure_unit(self, session: Session, *, actor: Actor, now: datetime) -> int:
        """The importing unit; in an empty database the department is made with its shipped name."""
        if self.unit_id:
            return self.unit_id
        return first_run.ensure_root_unit(session, actor=actor, now=now).id or 0

    def ensure_user(self, session: Session, *, actor: Actor, now: datetime) -> int:
        """The account that rows are entered by; manage.py has one of its own that cannot sign in."""
        if actor.user_id:
            return actor.user_id
        found = session.exec(select(User.id).where(User.username == SYSTEM_USERNAME)).first()
        if found is not None:
            return found
        user = User(
            username=SYSTEM_USERNAME,
            name=SYSTEM_USERNAME,
            folded=fold(SYSTEM_USERNAME),
            is_active=False,
            created_at=now,
        )
        session.add(user)
        session.flush()
        return user.id or 0

    def ensure_channel(self, session: Session, register: Register) -> int:
        """Receptions came in at the desk; petitions of a register in a way that was not recorded."""
        codes = (RECEPTION_CHANNEL,) if register is Register.RECEPTIONS else (REGISTER_CHANNEL,)
        found = session.exec(select(Channel.id).where(col(Channel.code).in_(codes))).first()
        if found is not None:
            return found
        channel = Channel(
            code=codes[0],
            name="Tiếp công dân" if register is Register.RECEPTIONS else "Theo sổ đã nhập",
            name_en="Reception desk" if register is Register.RECEPTIONS else "From an imported register",
            valid_from=_LONG_AGO,
            # Ended on the day it began: it stands in figures, and no form offers it.
            valid_to=_LONG_AGO if register is Register.PETITIONS else None,
        )
        session.add(channel)
        session.flush()
        return channel.id or 0


def importer(session: Session, *, actor: Actor, unit_code: str | None, today: date) -> Importer:
    """The unit named, else the actor's own, else (manage.py) the focal unit or the department.

    Raises ImportingUnitUnknown for a unit outside the actor's scope and ImportingUnitMissing
    for a person without a unit; in a database without any unit, manage.py makes the
    department when it writes (`ensure_unit`).
    """
    if unit_code:
        wanted = fold(unit_code)
        unit = next((unit for unit in units_of(session, actor) if fold(unit.code) == wanted), None)
        if unit is None:
            raise ImportingUnitUnknown(unit=unit_code)
    else:
        unit_id = actor.unit_id or actors.focal_unit_id(session, today=today)
        unit = session.get(Unit, unit_id) if unit_id else None
        if unit is None:
            unit = session.exec(
                select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(col(Unit.id))
            ).first()
    if unit is None and actor.is_system:
        return Importer(0, Level.DEPARTMENT)
    if unit is None or unit.id is None:
        raise ImportingUnitMissing()
    level = Level.UNIT if unit.kind is UnitKind.SUBORDINATE else Level.DEPARTMENT
    return Importer(unit.id, level)
