"""Merging, splitting, and what a second complaint complains about: stored, refused, taken back."""

from datetime import date

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    Case,
    CaseEvent,
    CaseExclusion,
    CaseRelation,
    Deadline,
    Decision,
    InboxItem,
    PetitionCase,
)
from models.enums import CaseOutcome, CaseState, Kind, PetitionState, RelationKind, Role
from services import (
    case_actions,
    case_merging,
    case_relations,
    case_splitting,
    cases,
    clocks,
    directives,
    first_decisions,
    notes,
    vault,
)
from services.case_forms import ActionForm, Seen
from services.case_steps import note_of
from services.directives import DirectiveInput
from services.errors import ChangedMeanwhile, DateInFuture, FieldRequired, NotFound, NotPermitted
from services.facts import Facts
from services.first_decisions import FirstDecision
from tests.conftest import NOW, TODAY

SEEN = Seen()


@pytest.fixture
def director(session, build):
    return build.actor(Role.DIRECTOR)


def opened(
    session, build, director, on: date, *, kind: Kind = Kind.COMPLAINT, name: str = "Trần Thị Mẫu", **values
):
    """A petition with one person, and its case."""
    petition = build.petition(
        kind=kind, received_on=on, eligible=True, state=PetitionState.CLASSIFIED, **values
    )
    if kind is not Kind.DENUNCIATION:
        build.party(petition, name)
    return petition, cases.open_case(session, petition, actor=director, now=NOW, today=TODAY)


def petitions_of(session, case) -> set[int]:
    return set(session.exec(select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)))


def merged(session, case, kept, director, **values):
    values = {"reason": "Cùng nội dung", "seen": SEEN, "actor": director, "now": NOW} | values
    return case_merging.merge(session, case.id, kept.code, **values)


def test_a_merge_carries_everything_of_the_matter_into_the_earlier_case(session, build, director) -> None:
    one, kept = opened(session, build, director, date(2026, 11, 2))
    two, case = opened(session, build, director, date(2026, 11, 9), name="Lê Văn Hai", persons=7)
    crowd = build.crowd(case_id=case.id)
    before = (kept.due_on, kept.received_on)

    stays = merged(session, case, kept, director)

    assert stays.id == kept.id
    assert petitions_of(session, kept) == {one.id, two.id}
    assert petitions_of(session, case) == set()
    assert (kept.due_on, kept.received_on) == before
    assert kept.persons == 7
    assert crowd.case_id == kept.id
    assert "le van hai" in kept.search
    assert case.voided_at == NOW
    events = [e for e in clocks.events_of(session, kept) if e.action == "merge"]
    assert case.code in vault.unseal(events[0].sealed_note, purpose="event", key=kept.sealed_key)
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.subject == "case")).all()
    assert actions.count("case.merge") == 2
    [related] = case_relations.of_case(session, kept, actor=director)
    assert (related.relation, related.code, related.is_origin) == (RelationKind.MERGED_INTO, case.code, False)
    assert case_relations.successor_of(session, case.code, actor=director) == kept.code
    with pytest.raises(NotFound):
        cases.by_code(session, case.code, actor=director)


def test_a_merge_taken_back_restores_both_cases(session, build, director) -> None:
    one, kept = opened(session, build, director, date(2026, 11, 2))
    two, case = opened(session, build, director, date(2026, 11, 9), name="Lê Văn Hai", persons=7)
    crowd = build.crowd(case_id=case.id)
    before = (case.due_on, case.search, kept.search, kept.persons)
    merged(session, case, kept, director)
    relation = session.exec(select(CaseRelation)).one()

    again = case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)

    assert again.id == case.id
    assert (case.voided_at, case.void_reason) == (None, "")
    assert petitions_of(session, kept) == {one.id}
    assert petitions_of(session, case) == {two.id}
    assert crowd.case_id == case.id
    assert (case.due_on, case.search, kept.search, kept.persons) == before
    assert relation.dropped_at == NOW
    assert case_relations.of_case(session, kept, actor=director) == []
    assert cases.by_code(session, case.code, actor=director).id == case.id
    with pytest.raises(case_relations.RelationChanged):
        case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)


def test_the_walls_of_both_denunciations_stand_after_a_merge_and_fall_back_after(
    session, build, director
) -> None:
    _one, kept = opened(session, build, director, date(2026, 11, 2), kind=Kind.DENUNCIATION)
    _two, case = opened(session, build, director, date(2026, 11, 9), kind=Kind.DENUNCIATION)
    accused = build.user(Role.INSPECTOR)
    build.add(CaseExclusion(case_id=case.id, user_id=accused.id))
    session.flush()

    merged(session, case, kept, director)

    with pytest.raises(NotFound):
        cases.by_code(session, kept.code, actor=build.actor_of(accused))
    relation = session.exec(select(CaseRelation)).one()
    case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)
    assert cases.by_code(session, kept.code, actor=build.actor_of(accused)).id == kept.id


def test_whoever_asked_for_protection_keeps_it_in_a_merge(session, build, director) -> None:
    _one, kept = opened(session, build, director, date(2026, 11, 2))
    _two, case = opened(session, build, director, date(2026, 11, 9), is_protected=True)
    words = kept.summary

    merged(session, case, kept, director)

    assert (kept.is_protected, kept.summary, kept.search) == (True, "", "")
    assert cases.summary_of(kept) == words


def test_the_earlier_case_is_the_one_that_stays(session, build, director) -> None:
    _one, early = opened(session, build, director, date(2026, 11, 2))
    _two, late = opened(session, build, director, date(2026, 11, 9))

    with pytest.raises(case_merging.LaterCaseKept) as refusal:
        merged(session, early, late, director)

    assert refusal.value.values == {"code": early.code, "later": late.code}
    assert early.voided_at is None


@pytest.mark.parametrize(
    ("values", "kind", "state", "refusal"),
    [
        ({}, Kind.RECOMMENDATION, CaseState.NEW, case_merging.MergedWithOtherKind),
        ({}, Kind.COMPLAINT, CaseState.DECIDED, case_merging.MergedTooLate),
        ({"reason": " "}, Kind.COMPLAINT, CaseState.NEW, FieldRequired),
        ({"seen": Seen(version=99)}, Kind.COMPLAINT, CaseState.NEW, ChangedMeanwhile),
    ],
)
def test_a_wrong_merge_is_refused_and_moves_nothing(
    session, build, director, values, kind, state, refusal
) -> None:
    _one, kept = opened(session, build, director, date(2026, 11, 2), kind=kind)
    two, case = opened(session, build, director, date(2026, 11, 9))
    kept.state = state
    session.flush()

    with pytest.raises(refusal):
        merged(session, case, kept, director, **values)

    assert petitions_of(session, case) == {two.id}
    assert session.exec(select(CaseRelation)).all() == []


def test_merging_into_itself_or_into_a_case_of_others_is_refused(session, build, director) -> None:
    _one, case = opened(session, build, director, date(2026, 11, 2))
    head = build.actor(Role.UNIT_HEAD, unit=build.unit("Phòng khác", parent=build.department()))

    with pytest.raises(case_merging.MergedIntoItself):
        merged(session, case, case, director)
    with pytest.raises(NotFound):
        merged(session, case, case, head)
    with pytest.raises(NotPermitted):
        merged(session, case, case, build.actor(Role.OFFICER))


def test_the_officers_of_both_cases_are_told_of_a_merge(session, build, director) -> None:
    _one, kept = opened(session, build, director, date(2026, 11, 2))
    _two, case = opened(session, build, director, date(2026, 11, 9))
    kept.officer_id, case.officer_id = build.user().id, build.user().id

    merged(session, case, kept, director)

    told = {item.user_id: item.values["other"] for item in session.exec(select(InboxItem))}
    assert told == {kept.officer_id: case.code, case.officer_id: case.code}


def test_the_facts_follow_a_merge_and_its_undoing(session, build, director) -> None:
    _one, kept = opened(session, build, director, date(2026, 11, 2))
    _two, case = opened(session, build, director, date(2026, 11, 9))
    session.commit()
    store = Facts(session.get_bind())
    links = "SELECT petition_id, case_id FROM link_facts ORDER BY petition_id"
    store.refresh()
    apart = store.query(links)

    merged(session, case, kept, director)
    session.commit()
    store.refresh()

    assert {case_id for _petition, case_id in store.query(links)} == {kept.id}
    assert store.query("SELECT id FROM case_facts") == [(kept.id,)]
    relation = session.exec(select(CaseRelation)).one()
    case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)
    session.commit()
    store.refresh()
    assert store.query(links) == apart
    store.close()


def two_in_one(session, build, director):
    """A case with two petitions, the second of 9 November."""
    one, case = opened(session, build, director, date(2026, 11, 2))
    two = build.petition(received_on=date(2026, 11, 9), eligible=True, state=PetitionState.CLASSIFIED)
    build.party(two, "Phạm Thị Ba")
    cases.link_petition(session, case, two)
    return one, two, case


def apart(session, case, ids, director, **values) -> Case:
    values = {
        "summary": "Việc khác",
        "keeps_steps": False,
        "reason": "Hai nội dung",
        "seen": SEEN,
        "actor": director,
        "now": NOW,
    } | values
    return case_splitting.split(session, case.id, ids, **values)


def test_a_petition_split_off_begins_anew_with_a_term_of_its_own(session, build, director) -> None:
    one, two, case = two_in_one(session, build, director)
    case.officer_id = build.user().id
    before = case.due_on

    new = apart(session, case, [two.id], director)

    assert petitions_of(session, case) == {one.id}
    assert petitions_of(session, new) == {two.id}
    assert (new.received_on, new.state, new.officer_id) == (two.received_on, CaseState.NEW, case.officer_id)
    assert new.due_on > before == case.due_on
    assert new.summary == "Việc khác"
    assert ("pham thi ba" in new.search, "pham thi ba" in case.search) == (True, False)
    assert {e.action for e in clocks.events_of(session, new)} == {"receive", "split"}
    [related] = case_relations.of_case(session, new, actor=director)
    assert (related.relation, related.code, related.is_origin) == (RelationKind.SPLIT_FROM, case.code, True)


def test_a_split_taken_back_leaves_one_case(session, build, director) -> None:
    one, two, case = two_in_one(session, build, director)
    new = apart(session, case, [two.id], director)
    relation = session.exec(select(CaseRelation)).one()

    case_splitting.unsplit(session, relation.id, reason="Nhầm", actor=director, now=NOW)

    assert petitions_of(session, case) == {one.id, two.id}
    assert (new.voided_at, relation.dropped_at) == (NOW, NOW)
    assert "pham thi ba" in case.search


def test_splitting_keeps_at_least_one_petition_and_needs_words(session, build, director) -> None:
    one, two, case = two_in_one(session, build, director)

    with pytest.raises(case_splitting.NothingLeft):
        apart(session, case, [one.id, two.id], director)
    with pytest.raises(FieldRequired) as refusal:
        apart(session, case, [], director)
    assert refusal.value.values["label"] == case_splitting.LABEL_PETITIONS
    with pytest.raises(FieldRequired):
        apart(session, case, [two.id], director, summary="")
    case.state = CaseState.DECIDED
    with pytest.raises(case_splitting.SplitTooLate):
        apart(session, case, [two.id], director)
    assert petitions_of(session, case) == {one.id, two.id}


@pytest.fixture
def second(session, build, director) -> Case:
    """A second complaint received on 9 November."""
    petition = build.petition(received_on=date(2026, 11, 9), eligible=True, state=PetitionState.CLASSIFIED)
    return cases.open_case(session, petition, actor=director, now=NOW, today=TODAY, instance=2)


def decided(session, build, director, on: date) -> Case:
    _petition, case = opened(session, build, director, date(2026, 9, 1))
    case.state = CaseState.DECIDED
    build.add(
        Decision(
            case_id=case.id,
            kind=Kind.COMPLAINT,
            number="30/QĐ-SCT",
            outcome=CaseOutcome.WRONG,
            decided_on=on,
            served_on=on,
            entered_by_id=director.user_id,
            entered_at=NOW,
        )
    )
    return case


def test_a_second_complaint_refers_to_the_first_decision_of_the_department(
    session, build, director, second
) -> None:
    first = decided(session, build, director, date(2026, 10, 12))

    entry = FirstDecision(first_code=first.code)
    first_decisions.record(session, second.id, entry, actor=director, now=NOW)

    [ours] = case_relations.of_case(session, second, actor=director)
    [theirs] = case_relations.of_case(session, first, actor=director)
    assert (ours.code, ours.decision_number, ours.is_origin) == (first.code, "30/QĐ-SCT", True)
    assert (theirs.code, theirs.is_origin) == (second.code, False)
    # 30 days from the day of service: Wednesday 11 November.
    term = first_decisions.citizens_term(session, second, ours.served_on)
    assert term.due_on == date(2026, 11, 11)
    assert not session.exec(select(Deadline).where(Deadline.rule_id == term.rule_id)).all()


def test_a_second_complaint_refers_to_the_decision_of_another_body(session, build, director, second) -> None:
    entry = FirstDecision(
        decision_number="5/QĐ-UBND", decided_on=date(2026, 10, 1), decided_by="UBND xã Đức Thuận"
    )

    first_decisions.record(session, second.id, entry, actor=director, now=NOW)
    first_decisions.record(
        session, second.id, entry.model_copy(update={"decision_number": "6/QĐ-UBND"}), actor=director, now=NOW
    )

    [ours] = case_relations.of_case(session, second, actor=director)
    assert (ours.decision_number, ours.decided_by, ours.code) == ("6/QĐ-UBND", "UBND xã Đức Thuận", "")
    assert len(session.exec(select(CaseRelation)).all()) == 2
    assert [e.action for e in session.exec(select(CaseEvent).where(CaseEvent.action == "first_decision"))]


def test_a_wrong_first_decision_is_refused_by_its_field(session, build, director, second) -> None:
    undecided = opened(session, build, director, date(2026, 9, 1))[1]
    late = decided(session, build, director, date(2026, 11, 20))
    plain = opened(session, build, director, date(2026, 11, 2))[1]

    def refused(case, error, **values) -> str:
        with pytest.raises(error) as refusal:
            first_decisions.record(session, case.id, FirstDecision(**values), actor=director, now=NOW)
        return str(refusal.value.field)

    assert refused(second, FieldRequired) == "decision_number"
    assert refused(second, first_decisions.FirstUndecided, first_code=undecided.code) == "first_code"
    assert refused(second, first_decisions.FirstOfOtherKind, first_code=second.code) == "first_code"
    assert refused(second, first_decisions.FirstDecidedLater, first_code=late.code) == "decided_on"
    future = {"decision_number": "1", "decided_on": date(2026, 12, 1), "decided_by": "UBND"}
    assert refused(second, DateInFuture, **future) == "decided_on"
    assert refused(plain, first_decisions.NotAgainst, first_code=late.code) == "None"
    assert session.exec(select(CaseRelation)).all() == []


def test_what_was_said_is_read_where_a_merge_carries_it_and_where_it_goes_back(
    session, build, director
) -> None:
    """Each case has a key of its own: what changes its case changes its key."""
    _one, kept = opened(session, build, director, date(2026, 11, 2))
    _two, case = opened(session, build, director, date(2026, 11, 9), name="Lê Văn Hai")
    notes.write(session, case.id, "Bà đã tới", actor=director, now=NOW)
    order = DirectiveInput(case.code, "15/CV", "UBND tỉnh", TODAY, content="Giải quyết dứt điểm")
    directive = directives.record_directive(session, order, actor=director, now=NOW)

    merged(session, case, kept, director)

    assert [one.text for one in notes.of_case(session, kept)] == ["Bà đã tới"]
    assert directives.content_of(directive, kept) == "Giải quyết dứt điểm"
    relation = session.exec(select(CaseRelation)).one()
    case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)
    assert [one.text for one in notes.of_case(session, case)] == ["Bà đã tới"]
    assert directives.content_of(directive, case) == "Giải quyết dứt điểm"


def test_the_steps_that_a_split_repeats_say_what_they_said(session, build, director) -> None:
    _one, two, case = two_in_one(session, build, director)
    form = ActionForm(happened_on=date(2026, 11, 20), document_number="1/TB", signer="A", note="Đã gọi bà")
    case_actions.perform(session, case.id, "accept", form=form, actor=director, now=NOW)

    new = apart(session, case, [two.id], director, keeps_steps=True)

    said = [note_of(new, event) for event in clocks.events_of(session, new) if event.action == "accept"]
    assert said == ["Đã gọi bà"]
