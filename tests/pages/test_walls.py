"""The wall on screen: warned before saving, closed afterwards, forwarded by who keeps it, corrected later."""

from sqlmodel import select

from models import PetitionExclusion, Setting
from models.enums import Kind, PetitionOutcome, Role
from models.petitions import Petition
from services.deputies import DEPUTY
from tests.pages.test_intake import fill
from tests.pages.test_petition import stored, taken_in

INTAKE, PETITION, SETTINGS = "pages/intake.py", "pages/petition.py", "pages/settings.py"


def keys(page) -> set[str]:
    return {one.key for kind in (page.button, page.selectbox, page.text_input) for one in kind}


def test_the_clerk_is_warned_that_he_will_not_see_it_again(open_page, page_build) -> None:
    page_build.channel()
    unit = page_build.unit("Phòng Thử", parent=page_build.department())
    clerk, officer = (page_build.user(role, unit=unit) for role in (Role.RECEPTION_CLERK, Role.OFFICER))
    page = fill(open_page(INTAKE, user=clerk), kind="denunciation")
    page.selectbox(key="in_respondent_unit_id").set_value(unit.id).run()
    assert "closed to you" in page.warning[0].value
    page.selectbox(key="in_respondent_unit_id").set_value(None).run()
    assert not page.warning
    page.multiselect(key="in_also_denounced_ids").set_value([officer.id]).run()
    assert "closed to you" in page.warning[0].value
    assert "in_eligibility" not in keys(page)

    page.button(key="intake_save").click().run()

    assert not page.exception
    petition = stored(page_build, Petition)[0]
    assert page.title[1].value == petition.code
    later = open_page(PETITION, user=clerk, query={"code": petition.code})
    assert later.title[0].value == "Petition"
    assert petition.code not in later.error[0].value


def test_what_concerns_the_head_of_the_department_is_forwarded_by_the_clerk(open_page, page_build) -> None:
    director, clerk = page_build.user(Role.DIRECTOR), page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(
        page_build, clerk, kind=Kind.DENUNCIATION, not_our_staff=False, respondent_user_id=director.id
    )
    page = open_page(PETITION, user=clerk, query={"code": petition.code})
    assert "can only be forwarded" in page.warning[0].value
    offered = keys(page)
    assert not offered & {"petition_classify", "petition_split", "petition_void", "petition_accused_save"}

    page.selectbox(key="pt_outcome_0").set_value("forward").run()
    page.text_input(key="pt_number_0").set_value("12/PC-SCT").run()
    page.text_input(key="pt_signer_0").set_value("Người Ký").run()
    page.text_input(key="pt_body_0").set_value("UBND tỉnh").run()
    page.button(key="petition_handle").click().run()

    assert not page.exception
    assert not page.error
    assert stored(page_build, Petition)[0].outcome is PetitionOutcome.FORWARD
    assert open_page(PETITION, user=director, query={"code": petition.code}).title[0].value == "Petition"


def test_who_is_denounced_is_corrected_on_the_page_of_the_petition(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    unit = page_build.unit("Phòng Thử", parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=unit)
    petition = taken_in(page_build, director, kind=Kind.DENUNCIATION)
    page = open_page(PETITION, user=director, query={"code": petition.code})

    page.selectbox(key="pt_respondent_unit_id_0").set_value(unit.id).run()
    page.text_input(key="pt_accused_reason_0").set_value("xác minh ban đầu").run()
    page.button(key="petition_accused_save").click().run()

    assert not page.exception
    assert not page.error
    rows = stored(page_build, PetitionExclusion)
    assert {(row.user_id, row.unit_id) for row in rows} == {(head.id, None), (None, unit.id)}
    assert open_page(PETITION, user=head, query={"code": petition.code}).title[0].value == "Petition"


def test_an_administrator_names_the_deputy(open_page, page_build) -> None:
    admin, deputy = page_build.user(Role.ADMINISTRATOR), page_build.user(Role.UNIT_HEAD)
    page = open_page(SETTINGS, user=admin)

    page.selectbox(key="deputy_person").set_value(deputy.username).run()
    page.button(key="deputy_save").click().run()

    assert not page.exception
    row = page_build.session.exec(select(Setting).where(Setting.key == DEPUTY)).one()
    assert row.value == deputy.username
