"""The checklist on the page of a case: progress, ticking, waiving, and the sentence about what is missing."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Case, ChecklistMark
from models.enums import CaseState, ChecklistVerdict, Kind, PetitionState, Role
from services import actors, attachments, case_actions, cases, clock, database
from services.case_forms import ActionForm
from services.checklists import marking
from tests.services.intake_files import pdf

PAGE = "pages/case.py"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR, name="Giám đốc Minh")


def opened(page_build, director, now, *steps: str, kind: Kind = Kind.COMPLAINT) -> Case:
    """A case of some weeks ago that went through these steps since, one a day."""
    today = clock.local_date(now)
    row = page_build.petition(
        kind=kind,
        received_on=today - timedelta(days=30),
        eligible=True,
        state=PetitionState.CLASSIFIED,
        code="2026-00321" if kind is not Kind.DENUNCIATION else "TC-CHECK",
    )
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        case = cases.open_case(session, row, actor=actor, now=now, today=today)
    for place, action in enumerate(steps, start=1):
        outcome = "wrong" if action == "decide" else None
        form = ActionForm(
            happened_on=today - timedelta(days=30 - place),
            document_number=f"{place}/VB",
            signer="Minh",
            backdate_reason="Bù",
            outcome=outcome,
        )
        with database.transaction() as session:
            actor = actors.actor_of(session, director, today=today)
            case_actions.perform(session, case.id, action, form=form, actor=actor, now=now)
    return case


def texts(page) -> str:
    blocks = (*page.markdown, *page.caption, *page.subheader, *page.warning, *page.error)
    return "\n".join(b.value for b in blocks).replace("\\", "")


def marks(page_build) -> list[tuple[str, str]]:
    page_build.session.rollback()
    found = page_build.session.exec(select(ChecklistMark).order_by(ChecklistMark.id))
    return [(one.item, one.verdict.value) for one in found]


VERIFIED = ("accept", "assign_verification")
ENFORCING = (*VERIFIED, "hold_dialogue", "decide", "send", "publish", "enforce")


def test_the_papers_of_the_stage_stand_with_their_progress(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now)

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert not page.exception
    shown = texts(page)
    assert "What to do at this step · 0/3" in shown
    assert ":material/check_box_outline_blank: **Notice of acceptance**" in shown
    assert "Report on the results of verification" not in shown


def test_a_step_ticks_its_paper_with_its_number(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now, *VERIFIED)

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert "All papers of the case · 2/11" in [box.label for box in page.expander]
    assert "1/VB, entered by Giám đốc Minh" in texts(page)


def test_an_officer_ticks_a_paper_and_takes_it_back(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now)
    officer = page_build.user(Role.OFFICER, name="Nguyễn Khánh")
    page = open_page(PAGE, user=officer, query={"code": case.code})

    page.text_input(key=f"case_{case.code}_tick_kn_receipt_note_0").set_value("Trao tận tay").run()
    page.button(key="tick_kn_receipt").click().run()

    assert not page.exception
    assert "What to do at this step · 1/3" in texts(page)
    assert "Nguyễn Khánh · Trao tận tay" in texts(page)
    page.button(key="untick_kn_receipt").click().run()
    assert "What to do at this step · 0/3" in texts(page)
    assert marks(page_build) == [("kn_receipt", "ticked"), ("kn_receipt", "unticked")]
    assert not [button for button in page.button if str(button.key).startswith("waive_")]


def test_a_paper_that_needs_its_file_says_so(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now, *VERIFIED)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.button(key="tick_kn_report").click().run()

    assert "“Report on the results of verification” needs its file" in texts(page)
    assert marks(page_build) == []


def test_a_file_of_the_case_is_chosen_for_a_paper(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now, *VERIFIED)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=clock.local_date(now))
        scan = attachments.add_to_case(session, case.id, name="bc.pdf", data=pdf(), actor=actor, now=now)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.selectbox(key=f"case_{case.code}_tick_kn_report_file_0").set_value(scan.id).run()
    page.button(key="tick_kn_report").click().run()

    assert not page.exception
    assert marks(page_build) == [("kn_report", "ticked")]
    assert "bc.pdf" in texts(page)


def test_closing_names_the_missing_papers_before_and_when_it_is_tried(
    open_page, page_build, director, now
) -> None:
    case = opened(page_build, director, now, *ENFORCING)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "close"})
    missing = "Report on the results of verification, Invitation to the dialogue"
    assert f"these papers are still missing: {missing}." in texts(page)
    assert "Still missing from earlier steps" in texts(page)

    page.button(key="step_save").click().run()

    assert f"these papers are missing: {missing}. Tick them under" in page.error[0].value
    page_build.session.rollback()
    assert page_build.session.get(Case, case.id).state is CaseState.ENFORCING


def test_a_leader_says_that_a_paper_does_not_apply(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now, *ENFORCING)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.button(key="waive_kn_invitation").click().run()
    assert "“Reason” is empty" in texts(page)
    page.text_input(key=f"case_{case.code}_waive_kn_invitation_reason_0").set_value("Tự đến").run()
    page.button(key="waive_kn_invitation").click().run()

    assert not page.exception
    assert marks(page_build) == [("kn_invitation", "not_applicable")]
    assert "does not apply" in texts(page)


def test_a_clerk_reads_the_checklist_and_marks_nothing(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now)

    page = open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK), query={"code": case.code})

    assert not page.exception
    assert "What to do at this step" in texts(page)
    assert not [b for b in page.button if str(b.key).startswith(("tick_", "untick_", "waive_"))]


def test_the_file_of_a_denunciation_has_no_name_on_the_page(open_page, page_build, director, now) -> None:
    case = opened(page_build, director, now, *VERIFIED, kind=Kind.DENUNCIATION)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=clock.local_date(now))
        scan = attachments.add_to_case(session, case.id, name="về bà Y.pdf", data=pdf(), actor=actor, now=now)
        marking.tick(session, case.id, "tc_report", attachment_id=scan.id, actor=actor, now=now)

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert not page.exception
    assert "Scan 1" in texts(page)
    assert "bà Y" not in texts(page)
    assert marks(page_build) == [("tc_report", ChecklistVerdict.TICKED.value)]
