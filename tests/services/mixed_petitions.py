"""Fictional mixed petitions: taken in, cut into parts, and what of them stands in the database."""

from sqlalchemy import text
from sqlmodel import SQLModel, select

from models import (
    Case,
    Petition,
    PetitionCase,
)
from models.enums import Kind
from services import (
    petitions,
)
from services.part_input import PartInput
from services.petition_splitting import split
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry

WHOLE = (
    "Khiếu nại quyết định thu hồi giấy chứng nhận cửa hàng xăng dầu; tố cáo ông Canary Bí Mật nhận tiền; "
    "kiến nghị sửa quy hoạch mạng lưới xăng dầu"
)
COMPLAINT = "Khiếu nại quyết định thu hồi giấy chứng nhận cửa hàng xăng dầu"
SECRET = "Ông Canary Bí Mật nhận tiền khi kiểm tra cửa hàng"
WISH = "Kiến nghị sửa quy hoạch mạng lưới xăng dầu"


def receive(session, build, actor, **values) -> Petition:
    values = {"summary": WHOLE, **values}
    return petitions.receive(session, entry(build, **values), actor=actor, now=NOW, today=TODAY)


def wish(**values) -> PartInput:
    return PartInput(**{"kind": Kind.RECOMMENDATION, "summary": WISH, **values})


def denunciation(**values) -> PartInput:
    values = {"summary": SECRET, "not_our_staff": True, "respondent_name": "Canary Bí Mật", **values}
    return PartInput(kind=Kind.DENUNCIATION, **values)


def first(session, petition, **values) -> PartInput:
    """The part that stands from intake on, with its own words."""
    case = session.exec(
        select(Case)
        .join(PetitionCase, PetitionCase.case_id == Case.id)
        .where(PetitionCase.petition_id == petition.id, PetitionCase.part == 1)
    ).one()
    return PartInput(**{"case_id": case.id, "summary": COMPLAINT, **values})


def cut(session, petition, *parts, actor, **options) -> list[Case]:
    options = {"now": NOW, "today": TODAY, **options}
    return split(session, petition.id, [first(session, petition), *parts], actor=actor, **options)


def linked(session, petition) -> dict[int, Case]:
    found = session.exec(
        select(PetitionCase.part, Case)
        .join(Case, Case.id == PetitionCase.case_id)
        .where(PetitionCase.petition_id == petition.id)
    )
    return dict(found.all())


def everything_in_plain(session) -> str:
    """Every column of every table as text, as a dump would show it; what is sealed is not readable there."""
    session.flush()
    return "\n".join(
        str(row)
        for table in SQLModel.metadata.tables
        for row in session.execute(text(f"SELECT * FROM {table}")).all()
    )
