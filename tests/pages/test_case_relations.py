"""Merging, splitting and the first decision on the page of a case: what is clicked, seen and stored."""

from datetime import timedelta

from sqlmodel import select

from models import Attachment, Case, CaseEvent, CaseRelation, PetitionCase
from models.enums import PetitionState, Role
from services import actors, case_actions, cases, clock, database
from services.case_forms import ActionForm
from tests.pages.test_case import PAGE, director, now, opened, texts, today
from tests.services.intake_files import pdf

__all__ = ["director", "now", "today"]


def choose(page, action: str):
    return page.button(key=f"do_{action}").click().run()


def typed(page, kind: str, form: str, field: str):
    return next(one for one in getattr(page, kind) if f"_{form}_{field}_" in one.key)


def test_a_case_is_merged_into_an_earlier_one_and_taken_back(
    open_page, page_build, director, now, today
) -> None:
    kept = opened(page_build, director, now, today, received_on=today - timedelta(days=3), summary="Chợ cũ")
    case = opened(page_build, director, now, today, summary="Chợ mới")
    page = choose(open_page(PAGE, user=director, query={"code": case.code}), "merge")

    typed(page, "text_input", "merge", "into").set_value(kept.code).run()
    assert "Chợ cũ" in texts(page)
    typed(page, "text_input", "merge", "reason").set_value("Cùng một nội dung")
    page.button(key="merge_save").click().run()

    assert not page.exception
    assert page.query_params["code"] in (kept.code, [kept.code])
    assert f"Case {case.code} was merged into this one." in texts(page)
    with database.reading() as session:
        assert len(session.exec(select(PetitionCase).where(PetitionCase.case_id == kept.id)).all()) == 2
        [relation] = session.exec(select(CaseRelation)).all()

    old = open_page(PAGE, user=director, query={"code": case.code})
    assert f"Case {case.code} was merged into {kept.code}." in texts(old)

    page.text_input(key=f"case_{kept.code}_relation_reason_{relation.id}_0").set_value("Nhầm")
    page.button(key=f"take_back_{relation.id}").click().run()

    with database.reading() as session:
        assert session.get(Case, case.id).voided_at is None
    assert "was merged into this one" not in texts(page)


def test_a_refused_merge_keeps_what_was_typed(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today, received_on=today - timedelta(days=3))
    later = opened(page_build, director, now, today)
    page = choose(open_page(PAGE, user=director, query={"code": case.code}), "merge")

    typed(page, "text_input", "merge", "into").set_value(later.code)
    typed(page, "text_input", "merge", "reason").set_value("Trùng")
    page.button(key="merge_save").click().run()

    assert f"Merge {later.code} into {case.code} instead." in page.error[0].value
    assert typed(page, "text_input", "merge", "reason").value == "Trùng"


def test_a_petition_is_split_off_into_a_case_of_its_own(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    two = page_build.petition(received_on=today, eligible=True, state=PetitionState.CLASSIFIED)
    page_build.party(two, "Phạm Thị Ba")
    with database.transaction() as session:
        cases.link_petition(session, case, two)
    page = choose(open_page(PAGE, user=director, query={"code": case.code}), "split")

    typed(page, "multiselect", "split", "petitions").set_value([two.id])
    typed(page, "text_area", "split", "summary").set_value("Việc thứ hai")
    typed(page, "text_input", "split", "reason").set_value("Hai nội dung khác nhau")
    page.button(key="split_save").click().run()

    assert not page.exception
    with database.reading() as session:
        new = session.exec(select(Case).where(Case.id != case.id)).one()
    assert new.summary == "Việc thứ hai"
    assert f"Case {new.code} was split off from this one." in texts(page)


def test_a_second_complaint_asks_for_the_first_decision(open_page, page_build, director, now, today) -> None:
    petition = page_build.petition(received_on=today, eligible=True, state=PetitionState.CLASSIFIED)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        case = cases.open_case(session, petition, actor=actor, now=now, today=today, instance=2)
    page = open_page(PAGE, user=director, query={"code": case.code})
    assert "Which decision this case comes back to is not recorded yet." in texts(page)

    choose(page, "first")
    typed(page, "text_input", "first", "number").set_value("5/QĐ-UBND")
    typed(page, "date_input", "first", "decided").set_value(today - timedelta(days=20))
    typed(page, "text_input", "first", "body").set_value("UBND xã Đức Thuận")
    page.button(key="first_save").click().run()

    assert not page.exception
    said = texts(page)
    assert "Second complaint against decision 5/QĐ-UBND" in said
    assert "his time limit is unknown" in said
    assert clock.local_date(now) == today


def test_an_officer_is_offered_neither_merge_nor_split(open_page, page_build, director, now, today) -> None:
    officer = page_build.user(Role.OFFICER)
    case = opened(page_build, director, now, today, officer_id=officer.id)

    page = open_page(PAGE, user=officer, query={"code": case.code})

    keys = {button.key for button in page.button}
    assert "do_correct" in keys
    assert keys.isdisjoint({"do_merge", "do_split"})


def test_a_termination_is_saved_with_the_file_of_its_decision(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    accept = ActionForm(happened_on=today, document_number="1/TB-SCT", signer="Nguyễn Văn Giám")
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        case_actions.perform(session, case.id, "accept", form=accept, actor=actor, now=now)
    page = choose(open_page(PAGE, user=director, query={"code": case.code}), "terminate")
    typed(page, "text_input", "terminate", "document_number").set_value("2/QĐ-SCT")
    typed(page, "text_input", "terminate", "signer").set_value("Nguyễn Văn Giám")
    typed(page, "text_area", "terminate", "reason").set_value("Rút toàn bộ nội dung")

    page.button(key="step_save").click().run()
    assert "“File of the document” is empty. Fill it in." in page.error[0].value

    uploader = next(one for one in page.file_uploader if "_attachment_id_" in one.key)
    uploader.set_value(("quyet-dinh.pdf", pdf(), "application/pdf"))
    page.button(key="step_save").click().run()

    assert not page.exception
    with database.reading() as session:
        event = session.exec(select(CaseEvent).where(CaseEvent.action == "terminate")).one()
        assert session.get(Attachment, event.attachment_id).case_id == case.id
