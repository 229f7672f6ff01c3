"""The row of a register behind a petition: told to those who see it, without what leads to a denouncer."""

import pytest

from models.enums import Role
from services import case_view, petition_view
from services.imports import origins, registers
from services.imports.reasons import Code
from tests.conftest import NOW, TODAY
from tests.imported import imported, petition_of, waiting
from tests.services.imports.files import TITLE, as_xlsx, petition_row, register

SECRET = {"complaint": None, "denunciation": "x", "content": "Tố cáo ông X nhận tiền"}


def codes(origin) -> set[Code]:
    return {remark.code for remark in origin.remarks}


def test_a_petition_knows_its_register_its_row_and_the_remarks(session, build) -> None:
    plain, remarked = imported(
        build, waiting(number=4), waiting(number=9, name="LÊ THỊ KHÁC", received="05/03/2026")
    )
    director = build.actor(Role.DIRECTOR)

    first = case_view.read(session, plain.code, actor=director, today=TODAY).petitions[0].origin
    second = petition_view.read(session, remarked.code, actor=director, today=TODAY).origin

    assert (first.title, first.year, first.row_number, first.imported_at) == (TITLE, 2026, 4, NOW)
    assert first.remarks == ()
    assert (second.row_number, codes(second)) == (9, {Code.DATE_AS_TEXT, Code.ODD_CAPITALS})


def test_a_petition_of_the_intake_has_no_origin(session, build) -> None:
    petition = build.petition()

    assert origins.of_petitions(session, [petition], actor=build.actor(Role.DIRECTOR)) == {}


@pytest.mark.parametrize(("role", "sees_row"), [(Role.DIRECTOR, True), (Role.OFFICER, False)])
def test_a_denunciation_is_not_traced_to_its_row_without_the_right(session, build, role, sees_row) -> None:
    _first, case = imported(
        build,
        petition_row(number=1, **SECRET),
        petition_row(number=2, **SECRET, name="TRẦN THỊ THỬ", received="05/03/2026", state="Mới tiếp nhận"),
    )
    user = build.user(role)
    case.officer_id = user.id
    session.flush()

    origin = case_view.read(session, case.code, actor=build.actor_of(user), today=TODAY).petitions[0].origin

    assert origin.row_number == (2 if sees_row else None)
    assert Code.DATE_AS_TEXT in codes(origin)
    of_people = {Code.DUPLICATE_IN_FILE, Code.ODD_CAPITALS}
    assert codes(origin) & of_people == (of_people if sees_row else set())


def test_a_row_imported_again_after_an_undo_is_told_once(session, build) -> None:
    (case,) = imported(build, waiting(number=4))
    inspector = build.actor(Role.INSPECTOR)
    session.commit()
    again = as_xlsx(register(waiting(number=4), waiting(number=5, name="Lê Thị Khác")))
    registers.import_register(again, filename="so.xlsx", actor=inspector, today=TODAY, now=NOW)
    session.rollback()

    found = origins.of_petitions(session, [petition_of(build, case)], actor=inspector)

    assert [one.row_number for one in found.values()] == [4]
