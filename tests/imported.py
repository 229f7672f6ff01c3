"""A small department and cases that come from a register, for tests of what follows an import."""

from datetime import date, datetime

from sqlmodel import col, select

from models import Case, Petition, User
from models.enums import Role
from services import actors
from services.imports import registers
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.imports.files import as_xlsx, petition_row, register

DAY = date(2026, 3, 2)


def imported(
    build: Builder, *rows: list[object], now: datetime = NOW, today: date = TODAY, by: User | None = None
) -> list[Case]:
    """Import rows of a petition register (see `petition_row`) and return their cases in order.

    The focal unit's inspector imports; every unit named in the rows is the importing one.
    """
    build.subject_field("Xăng dầu")
    build.commune("xã An Bình")
    inspector = by or build.user(Role.INSPECTOR, name="Thanh tra viên Sổ")
    build.session.commit()
    registers.import_register(
        as_xlsx(register(*rows)),
        filename="so.xlsx",
        actor=actors.actor_of(build.session, inspector, today=today),
        today=today,
        now=now,
    )
    build.session.rollback()
    build.session.expire_all()
    return list(build.session.exec(select(Case).order_by(col(Case.id))))


def waiting(**values: object) -> list[object]:
    """A row whose petition still waits for its handling."""
    return petition_row(**{"state": "Mới tiếp nhận", "received": DAY, **values})


def accepted(**values: object) -> list[object]:
    """A row that tells of an acceptance, without its day."""
    return petition_row(**{"state": "Đã thụ lý", "received": DAY, **values})


def petition_of(build: Builder, case: Case) -> Petition:
    """The petition that came with a case of the same code."""
    return build.session.exec(select(Petition).where(Petition.code == case.code)).one()
