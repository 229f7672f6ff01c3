"""What the workflow asks of a case besides its state: its sort, the first decision, the file of a paper."""

from datetime import date

import pytest
from sqlmodel import select

from models import Case, Petition
from models.enums import CaseOutcome, CaseState, Kind, PetitionOutcome, PetitionState, Role
from services import case_actions, cases, first_decisions
from services.errors import FieldRequired
from services.first_decisions import FirstDecision
from services.step_conditions import ActionOfOtherCases, FirstDecisionMissing
from tests.conftest import NOW, TODAY
from tests.services.test_case_actions import form

ACCEPT = ("accept", "12/11/2026")


@pytest.fixture
def director(session, build):
    return build.actor(Role.DIRECTOR)


def opened(session, build, director, kind: Kind = Kind.COMPLAINT, **values) -> Case:
    petition = build.petition(
        kind=kind, received_on=date(2026, 11, 9), eligible=True, state=PetitionState.CLASSIFIED
    )
    return cases.open_case(session, petition, actor=director, now=NOW, today=TODAY, **values)


def take(session, case, director, action: str, on: str, **values) -> Case:
    return case_actions.perform(session, case.id, action, form=form(on, **values), actor=director, now=NOW)


def offered(session, case, director) -> set[str]:
    return {step.action for step in case_actions.allowed(session, case, actor=director)}


def test_a_disciplinary_complaint_is_decided_after_a_dialogue_only(session, build, director) -> None:
    case = opened(session, build, director, disciplinary=True)
    take(session, case, director, *ACCEPT)
    take(session, case, director, "assign_verification", "13/11/2026")

    assert "decide" not in offered(session, case, director)
    with pytest.raises(ActionOfOtherCases):
        take(session, case, director, "decide", "16/11/2026", outcome=CaseOutcome.WRONG)
    assert case.state is CaseState.VERIFYING

    take(session, case, director, "hold_dialogue", "16/11/2026")
    take(session, case, director, "decide", "17/11/2026", outcome=CaseOutcome.WRONG)
    assert case.state is CaseState.DECIDED


def test_an_ordinary_complaint_may_be_decided_without_a_dialogue(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, *ACCEPT)

    assert "decide" in offered(session, case, director)


def test_a_second_complaint_is_accepted_once_the_first_decision_is_recorded(session, build, director) -> None:
    case = opened(session, build, director, instance=2)

    with pytest.raises(FirstDecisionMissing):
        take(session, case, director, *ACCEPT)
    assert case.state is CaseState.NEW

    entry = FirstDecision(decision_number="5/QĐ", decided_on=date(2026, 10, 1), decided_by="Chi cục")
    first_decisions.record(session, case.id, entry, actor=director, now=NOW)
    take(session, case, director, *ACCEPT)
    assert case.state is CaseState.ACCEPTED


def test_only_a_further_denunciation_may_be_answered_with_the_earlier_conclusion(
    session, build, director
) -> None:
    plain = opened(session, build, director, Kind.DENUNCIATION)
    further = opened(session, build, director, Kind.DENUNCIATION, further=True)

    assert "not_resettle" not in offered(session, plain, director)
    with pytest.raises(ActionOfOtherCases):
        take(session, plain, director, "not_resettle", "12/11/2026", reason="Đã kết luận đúng")

    take(session, further, director, "not_resettle", "12/11/2026", reason="Đã kết luận đúng")
    assert (further.state, further.outcome) == (CaseState.CLOSED, CaseOutcome.REFUSED)
    petition = session.exec(select(Petition).where(Petition.code == further.code)).one()
    assert petition.outcome is PetitionOutcome.REFUSE


def test_the_precheck_of_a_denunciation_is_kept_and_moves_nothing(session, build, director) -> None:
    case = opened(session, build, director, Kind.DENUNCIATION)
    before = (case.state, case.due_on)

    take(session, case, director, "precheck", "10/11/2026")

    assert (case.state, case.due_on) == before
    assert "accept" in offered(session, case, director)


def test_a_termination_needs_the_file_of_its_decision(session, build, director) -> None:
    case = opened(session, build, director)
    other = opened(session, build, director)
    take(session, case, director, *ACCEPT)

    for wrong in (None, build.file(other).id):
        with pytest.raises(FieldRequired) as refusal:
            take(session, case, director, "terminate", "13/11/2026", reason="Rút đơn", attachment_id=wrong)
        assert refusal.value.field == "attachment_id"
    assert case.state is CaseState.ACCEPTED

    take(
        session,
        case,
        director,
        "terminate",
        "13/11/2026",
        reason="Rút đơn",
        attachment_id=build.file(case).id,
    )
    assert case.state is CaseState.CLOSED
