"""A denunciation in a mixed petition stays with its own readers, whatever else the paper holds."""

import pytest
from sqlmodel import select

from models import (
    CaseExclusion,
    CaseGrant,
    Identity,
    Party,
)
from models.enums import Kind, PartyRole, Role
from services import (
    assignments,
    attachments,
    case_view,
    cases,
    duplicates,
    identity,
    petition_handling,
    petition_records,
    petition_view,
    petition_voiding,
    petitions,
    vault,
)
from services.case_forms import Seen
from services.errors import ChangedMeanwhile, NotFound, NotPermitted
from services.filters import Filter
from services.part_input import PartInput
from services.permissions import visible_to
from services.petition_lists import PetitionView, list_page
from services.petition_splitting import split
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import SENDER
from tests.services.intake_files import pdf
from tests.services.mixed_petitions import (
    COMPLAINT,
    SECRET,
    WHOLE,
    WISH,
    cut,
    denunciation,
    everything_in_plain,
    linked,
    receive,
    wish,
)


@pytest.fixture
def clerk(build):
    return build.actor(Role.RECEPTION_CLERK)


def test_with_a_denunciation_nothing_of_the_paper_stands_in_plain_text(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    assert SENDER.name in everything_in_plain(session)

    cut(session, petition, wish(), denunciation(), actor=clerk)

    dump = everything_in_plain(session).casefold()
    for word in (
        "canary",
        "bí mật",
        "bi mat",
        "nhận tiền",
        "nhan tien",
        SENDER.name.casefold(),
        "tran thi thu",
    ):
        assert word not in dump
    assert petition.is_protected
    assert petition_records.words_of(petition).summary == ""
    assert petition_records.whole_words(petition) == WHOLE
    assert [cases.summary_of(case) for case in linked(session, petition).values()] == [
        COMPLAINT,
        WISH,
        SECRET,
    ]
    sender = session.exec(select(Identity).order_by(Identity.id)).first()
    assert vault.unseal(sender.sealed, purpose="identity", key=petition.sealed_key) == {
        "number": SENDER.number,
        "phone": SENDER.phone,
        "email": "",
        "name": SENDER.name,
        "address": SENDER.address,
    }
    # A later petition of the same person is still recognised, by the keyed hash of the name.
    question = duplicates.Question(kind=Kind.COMPLAINT, names=(SENDER.name,), summary="")
    found = duplicates.find(session, question, actor=clerk, today=TODAY)
    assert [one.petition.id for one in found.suggestions] == [petition.id]


def test_an_officer_of_the_complaint_learns_nothing_of_the_denunciation(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    petitions.add_note(session, petition.id, "Có phần tố cáo ông Canary", actor=clerk, now=NOW)
    scan = attachments.add_to_petition(session, petition.id, name="don.pdf", data=pdf(), actor=clerk, now=NOW)
    accused = build.user(Role.OFFICER, name="Canary Bí Mật", unit=build.unit(parent=build.department()))
    cut(session, petition, denunciation(respondent_user_id=accused.id, not_our_staff=False), actor=clerk)
    parts = linked(session, petition)
    officer = build.actor(Role.OFFICER)

    seen = petition_view.read(session, petition.code, actor=officer, today=TODAY)
    page = case_view.read(session, parts[1].code, actor=officer, today=TODAY)
    line = list_page(session, PetitionView.LATEST, actor=officer).rows[0]

    assert seen.is_partial
    assert [part.number for part in seen.parts] == [1]
    assert seen.words.summary == COMPLAINT
    assert [party.role for party in seen.people] == [PartyRole.PETITIONER]
    assert seen.notes == []
    assert [party.role for party in page.petitions[0].people] == [PartyRole.PETITIONER]
    assert {event.what for event in page.timeline} == {"Receive the complaint", "Particulars corrected"}
    assert (line.petition.summary, line.names) == ("", ())
    assert cases.list_page(session, Filter(), actor=officer, today=TODAY).total == 1
    for text_of in (seen, page, line):
        assert "Canary" not in repr(text_of)
    with pytest.raises(NotFound):
        cases.by_code(session, parts[2].code, actor=officer)
    with pytest.raises(NotPermitted):
        attachments.read(session, scan.id, actor=officer, now=NOW)


def test_a_head_who_lost_the_denunciation_reads_neither_scan_nor_accused(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    scan = attachments.add_to_petition(session, petition.id, name="don.pdf", data=pdf(), actor=clerk, now=NOW)
    cut(session, petition, denunciation(), actor=clerk)
    parts = linked(session, petition)
    head = build.actor(Role.UNIT_HEAD)
    assert attachments.read(session, scan.id, actor=head, now=NOW).name.startswith("ban-goc-")

    parts[2].unit_id = build.unit().id
    session.flush()

    seen = petition_view.read(session, petition.code, actor=head, today=TODAY)
    people = identity.read(session, petition.id, actor=head, purpose="Mời làm việc", now=NOW)
    assert (seen.is_partial, seen.words.summary) == (True, COMPLAINT)
    assert [person["name"] for person in people] == [SENDER.name]
    with pytest.raises(NotPermitted):
        attachments.read(session, scan.id, actor=head, now=NOW)
    for refused in (
        lambda: petition_voiding.void(session, petition.id, reason="Nhầm", actor=head, now=NOW),
        lambda: petition_handling.classify(
            session,
            petition.id,
            eligible=False,
            in_competence=None,
            reason="Nhầm",
            actor=head,
            now=NOW,
            today=TODAY,
        ),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert parts[2].voided_at is None


def test_who_is_denounced_sees_neither_part_nor_paper(session, build, clerk) -> None:
    unit = build.unit(parent=build.department())
    accused = build.user(Role.UNIT_HEAD, unit=unit, name="Canary Bí Mật")
    petition = receive(session, build, clerk)

    cut(session, petition, denunciation(respondent_user_id=accused.id, not_our_staff=False), actor=clerk)

    parts, actor = linked(session, petition), build.actor_of(accused)
    walls = session.exec(select(CaseExclusion.case_id, CaseExclusion.user_id, CaseExclusion.unit_id)).all()
    assert set(walls) == {(parts[2].id, accused.id, None), (parts[2].id, None, unit.id)}
    assert list_page(session, PetitionView.LATEST, actor=actor).total == 0
    # A case of his own shows no petition, and not that there is one.
    parts[1].unit_id = unit.id
    session.flush()
    assert [case.id for case in session.exec(visible_to(actor))] == [parts[1].id]
    assert case_view.read(session, parts[1].code, actor=actor, today=TODAY).petitions == []
    with pytest.raises(NotFound):
        petition_view.read(session, petition.code, actor=actor, today=TODAY)


def test_who_sees_only_the_denunciation_sees_its_words_and_no_names(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    cut(session, petition, denunciation(), wish(), actor=clerk)
    verifier = build.user(Role.OFFICER, unit=build.unit())
    secret = linked(session, petition)[3]
    grant = CaseGrant(case_id=secret.id, user_id=verifier.id, granted_by_id=clerk.user_id, granted_at=NOW)
    build.add(grant)

    seen = petition_view.read(session, petition.code, actor=build.actor_of(verifier), today=TODAY)

    assert [(part.number, part.summary) for part in seen.parts] == [(3, SECRET)]
    assert all(party.is_protected and not party.name for party in seen.people)


def test_a_denunciation_is_not_seen_through_the_complaint_in_it(session, build, clerk) -> None:
    accused = build.user(Role.OFFICER, unit=build.unit(parent=build.department()))
    petition = receive(
        session,
        build,
        clerk,
        kind=Kind.DENUNCIATION,
        respondent_user_id=accused.id,
        not_our_staff=False,
    )
    part = PartInput(kind=Kind.COMPLAINT, summary=COMPLAINT)

    split(session, petition.id, [part], actor=clerk, now=NOW, today=TODAY)

    parts, officer = linked(session, petition), build.actor(Role.OFFICER)
    assert parts[2].code == "2026-00001"
    assert (parts[2].is_protected, parts[2].summary, cases.summary_of(parts[2])) == (True, "", COMPLAINT)
    page = case_view.read(session, parts[2].code, actor=officer, today=TODAY)
    assert (page.summary, page.petitions) == (COMPLAINT, [])
    assert list_page(session, PetitionView.LATEST, actor=officer).total == 0
    # The accused is accused in the first part; the complaint is no secret from him.
    assert set(session.exec(select(CaseExclusion.case_id))) == {parts[1].id}
    assert session.exec(select(Party.part).where(Party.role == PartyRole.RESPONDENT)).one() == 1


def test_the_second_of_two_is_told_without_what_he_may_not_know(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    session.commit()
    session.refresh(petition)
    seen = petition.changed
    cut(session, petition, denunciation(), actor=clerk, seen=seen)
    session.commit()

    with pytest.raises(ChangedMeanwhile) as refusal:
        cut(session, petition, wish(), actor=build.actor(Role.OFFICER), seen=seen)

    assert [change["what"] for change in refusal.value.values["changes"]] == ["Particulars corrected"]


def test_an_officer_at_work_is_not_let_into_the_denunciation(session, build) -> None:
    head, officer = build.actor(Role.DIRECTOR), build.user(Role.OFFICER)
    petition = receive(session, build, head)
    case = linked(session, petition)[1]
    assignments.assign(session, case.id, officer_id=officer.id, seen=Seen(), actor=head, now=NOW)

    cut(session, petition, denunciation(), wish(), actor=build.actor_of(officer))

    parts = linked(session, petition)
    assert [parts[n].officer_id for n in (1, 2, 3)] == [officer.id, None, None]
    assert parts[3].kind is Kind.DENUNCIATION
    assert not [c for c in session.exec(visible_to(build.actor_of(officer))) if c.id == parts[3].id]
