"""A mixed petition becomes several cases, each with its own words, clock and reader."""

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    CaseEvent,
    Deadline,
    Draft,
    Party,
)
from models.enums import CaseState, Kind, PetitionOutcome, Role, Step
from services import (
    assignments,
    case_actions,
    drafts,
    part_voiding,
    petition_handling,
    petition_linking,
    petition_voiding,
)
from services.case_forms import ActionForm, Seen
from services.errors import AppError, FieldRequired, NotFound, NotPermitted
from services.facts import Facts
from services.part_input import OnePartOnly, PartInput, PartsAlike, WordsOfTheWhole
from services.petition_checks import AccusedMayNotEnter, AccusedNotSaid
from services.petition_handling import EligibilityUndecided
from services.petition_input import HandlingInput
from services.petition_records import PetitionVoided
from services.petition_splitting import FORM, NotEligibleHasNoParts, first_term, split
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import SENDER
from tests.services.mixed_petitions import (
    COMPLAINT,
    SECRET,
    WHOLE,
    WISH,
    cut,
    denunciation,
    linked,
    receive,
    wish,
)


@pytest.fixture
def clerk(build):
    return build.actor(Role.RECEPTION_CLERK)


def test_each_part_becomes_a_case_with_its_own_first_clock(session, build, clerk) -> None:
    field = build.subject_field("Quy hoạch")
    petition = receive(session, build, clerk)

    opened = cut(session, petition, denunciation(), wish(field_id=field.id), actor=clerk)

    parts = linked(session, petition)
    assert [case.id for case in opened] == [parts[2].id, parts[3].id]
    # The denunciation comes last, so that no gap in the numbers of the others betrays it.
    assert [parts[n].kind for n in (1, 2, 3)] == [Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.DENUNCIATION]
    assert (parts[1].code, parts[2].code) == (petition.code, "2026-00002")
    assert parts[3].code.startswith("TC-")
    assert parts[2].field_id == field.id
    assert {case.received_on for case in parts.values()} == {petition.received_on}
    clocks = session.exec(select(Deadline.case_id, Deadline.step, Deadline.due_on)).all()
    # Seven and ten working days from Monday 23 November, with 24 November off.
    assert sorted(clocks) == sorted((parts[n].id, Step.HANDLING, parts[n].due_on) for n in (1, 2, 3))
    events = session.exec(select(CaseEvent).where(CaseEvent.case_id == parts[3].id)).one()
    assert (events.action, events.happened_on, events.entered_by_id) == ("receive", TODAY, clerk.user_id)
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "petition.split")).one()
    assert (trail.subject_id, trail.details) == (petition.id, {"cases": [parts[2].id, parts[3].id]})


def test_the_shown_term_is_the_one_that_is_opened(session, build, clerk) -> None:
    petition = receive(session, build, clerk, in_competence=False)
    parts = [denunciation(), wish(), PartInput(kind=Kind.COMPLAINT, instance=2, summary="Khiếu nại lần hai")]

    shown = {part.kind: first_term(session, petition, part).due_on for part in parts}
    cut(session, petition, *parts, actor=clerk)

    opened = [case for number, case in linked(session, petition).items() if number > 1]
    assert {case.kind: case.due_on for case in opened} == shown
    assert [case.instance for case in opened if case.kind is Kind.COMPLAINT] == [2]
    assert first_term(session, petition, PartInput()) is None


def test_parts_without_a_denunciation_leave_the_petition_as_it_is(session, build, clerk) -> None:
    petition = receive(session, build, clerk)

    cut(session, petition, wish(), actor=clerk)

    parts = linked(session, petition)
    assert (petition.summary, petition.is_protected) == (WHOLE, False)
    assert (parts[1].summary, parts[2].summary) == (COMPLAINT, WISH)
    assert "tran thi thu" in parts[2].search
    assert session.exec(select(Party.name)).one() == SENDER.name
    reworded = session.exec(select(CaseEvent).where(CaseEvent.action == "correct")).one()
    assert reworded.case_id == parts[1].id


@pytest.mark.parametrize(
    ("parts", "refusal", "field"),
    [
        ([], OnePartOnly, None),
        ([PartInput(summary=WISH)], FieldRequired, "part_2_kind"),
        ([wish(summary=" ")], FieldRequired, "part_2_summary"),
        ([wish(), wish()], PartsAlike, "part_3_summary"),
        ([wish(summary="x" * 2001)], None, "part_2_summary"),
        ([denunciation(not_our_staff=False)], AccusedNotSaid, "part_2_respondent_user_id"),
        ([wish(field_id=999)], None, "part_2_field_id"),
        ([wish(summary=WHOLE), denunciation()], WordsOfTheWhole, "part_2_summary"),
        ([denunciation(respondent_name="x" * 201)], None, "part_2_respondent_name"),
    ],
)
def test_what_stands_against_a_split_names_part_and_field(
    session, build, clerk, parts, refusal, field
) -> None:
    petition = receive(session, build, clerk)

    with pytest.raises(refusal or AppError) as refused:
        cut(session, petition, *parts, actor=clerk)

    assert refused.value.field == field
    assert len(linked(session, petition)) == 1
    assert petition.summary == WHOLE
    assert session.exec(select(Party.name)).one() == SENDER.name


def test_a_part_that_stands_must_leave_the_denunciation_out(session, build, clerk) -> None:
    petition = receive(session, build, clerk)

    with pytest.raises(WordsOfTheWhole):
        split(session, petition.id, [denunciation()], actor=clerk, now=NOW, today=TODAY)
    stranger = wish(case_id=build.case().id)
    with pytest.raises(NotFound):
        split(session, petition.id, [stranger, wish()], actor=clerk, now=NOW, today=TODAY)


def test_who_is_denounced_may_not_enter_it(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    officer = build.actor(Role.OFFICER)
    mine = denunciation(respondent_user_id=officer.user_id, not_our_staff=False)

    with pytest.raises(AccusedMayNotEnter):
        cut(session, petition, mine, actor=officer)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_split_and_who_may_void_a_part(session, build, clerk, role) -> None:
    petition = receive(session, build, clerk)
    actor = build.actor(role)

    if role in (Role.VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            cut(session, petition, wish(), actor=actor)
        cut(session, petition, wish(), actor=clerk)
    else:
        cut(session, petition, wish(), actor=actor)
    if role in (Role.OFFICER, Role.VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            part_voiding.void_part(session, petition.id, 2, reason="Nhầm", actor=actor, now=NOW)
    else:
        part_voiding.void_part(session, petition.id, 2, reason="Nhầm", actor=actor, now=NOW)
    stands = linked(session, petition)[2].voided_at is None
    assert stands is (role in (Role.OFFICER, Role.VIEWER, Role.ADMINISTRATOR))


def test_petitions_out_of_sight_void_undecided_or_not_eligible_are_not_split(session, build, clerk) -> None:
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    plain, undecided, barred, void = (
        receive(session, build, clerk, eligible=eligible) for eligible in (True, None, False, True)
    )
    petition_voiding.void(session, void.id, reason="Nhập nhầm", actor=clerk, now=NOW)

    for petition, actor, refusal in (
        (plain, stranger, NotFound),
        (undecided, clerk, EligibilityUndecided),
        (barred, clerk, NotEligibleHasNoParts),
        (void, clerk, PetitionVoided),
    ):
        with pytest.raises(refusal):
            split(session, petition.id, [wish()], actor=actor, now=NOW, today=TODAY)


def test_the_draft_ends_with_the_split(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    drafts.save(session, {"part_2_summary": SECRET}, actor=clerk, form=FORM, key=str(petition.id), now=NOW)

    cut(session, petition, wish(), actor=clerk, draft_key=str(petition.id))

    assert session.exec(select(Draft)).all() == []


def test_the_handling_of_the_petition_is_that_of_its_own_kind(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head)
    cut(session, petition, denunciation(), actor=head)
    parts = linked(session, petition)
    accept = HandlingInput(outcome=PetitionOutcome.ACCEPT, number="1/TB", signer="Ký", handled_on=TODAY)

    form = ActionForm(happened_on=TODAY, document_number="2/QĐ", signer="Ký")
    case_actions.perform(session, parts[2].id, "accept", form=form, actor=head, now=NOW)
    assert petition.outcome is None
    petition_handling.handle(session, petition.id, accept, actor=head, now=NOW, today=TODAY)

    assert petition.outcome is PetitionOutcome.ACCEPT
    assert [parts[n].state for n in (1, 2)] == [CaseState.ACCEPTED, CaseState.ACCEPTED]


def test_assigning_a_part_of_another_kind_leaves_the_petition_where_it_is(session, build) -> None:
    head, officer = build.actor(Role.DIRECTOR), build.user(Role.OFFICER)
    petition = receive(session, build, head)
    cut(session, petition, denunciation(), actor=head)
    parts = linked(session, petition)

    assign = {"officer_id": officer.id, "seen": Seen(), "actor": head, "now": NOW}
    assignments.assign(session, parts[2].id, **assign)
    assert petition.officer_id is None
    assignments.assign(session, parts[1].id, **assign)
    assert petition.officer_id == officer.id


def test_a_petition_in_parts_is_linked_without_moving_its_cases(session, build, clerk) -> None:
    earlier, petition = receive(session, build, clerk), receive(session, build, clerk)
    cut(session, petition, wish(), actor=clerk)

    petition_linking.link(session, petition.id, earlier.id, actor=clerk, now=NOW)

    assert petition.duplicate_of_id == earlier.id
    assert all(case.voided_at is None for case in linked(session, petition).values())


def test_facts_follow_to_one_petition_with_several_cases(engine, session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    session.commit()
    store = Facts(engine)
    counts = "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {t}_facts)" for t in ("petition", "case", "link"))
    store.refresh()
    assert store.query(counts) == [(1, 1, 1)]

    cut(session, petition, denunciation(), wish(), actor=clerk)
    session.commit()
    store.refresh()
    split_off = store.query(counts)
    part_voiding.void_part(session, petition.id, 2, reason="Nhầm", actor=clerk, now=NOW)
    session.commit()
    store.refresh()

    assert (split_off, store.query(counts)) == ([(1, 3, 3)], [(1, 2, 3)])
    store.close()
