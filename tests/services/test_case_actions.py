"""Actions of cases: the next allowed step, its paper, its refusals, and taking it back."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from models import AuditEntry, Case, CaseEvent, Deadline, Decision, InboxItem, Petition
from models.enums import CaseOutcome, CaseState, Complexity, Kind, PetitionOutcome, PetitionState, Role, Step
from services import case_actions, cases, clocks
from services.case_actions import ActionNotNow, NothingToUndo, NothingWaitsForIt
from services.case_corrections import Correction, NothingCorrected, correct
from services.case_forms import ActionForm, BeforeReceipt, Seen
from services.course_checks import ExtensionNotAllowed
from services.errors import ChangedMeanwhile, DateInFuture, FieldRequired, NotFound, NotPermitted
from services.transitions import ActionComesTooEarly
from tests.builders import Builder
from tests.conftest import NOW, TODAY

PAPER = {"document_number": "12/QĐ-SCT", "signer": "Nguyễn Văn Giám"}


def form(on: str, **values) -> ActionForm:
    happened_on = datetime.strptime(on + " +0000", "%d/%m/%Y %z").date()
    values = {**PAPER, "backdate_reason": "Nhập bù", **values}
    return ActionForm(happened_on=happened_on, **values)


@pytest.fixture
def director(session, build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def case(session, build, director) -> Case:
    """A complaint received on Monday 2 November 2026."""
    petition = build.petition(received_on=date(2026, 11, 2), eligible=True, state=PetitionState.CLASSIFIED)
    return cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)


def take(session, case, director, *steps: tuple) -> Case:
    for action, on, *more in steps:
        values = more[0] if more else {}
        if action == "terminate":
            file = Builder(session).file(case, uploaded_by_id=director.user_id)
            values = {"attachment_id": file.id, **values}
        case_actions.perform(session, case.id, action, form=form(on, **values), actor=director, now=NOW)
    return case


def picture(session, case) -> dict:
    """Everything that follows from the events of a case."""
    deadlines = session.exec(
        select(Deadline).where(Deadline.case_id == case.id, Deadline.dropped_at.is_(None))
    ).all()
    decision = session.exec(
        select(Decision).where(Decision.case_id == case.id, Decision.dropped_at.is_(None))
    ).first()
    petition = session.exec(select(Petition)).first()
    return {
        "case": [
            case.state,
            case.state_before,
            case.outcome,
            case.accepted_on,
            case.decided_on,
            case.closed_on,
            case.settled_in_time,
            case.step,
            case.due_on,
            case.target_on,
        ],
        "clocks": sorted((d.step, d.rule_id, d.due_on, d.paused_days, str(d.met_on)) for d in deadlines),
        "decision": decision and (decision.number, decision.published_on, decision.enforced_on),
        "petition": (petition.outcome, petition.handled_on, petition.state),
    }


def test_only_the_next_steps_of_the_workflow_are_offered(session, case, director, build) -> None:
    officer = build.actor(Role.OFFICER)

    assert [t.action for t in case_actions.allowed(session, case, actor=director)] == [
        "accept",
        "refuse",
        "guide",
        "return",
        "urge",
        "withdraw_part",
        "withdraw",
    ]
    assert [t.action for t in case_actions.allowed(session, case, actor=officer)] == [
        "guide",
        "return",
        "urge",
        "withdraw_part",
        "withdraw",
    ]


def test_acceptance_moves_the_case_its_clock_and_its_petition(session, case, director) -> None:
    take(session, case, director, ("accept", "05/11/2026"))

    assert (case.state, case.accepted_on, case.step) == (
        CaseState.ACCEPTED,
        date(2026, 11, 5),
        Step.SETTLEMENT,
    )
    assert case.due_on == date(2026, 12, 7)
    petition = session.exec(select(Petition)).one()
    assert (petition.outcome, petition.handled_on, petition.state) == (
        PetitionOutcome.ACCEPT,
        date(2026, 11, 5),
        PetitionState.HANDLED,
    )
    event = session.exec(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (event.document_number, event.signer, event.document_on) == (
        "12/QĐ-SCT",
        "Nguyễn Văn Giám",
        date(2026, 11, 5),
    )
    assert (
        session.exec(select(AuditEntry).where(AuditEntry.action == "case.action")).one().subject_id == case.id
    )


def test_a_whole_life_ends_closed_with_its_decision_followed(session, case, director, build) -> None:
    build.papers(case, "kn_report", "kn_invitation")
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("assign_verification", "04/11/2026"),
        ("hold_dialogue", "10/11/2026"),
        ("decide", "12/11/2026", {"outcome": CaseOutcome.PARTLY_RIGHT}),
        ("send", "13/11/2026"),
        ("publish", "16/11/2026"),
        ("enforce", "18/11/2026"),
        ("close", "20/11/2026"),
    )

    assert (case.state, case.outcome, case.closed_on) == (
        CaseState.CLOSED,
        CaseOutcome.PARTLY_RIGHT,
        date(2026, 11, 20),
    )
    assert case.settled_in_time is True
    assert (case.step, case.due_on) == (None, None)
    decision = session.exec(select(Decision)).one()
    assert (decision.outcome, decision.published_on, decision.enforced_on) == (
        CaseOutcome.PARTLY_RIGHT,
        date(2026, 11, 16),
        date(2026, 11, 18),
    )
    # The day after 30 calendar days from issue.
    assert (decision.effective_on, decision.is_effect_provisional) == (date(2026, 12, 13), True)


@pytest.mark.parametrize(
    ("action", "values", "refusal", "field"),
    [
        ("accept", {"happened_on": date(2026, 11, 24)}, DateInFuture, "happened_on"),
        ("accept", {"happened_on": date(2026, 10, 30)}, BeforeReceipt, "happened_on"),
        ("accept", {"document_number": ""}, FieldRequired, "document_number"),
        ("accept", {"signer": "  "}, FieldRequired, "signer"),
        ("refuse", {"reason": ""}, FieldRequired, "reason"),
        ("accept", {"backdate_reason": ""}, FieldRequired, "backdate_reason"),
        ("decide", {}, ActionNotNow, None),
    ],
)
def test_a_faulty_form_is_refused_by_name_and_changes_nothing(
    session, case, director, action, values, refusal, field
) -> None:
    entry = form("05/11/2026").model_copy(update=values)
    entry = ActionForm.model_validate(entry.model_dump())

    with pytest.raises(refusal) as raised:
        case_actions.perform(session, case.id, action, form=entry, actor=director, now=NOW)

    assert raised.value.field == field
    assert case.state is CaseState.NEW
    assert len(session.exec(select(CaseEvent)).all()) == 1


def test_an_entry_on_the_next_working_day_needs_no_reason(session, case, director) -> None:
    entry = form("20/11/2026", backdate_reason="")  # a Friday, entered on Monday

    case_actions.perform(session, case.id, "accept", form=entry, actor=director, now=NOW)

    assert case.state is CaseState.ACCEPTED


def test_a_decision_needs_one_of_its_results(session, case, director) -> None:
    take(session, case, director, ("accept", "05/11/2026"))

    with pytest.raises(FieldRequired) as raised:
        take(session, case, director, ("decide", "12/11/2026"))

    assert raised.value.field == "outcome"


def test_closing_waits_for_sending(session, case, director) -> None:
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("decide", "12/11/2026", {"outcome": CaseOutcome.WRONG}),
        ("publish", "16/11/2026"),
    )

    with pytest.raises(ActionComesTooEarly):
        take(session, case, director, ("close_without_enforcement", "17/11/2026", {"reason": "Không có"}))


def test_who_lacks_the_right_to_decide_may_not_accept(session, case, build) -> None:
    officer = build.actor(Role.OFFICER)

    with pytest.raises(NotPermitted):
        case_actions.perform(session, case.id, "accept", form=form("05/11/2026"), actor=officer, now=NOW)


def test_a_case_out_of_sight_is_reported_as_missing(session, case, build) -> None:
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))

    with pytest.raises(NotFound):
        case_actions.perform(session, case.id, "accept", form=form("05/11/2026"), actor=stranger, now=NOW)


def test_suspension_stops_the_clock_and_resumption_returns_to_the_state_before(
    session, case, director
) -> None:
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("assign_verification", "04/11/2026"),
        ("suspend", "09/11/2026", {"reason": "Chờ kết quả giám định"}),
    )
    assert (case.state, case.state_before, case.due_on) == (CaseState.SUSPENDED, CaseState.VERIFYING, None)

    take(session, case, director, ("resume", "19/11/2026"))

    assert (case.state, case.state_before) == (CaseState.VERIFYING, None)
    # 3 December and ten days that stood still is Sunday 13: Monday 14.
    assert case.due_on == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("complexity", "times", "fits"),
    [
        (Complexity.PLAIN, 1, False),
        (Complexity.COMPLEX, 1, True),
        (Complexity.COMPLEX, 2, False),
        (Complexity.ESPECIALLY_COMPLEX, 2, True),
        (Complexity.ESPECIALLY_COMPLEX, 3, False),
    ],
)
def test_a_denunciation_is_extended_as_often_as_its_complexity_allows(
    session, build, director, complexity, times, fits
) -> None:
    petition = build.petition(kind=Kind.DENUNCIATION, received_on=date(2026, 11, 2))
    case = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY, complexity=complexity)
    take(session, case, director, ("accept", "05/11/2026"))
    steps = [("extend", f"{8 + n:02d}/11/2026", {"reason": "Vụ việc phức tạp"}) for n in range(times)]

    if not fits:
        with pytest.raises(ExtensionNotAllowed):
            take(session, case, director, *steps)
        return
    take(session, case, director, *steps)

    end = {1: date(2027, 1, 4), 2: date(2027, 2, 3)}[times]
    assert case.due_on == end


UNDONE = [
    [("accept", "05/11/2026")],
    [("guide", "05/11/2026")],
    [("return", "05/11/2026", {"reason": "Không đủ điều kiện"})],
    [("withdraw", "05/11/2026", {"reason": "Tự nguyện rút"})],
    [("accept", "03/11/2026"), ("suspend", "09/11/2026", {"reason": "Chờ"})],
    [("accept", "03/11/2026"), ("suspend", "09/11/2026", {"reason": "Chờ"}), ("resume", "12/11/2026")],
    [("accept", "03/11/2026"), ("decide", "12/11/2026", {"outcome": CaseOutcome.RIGHT})],
    [
        ("accept", "03/11/2026"),
        ("decide", "12/11/2026", {"outcome": CaseOutcome.RIGHT}),
        ("publish", "16/11/2026"),
    ],
    [("accept", "03/11/2026"), ("terminate", "12/11/2026", {"reason": "Rút toàn bộ"})],
]


@pytest.mark.parametrize("steps", UNDONE, ids=lambda steps: steps[-1][0])
def test_an_undone_step_leaves_the_case_as_if_it_had_not_been_taken(session, case, director, steps) -> None:
    take(session, case, director, *steps[:-1])
    before = picture(session, case)
    take(session, case, director, steps[-1])
    assert picture(session, case) != before

    case_actions.undo(session, case.id, reason="Nhập nhầm", seen=Seen(), actor=director, now=NOW)

    assert picture(session, case) == before
    events = clocks.events_of(session, case)
    assert (events[-1].action, events[-1].undoes_id) == ("undo", events[-2].id)
    assert events[-2].action == steps[-1][0]


def test_a_step_entered_again_rightly_gives_the_same_as_entered_right_the_first_time(
    session, build, director
) -> None:
    def complaint() -> Case:
        petition = build.petition(received_on=date(2026, 11, 2))
        return cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)

    wrong, right = complaint(), complaint()
    take(session, wrong, director, ("accept", "04/11/2026"))
    case_actions.undo(session, wrong.id, reason="Sai ngày", seen=Seen(), actor=director, now=NOW)
    take(session, wrong, director, ("accept", "10/11/2026"))
    take(session, right, director, ("accept", "10/11/2026"))

    assert picture(session, wrong) == picture(session, right)


def test_the_receipt_is_never_undone_and_an_undoing_needs_a_reason(session, case, director) -> None:
    with pytest.raises(NothingToUndo):
        case_actions.undo(session, case.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW)

    take(session, case, director, ("accept", "05/11/2026"))
    with pytest.raises(FieldRequired):
        case_actions.undo(session, case.id, reason=" ", seen=Seen(), actor=director, now=NOW)


def test_the_second_of_two_people_sees_what_the_first_one_changed(session, case, director, build) -> None:
    other = build.actor(Role.DIRECTOR)
    events = clocks.events_of(session, case)
    seen = Seen(version=case.version, last_event_id=events[-1].id)
    take(session, case, other, ("accept", "05/11/2026"))

    with pytest.raises(ChangedMeanwhile) as raised:
        take(session, case, director, ("guide", "05/11/2026", {"seen": seen}))

    changes = raised.value.values["changes"]
    assert [(c["who"], c["what"]) for c in changes] == [(other.name, "Accept the complaint for settlement")]
    assert raised.value.values["version"] == case.version
    assert case.state is CaseState.ACCEPTED


def test_the_officer_hears_what_somebody_else_did_with_his_case(session, case, director, build) -> None:
    officer = build.user(Role.OFFICER)
    case.officer_id = officer.id
    session.flush()

    take(session, case, director, ("accept", "05/11/2026"))

    item = session.exec(select(InboxItem)).one()
    assert (item.user_id, item.topic, item.values["code"]) == (officer.id, "acted", case.code)


def test_corrected_complexity_moves_the_term_and_leaves_an_event(session, case, director) -> None:
    take(session, case, director, ("accept", "05/11/2026"))
    entry = Correction(
        summary=cases.summary_of(case), complexity=Complexity.COMPLEX, reason="Biên bản số 3", seen=Seen()
    )

    correct(session, case.id, entry, actor=director, now=NOW)

    # 45 days instead of 30.
    assert case.due_on == date(2026, 12, 21)
    assert clocks.events_of(session, case)[-1].action == "correct"
    dropped = session.exec(select(Deadline).where(Deadline.rule_id == "KN-RES1")).one()
    assert dropped.dropped_at is not None


def test_a_correction_of_a_term_needs_a_reason_and_a_change(session, case, director) -> None:
    words = cases.summary_of(case)

    with pytest.raises(FieldRequired):
        correct(session, case.id, Correction(summary=words, remote=True), actor=director, now=NOW)
    with pytest.raises(NothingCorrected):
        correct(session, case.id, Correction(summary=words), actor=director, now=NOW)


def test_the_corrected_words_of_a_denunciation_stand_nowhere_in_plain_text(session, build, director) -> None:
    petition = build.petition(kind=Kind.DENUNCIATION, summary="Ông X")
    case = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)

    correct(session, case.id, Correction(summary="Bà Y nhận tiền"), actor=director, now=NOW)

    assert (case.summary, case.search) == ("", "")
    assert cases.summary_of(case) == "Bà Y nhận tiền"
    trail = " ".join(str(entry.details) for entry in session.exec(select(AuditEntry)))
    assert "Bà Y" not in trail


def test_what_is_only_recorded_is_offered_once_and_while_something_waits_for_it(
    session, case, director
) -> None:
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("decide", "12/11/2026", {"outcome": CaseOutcome.RIGHT}),
    )
    assert "send" in {step.action for step in case_actions.allowed(session, case, actor=director)}

    take(session, case, director, ("send", "13/11/2026"))

    assert "send" not in {step.action for step in case_actions.allowed(session, case, actor=director)}
    with pytest.raises(NothingWaitsForIt):
        take(session, case, director, ("send", "13/11/2026"))
