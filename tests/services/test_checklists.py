"""Papers of each stage: ticked by steps and by hand, waived with a reason, and in the way of closing."""

from datetime import date, datetime

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select, text

from models import Attachment, AuditEntry, Case, ChecklistMark
from models.enums import CaseState, ChecklistVerdict, Kind, PetitionState, Role
from services import attachments, case_actions, cases, clocks, vault
from services.assignment_plans import CaseClosedAlready
from services.case_forms import ActionForm, Seen
from services.checklists import marking, papers
from services.checklists.marking import (
    FileOfOtherMatter,
    NothingToUntick,
    PaperNeedsFile,
    TickedAlready,
    TickedByStep,
)
from services.checklists.papers import PapersMissing
from services.checklists.table import (
    ChecklistItemTwice,
    ChecklistRowInvalid,
    load_checklists,
    shipped_checklists,
)
from services.entries import TextTooLong
from services.errors import FieldRequired, NotFound, NotPermitted
from services.workflow_rules import shipped_workflow
from tests.conftest import NOW, TODAY
from tests.services.intake_files import pdf

SETTLED = (
    ("accept", "03/11/2026"),
    ("assign_verification", "04/11/2026"),
    ("hold_dialogue", "10/11/2026"),
    ("decide", "12/11/2026", {"outcome": "wrong"}),
    ("send", "13/11/2026"),
    ("publish", "16/11/2026"),
    ("enforce", "18/11/2026"),
)


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def officer(build):
    return build.actor(Role.OFFICER)


def opened(session, build, director, *, kind: Kind = Kind.COMPLAINT, instance: int = 1, **values) -> Case:
    petition = build.petition(
        kind=kind, received_on=date(2026, 11, 2), eligible=True, state=PetitionState.CLASSIFIED, **values
    )
    return cases.open_case(session, petition, actor=director, now=NOW, today=TODAY, instance=instance)


@pytest.fixture
def case(session, build, director) -> Case:
    return opened(session, build, director)


def take(session, case, director, *steps: tuple) -> None:
    for action, on, *more in steps:
        happened_on = datetime.strptime(on + " +0000", "%d/%m/%Y %z").date()
        values = {
            "document_number": "12/QĐ",
            "signer": "Minh",
            "backdate_reason": "Bù",
            **(more[0] if more else {}),
        }
        form = ActionForm(happened_on=happened_on, **values)
        case_actions.perform(session, case.id, action, form=form, actor=director, now=NOW)


def shown(session, case) -> papers.Checklist:
    return papers.of_case(session, case, clocks.events_of(session, case), today=TODAY)


def codes(found) -> dict[str, str]:
    """Item -> how it stands, of the papers given."""
    how = {}
    for paper in found:
        state = (
            "step" if paper.event else "hand" if paper.is_ticked else "waived" if paper.is_waived else "open"
        )
        how[paper.item.code] = state
    return how


def test_each_stage_has_its_papers_and_steps_tick_theirs(session, case, director) -> None:
    assert codes(shown(session, case).now) == {
        "kn_receipt": "open",
        "kn_proposal": "open",
        "kn_accept": "open",
    }

    take(session, case, director, *SETTLED[:2])

    found = shown(session, case)
    assert case.state is CaseState.VERIFYING
    assert codes(found.now) == {
        "kn_report": "open",
        "kn_invitation": "open",
        "kn_minutes": "open",
        "kn_decision": "open",
    }
    assert codes(p for p in found.papers if p.is_ticked) == {"kn_accept": "step", "kn_verify": "step"}
    # What comes later is not missing yet.
    assert found.left_behind == []
    accepted = next(p for p in found.papers if p.item.code == "kn_accept")
    assert (accepted.event.document_number, accepted.event.happened_on) == ("12/QĐ", date(2026, 11, 3))
    assert accepted.entered_by == director.name
    # Nothing is stored twice.
    assert session.exec(select(ChecklistMark)).all() == []


def test_closing_without_its_papers_is_refused_with_their_list(session, case, director) -> None:
    take(session, case, director, *SETTLED)

    with pytest.raises(PapersMissing) as raised:
        take(session, case, director, ("close", "20/11/2026"))

    assert raised.value.values["papers"] == (
        "Report on the results of verification",
        "Invitation to the dialogue",
    )
    assert (case.state, case.closed_on) == (CaseState.ENFORCING, None)
    assert shown(session, case).missing["close"] == raised.value.values["papers"]
    assert [p.item.code for p in shown(session, case).left_behind] == ["kn_report", "kn_invitation"]


def test_a_case_with_all_its_papers_closes(session, case, director, officer) -> None:
    take(session, case, director, *SETTLED)
    scan = attachments.add_to_case(session, case.id, name="bao cao.pdf", data=pdf(), actor=officer, now=NOW)
    marking.tick(session, case.id, "kn_report", attachment_id=scan.id, actor=officer, now=NOW)
    marking.waive(session, case.id, "kn_invitation", reason="Công dân tự đến", actor=director, now=NOW)

    take(session, case, director, ("close", "20/11/2026"))

    assert case.state is CaseState.CLOSED
    found = {p.item.code: p for p in shown(session, case).papers}
    assert (found["kn_report"].mark.file, found["kn_report"].mark.by) == ("bao cao.pdf", officer.name)
    assert (found["kn_invitation"].is_waived, found["kn_invitation"].mark.note) == (True, "Công dân tự đến")


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("refuse", {"reason": "Hết thời hiệu"}),
        ("guide", {}),
        ("return", {"reason": "Không đủ điều kiện"}),
        ("withdraw", {"reason": "Tự nguyện"}),
    ],
)
def test_an_early_end_waits_for_its_own_paper_only(session, case, director, action, values) -> None:
    take(session, case, director, (action, "05/11/2026", values))

    assert case.state is CaseState.CLOSED


def test_termination_waits_for_the_notice_of_acceptance_which_its_step_ticks(
    session, build, case, director
) -> None:
    ending = {"reason": "Rút toàn bộ", "attachment_id": build.file(case).id}
    take(session, case, director, SETTLED[0], ("terminate", "12/11/2026", ending))

    assert case.state is CaseState.CLOSED


def test_a_decision_without_verification_or_dialogue_needs_neither_report_nor_invitation(
    session, case, director
) -> None:
    take(
        session,
        case,
        director,
        SETTLED[0],
        ("decide", "12/11/2026", {"outcome": "right"}),
        *SETTLED[4:],
        ("close", "20/11/2026"),
    )

    assert case.state is CaseState.CLOSED


def test_the_law_of_the_day_of_the_dialogue_decides_about_the_invitation() -> None:
    happened = {"receive": date(2026, 5, 4), "accept": date(2026, 5, 6), "hold_dialogue": date(2026, 6, 15)}
    table = shipped_checklists()

    def invitation(held_on: date) -> list[bool]:
        found = table.of(Kind.COMPLAINT, 1, {**happened, "hold_dialogue": held_on}, asked_on=TODAY)
        return [item.is_mandatory(happened) for item in found if item.code == "kn_invitation"]

    assert invitation(date(2026, 7, 1)) == [True]
    assert True not in invitation(date(2026, 6, 30))


def test_a_denunciation_needs_its_notice_report_and_redacted_copy(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.DENUNCIATION)
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("assign_verification", "04/11/2026"),
        ("decide", "12/11/2026", {"outcome": "right"}),
        ("send", "13/11/2026"),
        ("publish", "16/11/2026"),
        ("enforce", "18/11/2026"),
    )

    with pytest.raises(PapersMissing) as raised:
        take(session, case, director, ("close", "20/11/2026"))

    assert raised.value.values["papers"] == (
        "Notice to the denouncer and the denounced person",
        "Report on the results of verification",
        "Copy for publication without the identity of the denouncer",
    )


def test_a_recommendation_closes_with_its_answer(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.RECOMMENDATION)

    take(session, case, director, ("accept", "03/11/2026"), ("answer", "10/11/2026"), ("close", "12/11/2026"))

    assert case.state is CaseState.CLOSED


def test_an_undone_step_takes_its_tick_with_it(session, case, director) -> None:
    take(session, case, director, SETTLED[0])
    assert codes(shown(session, case).papers)["kn_accept"] == "step"

    case_actions.undo(session, case.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW)

    assert codes(shown(session, case).papers)["kn_accept"] == "open"


def test_a_tick_taken_back_stays_in_the_trail(session, case, officer) -> None:
    marking.tick(session, case.id, "kn_receipt", note="Giao tận tay", actor=officer, now=NOW)
    marking.untick(session, case.id, "kn_receipt", actor=officer, now=NOW, note="Nhầm vụ việc")

    paper = next(p for p in shown(session, case).papers if p.item.code == "kn_receipt")
    assert paper.is_settled is False
    assert [(m.verdict.value, m.note) for m in paper.history] == [
        ("ticked", "Giao tận tay"),
        ("unticked", "Nhầm vụ việc"),
    ]
    actions = [e.action for e in session.exec(select(AuditEntry)) if e.action.startswith("checklist")]
    assert actions == ["checklist.ticked", "checklist.unticked"]
    # Words are on neither trail nor table in plain text.
    trail = " ".join(str(e.details) for e in session.exec(select(AuditEntry)))
    assert "Giao" not in trail
    assert all(b"Giao" not in (m.sealed_note or b"") for m in session.exec(select(ChecklistMark)))


def test_marks_can_be_added_and_never_changed(session, case, officer) -> None:
    marking.tick(session, case.id, "kn_receipt", actor=officer, now=NOW)
    session.commit()

    for statement in ("UPDATE checklist_marks SET item = 'x'", "DELETE FROM checklist_marks"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()
    assert session.exec(select(ChecklistMark)).one().item == "kn_receipt"


def test_what_cannot_be_marked_is_refused_by_name(session, build, case, director, officer) -> None:
    take(session, case, director, *SETTLED[:2])

    def tick(item: str, **values) -> None:
        marking.tick(session, case.id, item, actor=officer, now=NOW, **values)

    other = opened(session, build, director)
    foreign = attachments.add_to_case(
        session, other.id, name="x.pdf", data=pdf(pages=2), actor=officer, now=NOW
    )
    with pytest.raises(TickedByStep):
        tick("kn_accept")
    with pytest.raises(NotFound):
        tick("tc_report")
    with pytest.raises(NotFound):
        tick("kn_guide")  # nobody was guided
    with pytest.raises(PaperNeedsFile) as raised:
        tick("kn_report")
    assert raised.value.values["item"] == "Report on the results of verification"
    with pytest.raises(FileOfOtherMatter):
        tick("kn_report", attachment_id=foreign.id)
    with pytest.raises(TextTooLong):
        tick("kn_receipt", note="x" * 1001)
    with pytest.raises(NothingToUntick):
        marking.untick(session, case.id, "kn_receipt", actor=officer, now=NOW)
    with pytest.raises(FieldRequired):
        marking.waive(session, case.id, "kn_receipt", reason=" ", actor=director, now=NOW)
    tick("kn_receipt")
    with pytest.raises(TickedAlready):
        tick("kn_receipt")


def test_who_may_mark(session, build, case, director, officer) -> None:
    clerk, stranger = (
        build.actor(Role.RECEPTION_CLERK),
        build.actor(Role.OFFICER, unit=build.unit(parent=build.department())),
    )

    with pytest.raises(NotPermitted):
        marking.waive(session, case.id, "kn_receipt", reason="Không cần", actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        marking.tick(session, case.id, "kn_receipt", actor=clerk, now=NOW)
    with pytest.raises(NotFound):
        marking.tick(session, case.id, "kn_receipt", actor=stranger, now=NOW)
    marking.waive(session, case.id, "kn_receipt", reason="Không cần", actor=director, now=NOW)
    with pytest.raises(NotPermitted):
        marking.untick(session, case.id, "kn_receipt", actor=officer, now=NOW)
    marking.untick(session, case.id, "kn_receipt", actor=director, now=NOW)
    assert {m.verdict for m in session.exec(select(ChecklistMark))} == {
        ChecklistVerdict.NOT_APPLICABLE,
        ChecklistVerdict.UNTICKED,
    }


def test_a_closed_case_is_marked_no_more(session, case, director, officer) -> None:
    take(session, case, director, ("guide", "05/11/2026"))

    with pytest.raises(CaseClosedAlready):
        marking.tick(session, case.id, "kn_receipt", actor=officer, now=NOW)


def test_a_scan_of_a_petition_serves_as_the_file_of_a_paper(session, case, director, officer, build) -> None:
    take(session, case, director, *SETTLED[:2])
    petition_id = session.exec(text("SELECT petition_id FROM petition_cases")).scalar()
    scan = attachments.add_to_petition(
        session, petition_id, name="bc.pdf", data=pdf(), actor=officer, now=NOW
    )

    marking.tick(session, case.id, "kn_report", attachment_id=scan.id, actor=officer, now=NOW)

    assert codes(shown(session, case).papers)["kn_report"] == "hand"


def test_the_file_of_a_denunciation_is_sealed_and_read_with_the_right_only(
    session, build, director, officer
) -> None:
    case = opened(session, build, director, kind=Kind.DENUNCIATION)
    case.officer_id = officer.user_id
    session.flush()
    take(session, case, director, ("accept", "03/11/2026"), ("assign_verification", "04/11/2026"))
    scan = attachments.add_to_case(
        session, case.id, name="Báo cáo về bà Y.pdf", data=pdf(pages=3), actor=officer, now=NOW
    )
    marking.tick(session, case.id, "tc_report", attachment_id=scan.id, actor=officer, now=NOW)

    paper = next(p for p in shown(session, case).papers if p.item.code == "tc_report")
    assert (paper.mark.file, paper.mark.attachment_id) == ("", scan.id)
    on_disk = attachments.path_of(scan.sha256).read_bytes()
    assert b"%PDF" not in on_disk
    assert vault.unseal_bytes(on_disk, purpose=f"file:{scan.sha256}").startswith(b"%PDF")
    with pytest.raises(NotPermitted):
        attachments.read(session, scan.id, actor=officer, now=NOW)
    # Names of files may name people: a sealed one is handed out by its number.
    assert attachments.read(session, scan.id, actor=director, now=NOW).name.startswith("ban-goc-")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "scan.read")).one()
    assert (entry.subject, entry.subject_id) == ("case", case.id)
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    with pytest.raises(NotFound):
        attachments.read(session, scan.id, actor=stranger, now=NOW)
    assert session.exec(select(Attachment)).one().is_encrypted


def test_an_imported_step_ticks_its_paper_and_its_missing_number_is_told(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, SETTLED[0])
    session.expunge_all()
    paper = next(p for p in shown(session, case).papers if p.item.code == "kn_accept")
    assert papers.lacks_number(paper) is False

    paper.event.document_number = ""
    assert papers.lacks_number(paper) is True


HEADER = (
    "kind,instance,state,item,label,mandatory,after,ticked_by,closings,needs_file,basis,valid_from,valid_to,"
    "confidence\n"
)
GOOD = "complaint,,new,x,Paper,true,,accept,close,false,LKN art.27,2014-07-01,,F"


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("kind", GOOD.replace("complaint", "petition")),
        ("state", GOOD.replace(",new,", ",nowhere,")),
        ("item", GOOD.replace(",x,", ",,")),
        ("mandatory", GOOD.replace(",true,", ",perhaps,")),
        ("ticked_by", GOOD.replace(",accept,", ",answer,")),
        ("closings", GOOD.replace(",close,", ",decide,")),
        ("needs_file", GOOD.replace(",false,", ",maybe,")),
        ("valid_from", GOOD.replace("2014-07-01", "July 2014")),
    ],
)
def test_a_wrong_cell_of_the_table_is_refused_by_name(tmp_path, column, row) -> None:
    file = tmp_path / "checklists.csv"
    file.write_text(HEADER + row + "\n", encoding="utf-8")

    with pytest.raises(ChecklistRowInvalid) as raised:
        load_checklists(file, shipped_workflow())

    assert raised.value.values["column"] == column


def test_two_versions_of_a_paper_on_one_day_are_refused(tmp_path) -> None:
    file = tmp_path / "checklists.csv"
    file.write_text(HEADER + GOOD + "\n" + GOOD.replace("2014", "2026") + "\n", encoding="utf-8")

    with pytest.raises(ChecklistItemTwice):
        load_checklists(file, shipped_workflow())


def test_every_kind_has_a_paper_that_its_settlement_waits_for() -> None:
    workflow, table = shipped_workflow(), shipped_checklists()
    for kind in Kind:
        closing = {
            step.action
            for step in workflow.of(kind)
            if step.to_state is CaseState.CLOSED and step.action.startswith("close")
        }
        waited_for = {action for item in table.items if item.kind is kind for action in item.closings}
        assert closing <= waited_for
