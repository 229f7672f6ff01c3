"""My work: three lists with one action each, messages, drafts, delegation, handing over."""

from datetime import timedelta

import pytest

from models import Case, CaseEvent, Delegation
from models.enums import CaseState, Kind, Role
from services import actors, clock, database, drafts, inbox
from services.petitions import FORM

PAGE = "pages/home.py"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def today(now):
    return clock.local_date(now)


def texts(page) -> str:
    return "\n".join(block.value for block in (*page.markdown, *page.caption, *page.subheader)).replace(
        "\\", ""
    )


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_its_page_or_a_refusal(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    if role in (Role.VIEWER, Role.ADMINISTRATOR):
        assert "right to open this page" in page.error[0].value
    else:
        assert "Nothing is overdue and nothing ends today." in texts(page)


def test_each_case_is_one_sentence_with_one_action(open_page, page_build, today) -> None:
    officer = page_build.user(Role.OFFICER)
    page_build.case(
        code="2026-00011",
        summary="Chợ thu phí sai",
        officer_id=officer.id,
        due_on=today - timedelta(days=3),
        state=CaseState.PUBLISHED,
        step="sending",
    )
    page_build.case(officer_id=officer.id, due_on=today + timedelta(days=4), kind=Kind.DENUNCIATION)
    suspended = page_build.case(officer_id=officer.id, state=CaseState.SUSPENDED)
    page = open_page(PAGE, user=officer)

    shown = texts(page)
    assert "Overdue and today · 1" in shown
    assert (
        "2026-00011** · First complaint · Chợ thu phí sai — **Sending the decision: 3 days overdue**" in shown
    )
    assert "(denunciation – content protected)" in shown
    assert f"{suspended.code}" in shown
    assert "is suspended; the term stands still" in shown

    button = next(b for b in page.button if b.label == "Record that the decision was sent")
    button.click().run()

    assert page.session_state["_went_to"] == ("case", {"code": "2026-00011", "do": "send"})


def test_a_message_is_opened_and_put_away(open_page, page_build, now) -> None:
    officer = page_build.user(Role.OFFICER)
    head = page_build.user(Role.UNIT_HEAD, name="Trưởng phòng Lan")
    with database.transaction() as session:
        actor = actors.actor_of(session, head, today=clock.local_date(now))
        inbox.send(session, officer.id, "assigned", actor=actor, now=now, code="2026-00011")
    page = open_page(PAGE, user=officer)
    assert "Trưởng phòng Lan assigned case 2026-00011 to you." in texts(page)

    next(b for b in page.button if str(b.key).startswith("message_")).click().run()

    assert page.session_state["_went_to"] == ("case", {"code": "2026-00011"})
    assert "Nothing new." in texts(open_page(PAGE, user=officer))


def test_a_draft_is_taken_up_again(open_page, page_build, now, today) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    with database.transaction() as session:
        actor = actors.actor_of(session, clerk, today=today)
        values = {"kind": "complaint", "summary": "Bí mật"}
        drafts.save(session, values, actor=actor, form=FORM, key="abc", now=now)
    page = open_page(PAGE, user=clerk)
    assert "Complaint: entry begun" in texts(page)
    assert "Bí mật" not in texts(page)

    page.button(key="draft_abc_go").click().run()

    assert page.session_state["_went_to"] == ("intake", {"draft": "abc"})


def test_work_is_delegated_shown_to_both_and_revoked(open_page, page_build, today) -> None:
    officer = page_build.user(Role.OFFICER, name="Lê Văn Một")
    deputy = page_build.user(Role.OFFICER, name="Trần Thị Hai")
    page = open_page(PAGE, user=officer)

    page.selectbox(key="case_home_delegate_to_0").set_value(deputy.id)
    page.text_input(key="case_home_delegate_reason_0").set_value("Đi học")
    page.button(key="delegate_save").click().run()

    assert not page.exception
    assert not page.error
    assert "Trần Thị Hai works for you" in texts(page)
    theirs = open_page(PAGE, user=deputy)
    assert "You work for Lê Văn Một" in texts(theirs)

    next(b for b in theirs.button if str(b.key).endswith("_revoke")).click().run()

    page_build.session.expire_all()
    assert page_build.session.get(Delegation, 1).revoked_at is not None


def test_a_delegation_without_a_reason_is_refused_by_name(open_page, page_build) -> None:
    officer, deputy = page_build.user(Role.OFFICER), page_build.user(Role.OFFICER)
    page = open_page(PAGE, user=officer)

    page.selectbox(key="case_home_delegate_to_0").set_value(deputy.id)
    page.button(key="delegate_save").click().run()

    assert "“Reason” is empty" in page.error[0].value
    assert page.selectbox(key="case_home_delegate_to_0").value == deputy.id


def test_everything_of_a_leaving_officer_is_handed_over_after_a_preview(open_page, page_build, today) -> None:
    unit = page_build.unit(parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=unit)
    leaving = page_build.user(Role.OFFICER, unit=unit, name="Lê Văn Đi")
    staying = page_build.user(Role.OFFICER, unit=unit, name="Trần Thị Ở")
    theirs = [page_build.case(unit=unit, officer_id=leaving.id, due_on=today) for _ in range(2)]
    page = open_page(PAGE, user=head)

    page.selectbox(key="case_home_hand_over_from_0").set_value(leaving.id).run()
    page.multiselect(key="case_home_hand_over_to_0").set_value([staying.id]).run()
    assert "gets 2, will have 2" in texts(page)
    page.text_input(key="case_home_hand_over_reason_0").set_value("Nghỉ hưu").run()
    page.button(key="hand_over_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert {page_build.session.get(Case, case.id).officer_id for case in theirs} == {staying.id}


def test_an_officer_is_offered_no_hand_over(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.OFFICER))

    assert "Hand everything of somebody over" not in [box.label for box in page.expander]


def test_a_hand_over_back_to_a_unit_asks_for_its_reason(open_page, page_build, now, today) -> None:
    first, second = (page_build.unit(name, parent=page_build.department()) for name in ("Phòng A", "Phòng B"))
    back = page_build.user(Role.OFFICER, unit=first, name="Người cũ")
    leaving = page_build.user(Role.OFFICER, unit=second, name="Người đi")
    inspector = page_build.user(
        Role.INSPECTOR, unit=page_build.unit("Đầu mối", parent=page_build.department())
    )
    case = page_build.case(unit=second, officer_id=leaving.id, due_on=today)
    page_build.add(
        CaseEvent(
            case_id=case.id,
            action="assign",
            happened_on=today,
            entered_at=now,
            entered_by_id=inspector.id,
            from_unit_id=first.id,
            to_unit_id=second.id,
        )
    )
    page = open_page(PAGE, user=inspector)

    page.selectbox(key="case_home_hand_over_from_0").set_value(leaving.id).run()
    page.multiselect(key="case_home_hand_over_to_0").set_value([back.id]).run()
    assert "“Phòng A” had this case before" in page.warning[0].value
    page.text_input(key="case_home_hand_over_return_0").set_value("Nhận lại").run()
    assert "1 case goes back to a unit that had it." in page.info[0].value
    page.text_input(key="case_home_hand_over_reason_0").set_value("Nghỉ hưu").run()
    page.button(key="hand_over_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).unit_id == first.id
