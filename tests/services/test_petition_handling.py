"""How the handling of a petition ends, by the rules of its kind, and how a mistake is taken back."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, Case, CrowdEvent, OverLevelRecord, Petition
from models.enums import CaseOutcome, CaseState, Kind, Level, PetitionOutcome, PetitionState, Role
from services import petition_handling, petition_voiding, petitions
from services.errors import ChangedMeanwhile, DateInFuture, FieldRequired, NotFound, NotPermitted
from services.handling_checks import (
    ComplaintNotForwarded,
    DateOutOfOrder,
    EligibleNotReturned,
    NotEligibleCannotGoOn,
)
from services.petition_cases import CaseHasGoneOn
from services.petition_handling import (
    AlreadyGuided,
    AlreadyHandled,
    EligibilityUndecided,
    OutcomeNotOfKind,
    outcomes_for,
)
from services.petition_input import HandlingInput
from services.petition_records import PetitionVoided
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry


def receive(session, build, actor, **values) -> Petition:
    return petitions.receive(session, entry(build, **values), actor=actor, now=NOW, today=TODAY)


def result(outcome: PetitionOutcome, **values) -> HandlingInput:
    values = {
        "number": "15/SCT",
        "signer": "Lê Văn Ký",
        "handled_on": TODAY,
        "reason": "Theo quy định",
        **values,
    }
    if outcome in petition_handling.ELSEWHERE:
        values.setdefault("body", "UBND xã An Bình")
    return HandlingInput(outcome=outcome, **values)


def handle(session, petition, handling, actor, **values) -> Petition:
    return petition_handling.handle(
        session, petition.id, handling, actor=actor, now=NOW, today=TODAY, **values
    )


@pytest.mark.parametrize(
    ("kind", "outcome", "state", "ended"),
    [
        (Kind.COMPLAINT, PetitionOutcome.ACCEPT, CaseState.ACCEPTED, None),
        (Kind.COMPLAINT, PetitionOutcome.REFUSE, CaseState.CLOSED, CaseOutcome.REFUSED),
        (Kind.COMPLAINT, PetitionOutcome.GUIDE, CaseState.CLOSED, CaseOutcome.GUIDED),
        (Kind.COMPLAINT, PetitionOutcome.URGE, CaseState.NEW, None),
        (Kind.DENUNCIATION, PetitionOutcome.FORWARD, CaseState.CLOSED, CaseOutcome.FORWARDED),
        (Kind.DENUNCIATION, PetitionOutcome.ACCEPT, CaseState.ACCEPTED, None),
        (Kind.RECOMMENDATION, PetitionOutcome.FORWARD, CaseState.CLOSED, CaseOutcome.FORWARDED),
        (Kind.RECOMMENDATION, PetitionOutcome.ACCEPT, CaseState.ACCEPTED, None),
    ],
)
def test_an_eligible_petition_ends_and_its_case_takes_the_step(
    session, build, kind, outcome, state, ended
) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head, kind=kind)

    handle(session, petition, result(outcome), head)

    case = session.exec(select(Case)).one()
    assert (petition.state, petition.outcome) == (PetitionState.HANDLED, outcome)
    assert (petition.handled_on, petition.outcome_number) == (TODAY, "15/SCT")
    assert (case.state, case.outcome) == (state, ended)


@pytest.mark.parametrize("outcome", [PetitionOutcome.RETURN, PetitionOutcome.FILE])
def test_a_petition_that_is_not_eligible_is_returned_or_filed_without_a_case(session, build, outcome) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head, eligible=False)

    handle(session, petition, result(outcome), head)

    assert petition.outcome is outcome
    assert session.exec(select(Case)).all() == []


def test_the_result_may_be_entered_together_with_the_petition(session, build) -> None:
    head = build.actor(Role.DIRECTOR)

    petition = receive(session, build, head, handling=result(PetitionOutcome.GUIDE))

    assert petition.outcome is PetitionOutcome.GUIDE
    assert (petition.in_competence, petition.outcome_body) == (False, "UBND xã An Bình")


@pytest.mark.parametrize(
    ("entered", "handling", "refusal"),
    [
        ({}, result(PetitionOutcome.FORWARD), ComplaintNotForwarded),
        ({}, result(PetitionOutcome.RETURN), EligibleNotReturned),
        ({}, result(PetitionOutcome.FILE), EligibleNotReturned),
        ({"eligible": False}, result(PetitionOutcome.GUIDE), NotEligibleCannotGoOn),
        ({"eligible": None}, result(PetitionOutcome.GUIDE), EligibilityUndecided),
        ({"kind": Kind.DENUNCIATION}, result(PetitionOutcome.URGE), OutcomeNotOfKind),
        ({}, result(PetitionOutcome.GUIDE, body=""), FieldRequired),
        ({}, result(PetitionOutcome.GUIDE, number=""), FieldRequired),
        ({}, result(PetitionOutcome.GUIDE, handled_on=date(2026, 11, 24)), DateInFuture),
        ({}, result(PetitionOutcome.GUIDE, handled_on=date(2026, 11, 20)), DateOutOfOrder),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(session, build, entered, handling, refusal) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head, **entered)

    with pytest.raises(refusal):
        handle(session, petition, handling, head)

    assert petition.outcome is None


def test_a_complaint_is_guided_once(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    first = receive(session, build, head)
    handle(session, first, result(PetitionOutcome.GUIDE), head)
    again = receive(session, build, head, duplicate_of_id=first.id)

    with pytest.raises(AlreadyGuided):
        handle(session, again, result(PetitionOutcome.GUIDE), head)

    petition_handling.classify(
        session,
        again.id,
        eligible=False,
        in_competence=False,
        reason="Đã hướng dẫn",
        actor=head,
        now=NOW,
        today=TODAY,
    )
    handle(session, again, result(PetitionOutcome.FILE), head)
    assert again.outcome is PetitionOutcome.FILE
    assert session.exec(select(Case.voided_at)).all() == [None]


def test_a_handled_petition_is_not_handled_again(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head)
    handle(session, petition, result(PetitionOutcome.GUIDE), head)

    with pytest.raises(AlreadyHandled):
        handle(session, petition, result(PetitionOutcome.ACCEPT), head)


def test_the_second_of_two_clerks_learns_what_the_first_saved(session, build) -> None:
    head, other = build.actor(Role.DIRECTOR), build.actor(Role.DIRECTOR)
    petition = receive(session, build, head, eligible=None)
    session.commit()
    session.refresh(petition)
    seen = petition.changed
    petition_handling.classify(
        session, petition.id, eligible=True, in_competence=True, actor=other, now=NOW, today=TODAY, seen=seen
    )
    session.commit()

    with pytest.raises(ChangedMeanwhile) as caught:
        handle(session, petition, result(PetitionOutcome.ACCEPT), head, seen=seen)

    assert caught.value.values["who"] == other.name
    assert caught.value.values["at"] == "09:30"
    assert caught.value.values["changes"][0]["what"] == "Eligibility decided"


def test_who_may_end_the_handling(session, build) -> None:
    clerk, officer = build.actor(Role.RECEPTION_CLERK), build.actor(Role.OFFICER)
    petition = receive(session, build, clerk)

    with pytest.raises(NotPermitted):
        handle(session, petition, result(PetitionOutcome.GUIDE), clerk)
    with pytest.raises(NotPermitted):
        handle(session, petition, result(PetitionOutcome.ACCEPT), officer)
    assert handle(session, petition, result(PetitionOutcome.GUIDE), officer).outcome is PetitionOutcome.GUIDE


def test_results_on_offer_follow_kind_and_eligibility(session, build) -> None:
    head = build.actor(Role.DIRECTOR)

    complaint = receive(session, build, head)
    denunciation = receive(session, build, head, kind=Kind.DENUNCIATION)
    not_eligible = receive(session, build, head, eligible=False)

    assert [o.value for o in outcomes_for(complaint)] == ["accept", "refuse", "guide", "urge"]
    assert [o.value for o in outcomes_for(denunciation)] == ["accept", "refuse", "forward"]
    assert [o.value for o in outcomes_for(not_eligible)] == ["return", "file"]


def test_a_case_comes_when_the_petition_is_found_eligible(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head, eligible=None, disciplinary=True)

    petition_handling.classify(
        session, petition.id, eligible=True, in_competence=True, actor=head, now=NOW, today=TODAY
    )

    case = session.exec(select(Case)).one()
    assert case.disciplinary is True
    assert petition.state is PetitionState.CLASSIFIED


def test_a_case_goes_with_a_reason_when_the_petition_turns_out_not_eligible(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head)

    with pytest.raises(FieldRequired):
        petition_handling.classify(
            session, petition.id, eligible=False, in_competence=None, actor=head, now=NOW, today=TODAY
        )
    petition_handling.classify(
        session,
        petition.id,
        eligible=False,
        in_competence=None,
        reason="Không ký tên",
        actor=head,
        now=NOW,
        today=TODAY,
    )

    assert session.exec(select(Case.void_reason)).one() == "Không ký tên"


def test_a_petition_entered_wrongly_is_voided_with_what_came_from_it(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(
        session,
        build,
        clerk,
        persons=9,
        over_level=True,
        addressed_level=Level.CENTRE,
        competent_level=Level.DEPARTMENT,
    )

    with pytest.raises(FieldRequired):
        petition_voiding.void(session, petition.id, reason=" ", actor=clerk, now=NOW)
    petition_voiding.void(session, petition.id, reason="Nhập hai lần", actor=clerk, now=NOW)

    assert (petition.voided_at, petition.void_reason) == (NOW, "Nhập hai lần")
    for model in (Case, CrowdEvent, OverLevelRecord):
        assert session.exec(select(model)).one().void_reason == "Nhập hai lần"
    trace = session.exec(select(AuditEntry).where(AuditEntry.action == "petition.void")).one()
    assert trace.reason == "Nhập hai lần"
    with pytest.raises(PetitionVoided):
        petition_voiding.void(session, petition.id, reason="Lần nữa", actor=clerk, now=NOW)


def test_a_case_that_another_petition_shares_stays(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    first = receive(session, build, clerk)
    second = receive(session, build, clerk, duplicate_of_id=first.id)

    petition_voiding.void(session, second.id, reason="Nhập nhầm", actor=clerk, now=NOW)

    assert session.exec(select(Case.voided_at)).one() is None


def test_a_petition_whose_case_has_gone_on_is_not_voided(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head)
    handle(session, petition, result(PetitionOutcome.ACCEPT), head)

    with pytest.raises(CaseHasGoneOn):
        petition_voiding.void(session, petition.id, reason="Nhập nhầm", actor=head, now=NOW)


def test_a_petition_out_of_scope_looks_like_a_missing_one(session, build) -> None:
    elsewhere = build.petition(unit=build.unit(parent=build.department()))
    head = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))

    with pytest.raises(NotFound):
        petition_voiding.void(session, elsewhere.id, reason="x", actor=head, now=NOW)
    with pytest.raises(NotFound):
        handle(session, elsewhere, result(PetitionOutcome.GUIDE), head)
