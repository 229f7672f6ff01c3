"""The history of a case on its page: corrected and forgotten steps, legal effect, the citizen's terms."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlmodel import select

from models import Case, CaseEvent
from models.enums import CaseOutcome, CaseState, Complexity, Kind, PetitionState, Role
from services import actors, case_actions, cases, clock, clocks, database
from services.case_forms import ActionForm

PAGE = "pages/case.py"
PAPER = {"document_number": "12/QĐ-SCT", "signer": "Nguyễn Văn Giám", "backdate_reason": "Nhập bù"}


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def today(now):
    return clock.local_date(now)


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR, name="Giám đốc Minh")


def happened(page_build, director, now, today, *steps, days_ago: int = 40, **petition) -> Case:
    """A case received so many days ago, with steps (action, days after receipt[, more])."""
    start = today - timedelta(days=days_ago)
    petition = {"received_on": start, "eligible": True, "state": PetitionState.CLASSIFIED, **petition}
    row = page_build.petition(**petition)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        case = cases.open_case(session, row, actor=actor, now=now, today=today)
        for action, after, *more in steps:
            form = ActionForm(happened_on=start + timedelta(days=after), **PAPER, **(more[0] if more else {}))
            case_actions.perform(session, case.id, action, form=form, actor=actor, now=now)
    return case


def texts(page) -> str:
    blocks = [*page.markdown, *page.caption, *page.title, *page.info, *page.subheader]
    return "\n".join(block.value for block in blocks).replace("\\", "")


def table(page, column: str) -> pd.DataFrame:
    """The table that has this column."""
    return next(frame.value for frame in page.dataframe if column in frame.value.columns)


def events(page_build, case, action: str) -> list[CaseEvent]:
    # A new look: what the page wrote lies behind the snapshot of the one before.
    page_build.session.rollback()
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.action == action)
    return list(page_build.session.exec(query.order_by(CaseEvent.id)))


def test_a_step_is_corrected_from_the_timeline(open_page, page_build, director, now, today) -> None:
    case = happened(page_build, director, now, today, ("accept", 5), ("assign_verification", 14))
    accepted = events(page_build, case, "accept")[0]
    # A whole week: from one day of the week to the same, both ends cannot roll to one working day.
    right = accepted.happened_on + timedelta(days=7)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.button(key=f"amend_{accepted.id}").click().run()
    key = f"case_{case.code}_amend_{accepted.id}_{{}}_0"
    page.date_input(key=key.format("happened_on")).set_value(right).run()
    effect = table(page, "After the change")
    page.button(key="amend_save").click().run()

    assert list(effect["Legal term"]) == ["Handling of the petition", "Settlement"]
    assert "due on" in effect["As it stands"][1]
    assert effect["As it stands"][1] != effect["After the change"][1]
    assert "“Reason for the correction” is empty" in page.error[0].value
    assert page.date_input(key=key.format("happened_on")).value == right

    page.text_input(key=key.format("why")).set_value("Đóng dấu ngày khác").run()
    page.button(key="amend_save").click().run()

    assert not page.exception
    assert not page.error
    old, new = events(page_build, case, "accept")
    assert (new.undoes_id, new.happened_on, new.document_number) == (old.id, right, "12/QĐ-SCT")
    assert page_build.session.get(Case, case.id).accepted_on == right
    shown = texts(page)
    assert f"(corrected; was {old.happened_on:%d/%m/%Y})" in shown
    assert "~~Accept the complaint for settlement~~ (corrected)" in shown
    assert "Why corrected: Đóng dấu ngày khác" in shown
    assert f"entered {clock.local_time(new.entered_at):%H:%M}" in shown
    assert "28 days after it happened" in shown


def test_what_stands_against_a_correction_is_said_before_the_click(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, ("accept", 5), ("assign_verification", 9))
    accepted = events(page_build, case, "accept")[0]
    query = {"code": case.code, "do": "amend", "event": str(accepted.id)}
    page = open_page(PAGE, user=director, query=query)
    key = f"case_{case.code}_amend_{accepted.id}_{{}}_0"

    page.date_input(key=key.format("happened_on")).set_value(accepted.happened_on + timedelta(days=6)).run()
    page.text_input(key=key.format("why")).set_value("Nhầm").run()
    page.button(key="amend_save").click().run()

    assert "“Assign verification” of" in page.warning[0].value
    assert "would no longer be possible" in page.warning[0].value
    assert not page.error
    assert len(events(page_build, case, "accept")) == 1


def test_an_earlier_step_is_taken_back(open_page, page_build, director, now, today) -> None:
    steps = (("accept", 2), ("decide", 9, {"outcome": CaseOutcome.RIGHT}), ("send", 10), ("publish", 12))
    case = happened(page_build, director, now, today, *steps)
    sent = events(page_build, case, "send")[0]
    query = {"code": case.code, "do": "amend", "event": str(sent.id)}
    page = open_page(PAGE, user=director, query=query)

    page.text_input(key=f"case_{case.code}_amend_{sent.id}_why_0").set_value("Chưa gửi").run()
    page.button(key="amend_undo").click().run()

    assert not page.exception
    assert not page.error
    assert [event.undoes_id for event in events(page_build, case, "undo")] == [sent.id]
    assert "~~Record that the decision was sent~~ (undone)" in texts(page)


def test_a_suspension_of_the_past_is_entered_with_its_resumption(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, ("accept", 2), ("assign_verification", 20))
    before = page_build.session.get(Case, case.id).due_on
    start = case.received_on
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "late"})
    key = f"case_{case.code}_late_{{}}_0"

    page.selectbox(key=key.format("step")).set_value("pause").run()
    for number, day in enumerate((start + timedelta(days=5), start + timedelta(days=9))):
        page.date_input(key=key.format(f"happened_on_{number}")).set_value(day).run()
        page.text_input(key=key.format(f"document_number_{number}")).set_value(f"{number + 1}/QĐ-SCT").run()
        page.text_input(key=key.format(f"signer_{number}")).set_value("Lan").run()
    effect = table(page, "After the change")
    page.button(key="late_save").click().run()
    assert "“Reason” is empty" in page.error[0].value
    page.text_area(key=key.format("reason_0")).set_value("Chờ giám định").run()
    page.text_input(key=key.format("backdate_reason")).set_value("Văn thư nghỉ ốm").run()
    page.button(key="late_save").click().run()

    assert not page.exception
    assert not page.error
    assert list(effect["Legal term"]) == ["Settlement", "Notice of the suspension"]
    stop, go = events(page_build, case, "suspend")[0], events(page_build, case, "resume")[0]
    assert (stop.document_number, go.document_number) == ("1/QĐ-SCT", "2/QĐ-SCT")
    assert stop.backdate_reason == go.backdate_reason == "Văn thư nghỉ ốm"
    stored = page_build.session.get(Case, case.id)
    assert stored.state is CaseState.VERIFYING
    assert stored.due_on > before
    # By the day it happened: between acceptance and verification, though entered last.
    shown = texts(page)
    assert shown.index("Assign verification") < shown.index("Suspend the settlement")
    assert shown.index("**Suspend the settlement**") < shown.index("**Accept the complaint for settlement**")


def test_only_steps_that_can_have_been_forgotten_are_offered(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, ("accept", 2), ("assign_verification", 20))
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "late"})

    offered = page.selectbox(key=f"case_{case.code}_late_step_0").options

    assert "A suspension that is over, with its resumption" in offered
    assert "Suspend the settlement (still lasts)" in offered
    assert not {"Accept the complaint for settlement", "Refuse to accept the complaint"} & set(offered)


def test_who_may_not_take_a_step_finds_no_way_to_correct_it(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, ("accept", 5))
    accepted = events(page_build, case, "accept")[0]
    officer = page_build.user(Role.OFFICER)

    page = open_page(PAGE, user=officer, query={"code": case.code})
    forced = open_page(
        PAGE, user=officer, query={"code": case.code, "do": "amend", "event": str(accepted.id)}
    )

    assert f"amend_{accepted.id}" not in {str(button.key) for button in page.button}
    assert "This step is not yours to correct" in forced.info[0].value
    assert "amend_save" not in {str(button.key) for button in forced.button}


def test_legal_effect_and_the_citizen_s_term_stand_apart_from_ours(
    open_page, page_build, director, now, today
) -> None:
    steps = (("accept", 2), ("decide", 9, {"outcome": CaseOutcome.RIGHT}), ("send", 10))
    case = happened(page_build, director, now, today, *steps)
    before = texts(open_page(PAGE, user=director, query={"code": case.code}))
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        form = ActionForm(happened_on=case.received_on + timedelta(days=30), **PAPER)
        case_actions.perform(session, case.id, "serve", form=form, actor=actor, now=now)

    page = open_page(PAGE, user=director, query={"code": case.code})

    effective = case.received_on + timedelta(days=9 + 31)
    assert f"Takes legal effect on {effective:%d/%m/%Y} (provisional: no service" in before
    assert "Time limits of the citizen" not in before
    shown = texts(page)
    assert f"In legal effect from {effective:%d/%m/%Y} (provisional until" in shown
    assert "**Second complaint or lawsuit**" in shown
    assert "They make nothing overdue here." in shown
    decided = table(page, "Particular").set_index("Particular")["Value"]
    assert decided["Served on"] == f"{case.received_on + timedelta(days=30):%d/%m/%Y}"
    assert decided["Legal effect"].startswith("In legal effect from")


def test_a_complex_case_is_found_so_by_a_paper_of_its_day(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, ("accept", 2), days_ago=20)
    found_on = today - timedelta(days=3)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "correct"})
    key = f"case_{case.code}_correct_{{}}_0"

    page.selectbox(key=key.format("complexity")).set_value(Complexity.COMPLEX).run()
    page.date_input(key=key.format("found_on")).set_value(found_on).run()
    effect = table(page, "After the change")
    page.text_input(key=key.format("reason")).set_value("Biên bản số 3").run()
    page.button(key="correct_save").click().run()

    assert not page.exception
    assert list(effect["Legal term"]) == ["Settlement"]
    event = events(page_build, case, "correct")[0]
    assert (event.happened_on, event.complexity) == (found_on, Complexity.COMPLEX)
    assert "found: Complex" in texts(page)
    with database.reading() as session:
        rows = clocks.explained(session, page_build.session.get(Case, case.id)).rows
    assert next(row for row in rows if row.step == "settlement").dates.rule_id == "KN-RES1X"


def test_a_denunciation_may_be_verified_in_several_places(
    open_page, page_build, director, now, today
) -> None:
    case = happened(page_build, director, now, today, kind=Kind.DENUNCIATION, days_ago=3)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "correct"})
    key = f"case_{case.code}_correct_{{}}_0"

    page.selectbox(key=key.format("variant")).set_value("several_places").run()
    page.text_input(key=key.format("reason")).set_value("Xác minh ở hai tỉnh").run()
    page.button(key="correct_save").click().run()

    assert not page.exception
    assert events(page_build, case, "correct")[0].variant == "several_places"
    assert "rule of its own: Verified in several places" in texts(page)


def test_the_citizen_may_go_on_when_our_term_has_expired(open_page, page_build, director, now, today) -> None:
    case = happened(page_build, director, now, today, ("accept", 2), days_ago=45)

    shown = texts(open_page(PAGE, user=director, query={"code": case.code}))

    stored = page_build.session.get(Case, case.id)
    assert isinstance(stored.due_on, date)
    assert stored.due_on < today
    assert "Time limits of the citizen" in shown
    assert f"from {stored.due_on:%d/%m/%Y} until" in shown
