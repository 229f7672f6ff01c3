"""Documents on screen: drafts in the form of a step, papers of recorded steps, and the page of templates."""

from io import BytesIO

import docx
import pytest
from sqlmodel import select

from models import AuditEntry, Identity, MadeDocument, Party, Setting, UnitHead, WordTemplate
from models.enums import Kind, PartyRole, PetitionState, Role
from services import actors, case_actions, cases, clock, database, vault
from services.case_forms import ActionForm
from services.documents import keeping, templates
from services.documents.rendering import DOCX
from tests.services.documents.files import template
from tests.services.documents.world import ADDRESS, CONTENT, SENDER

CASE, TEMPLATES = "pages/case.py", "pages/documents.py"
NOTICE = "kn_thong_bao_thu_ly"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def today(now):
    return clock.local_date(now)


@pytest.fixture
def director(page_build, today):
    """A director in a department whose heading is known."""
    user = page_build.user(Role.DIRECTOR, name="Trần Hải Đăng")
    root = page_build.department()
    page_build.add(
        UnitHead(unit_id=root.id, name="Trần Hải Đăng", title="Giám đốc", valid_from=today.replace(year=2020))
    )
    for key, value in (("department.superior", "UBND tỉnh Bình Minh"), ("department.place", "Bình Minh")):
        page_build.add(Setting(key=key, value=value, valid_from=today.replace(year=2020)))
    return user


def opened(build, director, now, today, *, kind: Kind = Kind.COMPLAINT, **values):
    """A case of a petition of today with its sender."""
    petition = build.petition(
        kind=kind, received_on=today, eligible=True, state=PetitionState.CLASSIFIED, summary=CONTENT, **values
    )
    if kind is Kind.DENUNCIATION:
        party = build.add(Party(petition_id=petition.id, role=PartyRole.PETITIONER, is_protected=True))
        secret = {"name": SENDER, "address": ADDRESS}
        build.add(Identity(party_id=party.id, sealed=vault.seal(secret, purpose="identity")))
    else:
        build.party(petition, SENDER, address=ADDRESS)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        return cases.open_case(session, petition, actor=actor, now=now, today=today)


def take(case, director, action: str, *, now, today) -> None:
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        form = ActionForm(happened_on=today, document_number="12/TB-SCT", signer="Trần Hải Đăng")
        case_actions.perform(session, case.id, action, form=form, actor=actor, now=now)


def stored(build, model):
    build.session.rollback()
    return build.session.exec(select(model).order_by(model.id)).all()


def words(page) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.success, *page.error))


def downloads(page) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def test_a_draft_is_made_in_the_form_of_the_step(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(CASE, user=director, query={"code": case.code, "do": "accept"})
    assert not page.exception

    page.toggle(key="step_accept_wanted").set_value(True).run()
    content = page.text_area(key=f"step_accept_{NOTICE}_noi_dung")
    assert content.value == CONTENT
    content.set_value("Nội dung viết lại").run()
    page.checkbox(key=f"step_accept_{NOTICE}_keep_False").set_value(True).run()
    page.button(key="step_accept_make").click().run()

    assert not page.exception
    assert "The document is ready" in words(page)
    assert "Save the file" in downloads(page)
    kept = stored(page_build, MadeDocument)[0]
    assert (kept.case_id, kept.template, kept.is_draft) == (case.id, NOTICE, True)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        file = keeping.read(session, kept.id, actor=actor, now=now)
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(file.data)).paragraphs)
    assert "Nội dung viết lại" in text
    assert (file.name, file.media_type) == (f"kn-thong-bao-thu-ly-{case.code}.docx", DOCX)


def test_what_is_missing_is_listed_and_nothing_is_made(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    for row in stored(page_build, Setting):
        page_build.session.delete(row)
    page_build.session.commit()
    page = open_page(CASE, user=director, query={"code": case.code, "do": "refuse"})
    page.toggle(key="step_refuse_wanted").set_value(True).run()

    page.button(key="step_refuse_make").click().run()

    assert not page.exception
    said = page.error[0].value
    assert "“Superior body” is missing for this document. An administrator enters it in Settings" in said
    assert "“Place of issue” is missing" in said
    assert "“Reason” is missing for this document. Fill it in above the button." in said
    assert "Save the file" not in downloads(page)
    assert stored(page_build, MadeDocument) == []
    assert [e for e in stored(page_build, AuditEntry) if e.action == "document.make"] == []


def test_after_the_step_its_paper_is_made_from_the_file_of_the_case(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    take(case, director, "accept", now=now, today=today)
    page = open_page(CASE, user=director, query={"code": case.code})
    page.toggle(key="file_wanted").set_value(True).run()
    choices = page.selectbox(key="file_which").options
    wanted = f"Notice that the complaint is accepted, 12/TB-SCT of {today:%d/%m/%Y}"
    assert wanted in choices
    assert "Decision to assign the verification (draft)" in choices

    page.selectbox(key="file_which").set_value(choices.index(wanted)).run()
    page.button(key="file_make").click().run()

    assert not page.exception
    kept = stored(page_build, MadeDocument)[0]
    assert (kept.is_draft, kept.event_id is not None) == (False, True)
    page.run()
    assert "Notice that the complaint is accepted · recorded step" in words(page)

    page.button(key=f"made_open_{kept.id}").click().run()
    assert "Save the file" in downloads(page)
    page.button(key=f"made_drop_{kept.id}").click().run()
    assert "No document is kept with this case." in words(page)


def test_an_officer_drafts_what_the_head_signs(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    officer = page_build.user(Role.OFFICER)
    page = open_page(CASE, user=officer, query={"code": case.code})
    assert "do_accept" not in {button.key for button in page.button}

    page.toggle(key="file_wanted").set_value(True).run()
    page.button(key="file_make").click().run()

    assert not page.exception
    assert "The document is ready" in words(page)


def test_a_notice_to_the_denouncer_asks_the_purpose_and_betrays_nothing_on_screen(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today, kind=Kind.DENUNCIATION)
    page = open_page(CASE, user=director, query={"code": case.code, "do": "refuse"})
    key = f"case_{case.code}_refuse_reason_0"
    page.text_area(key=key).set_value("Không có căn cứ").run()
    page.toggle(key="step_refuse_wanted").set_value(True).run()

    page.checkbox(key="step_refuse_names").set_value(True).run()
    page.button(key="step_refuse_make").click().run()
    assert "“Reason” is empty" in page.error[0].value
    page.text_input(key="step_refuse_purpose").set_value("Gửi thông báo").run()
    page.button(key="step_refuse_make").click().run()

    assert not page.exception
    assert "The document is ready" in words(page)
    assert SENDER not in words(page)
    entries = stored(page_build, AuditEntry)
    assert [e.reason for e in entries if e.action == "identity.read"] == ["Gửi thông báo"]
    assert [e.details["names"] for e in entries if e.action == "document.make"] == [True]
    saved = [button.proto for button in page.get("download_button") if button.proto.label == "Save the file"]
    assert len(saved) == 1


def test_a_transfer_slip_says_that_it_never_names_the_denouncer(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today, kind=Kind.DENUNCIATION)
    page = open_page(CASE, user=director, query={"code": case.code, "do": "forward"})

    page.toggle(key="step_forward_wanted").set_value(True).run()

    assert "This paper never names who sent the petition." in words(page)
    keys = {field.key for field in page.text_input}
    assert "step_forward_tc_phieu_chuyen_don_nguoi_gui" not in keys


def test_a_petition_sent_back_has_its_slip_without_a_case(open_page, page_build, director, today) -> None:
    petition = page_build.petition(received_on=today, eligible=False, state=PetitionState.CLASSIFIED)
    page_build.party(petition, SENDER, address=ADDRESS)
    page = open_page("pages/petition.py", user=director, query={"code": petition.code})
    page.selectbox(key="pt_outcome_0").set_value("return").run()
    page.toggle(key="result_return_wanted").set_value(True).run()

    page.text_area(key="result_return_phieu_tra_don_ly_do").set_value("Đơn không ghi ngày").run()
    page.checkbox(key="result_return_phieu_tra_don_keep_False").set_value(True).run()
    page.button(key="result_return_make").click().run()

    assert not page.exception
    assert "The document is ready" in words(page)
    kept = stored(page_build, MadeDocument)[0]
    assert (kept.petition_id, kept.case_id, kept.template) == (petition.id, None, "phieu_tra_don")


# --- the page of templates ----------------------------------------------------------------------------


@pytest.fixture
def administrator(page_build):
    return page_build.user(Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_the_administrator_opens_the_templates(open_page, page_build, role) -> None:
    page = open_page(TEMPLATES, user=page_build.user(role))

    assert not page.selectbox
    assert "You do not have the right" in words(page)


def test_the_page_says_what_is_in_use_and_which_fields_there_are(open_page, administrator) -> None:
    page = open_page(TEMPLATES, user=administrator)

    assert not page.exception
    assert len(page.selectbox(key="template_chosen").options) == 25
    assert "The original template that comes with the product." in words(page)
    assert "not yet verified by an official" in words(page)
    assert "Refused without: " in words(page)
    table = page.dataframe[0].value
    assert "{{ nguoi_gui }}" in set(table["In Word"])
    assert downloads(page) == ["Save the template in use"]


def test_a_template_is_judged_replaced_and_taken_back(open_page, page_build, administrator) -> None:
    page = open_page(TEMPLATES, user=administrator, query={"template": NOTICE})
    uploader = f"template_file_{NOTICE}_0"

    page.file_uploader(key=uploader).set_value(
        ("mau.docx", template("{{ nguoi_ky }} {{ ho_ten }}"), DOCX)
    ).run()
    assert "uses the field “ho_ten”, which does not exist" in page.error[0].value
    assert not [button for button in page.button if button.key == "template_replace"]

    page.file_uploader(key=uploader).set_value(("mau.docx", template("{{ nguoi_ky }}"), DOCX)).run()
    assert "The file is in order; it uses 1 fields." in words(page)
    assert "It no longer uses: Superior body" in page.warning[0].value
    page.text_input(key=f"template_note_{NOTICE}_0").set_value("Công văn 12/SCT").run()
    page.button(key="template_replace").click().run()

    assert not page.exception
    row = stored(page_build, WordTemplate)[0]
    assert (row.name, row.file_name, row.note, row.ended_at) == (NOTICE, "mau.docx", "Công văn 12/SCT", None)
    assert "in use since" in words(page)

    page.button(key="template_restore").click().run()

    assert not page.exception
    assert stored(page_build, WordTemplate)[0].ended_at is not None
    assert "The original template that comes with the product." in words(page)
    with database.reading() as session:
        assert templates.current(session, NOTICE)[0] == templates.shipped(NOTICE)
