"""An identity is opened by two people: asked for with a purpose, granted by another, for some hours."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, IdentityGrant, InboxItem, PetitionCase
from models.cases import Case
from models.enums import Kind, Role
from services import identity, identity_basis, identity_grants, petitions, thresholds
from services.errors import FieldRequired, NotFound, NotPermitted
from services.identity_basis import BasisKind
from services.identity_grants import AnsweredMeanwhile, AskedAlready, NobodyMayGrant, OpenAlready
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import SENDER, entry

PURPOSE = "Mời người tố cáo làm việc về phiếu thu"


@pytest.fixture
def world(session, build):
    """A denunciation whose case an officer works on, the director, and a head of another unit."""
    director = build.user(Role.DIRECTOR, name="Giám đốc Thử")
    officer = build.user(Role.OFFICER, unit=build.unit(parent=build.department()), name="Cán bộ Thử")
    build.user(Role.UNIT_HEAD, unit=build.unit(parent=build.department()), name="Trưởng phòng khác")
    petition = petitions.receive(
        session,
        entry(build, kind=Kind.DENUNCIATION),
        actor=build.actor_of(director),
        now=NOW,
        today=TODAY,
    )
    petition.officer_id = officer.id
    case = session.exec(
        select(Case)
        .join(PetitionCase, PetitionCase.case_id == Case.id)
        .where(PetitionCase.petition_id == petition.id)
    ).one()
    case.officer_id = officer.id
    session.flush()
    return petition, case, build.actor_of(officer), build.actor_of(director)


def ask(session, petition, officer, *, now=NOW, purpose=PURPOSE) -> IdentityGrant:
    return identity_grants.ask(session, petition.id, purpose=purpose, actor=officer, now=now)


def hours(session) -> timedelta:
    return timedelta(hours=thresholds.number(session, identity_grants.HOURS, today=TODAY))


def test_a_verifier_reads_only_what_a_second_person_grants_and_only_for_some_hours(session, world) -> None:
    petition, _case, officer, director = world
    with pytest.raises(NotPermitted):
        identity.read(session, petition.id, actor=officer, purpose=PURPOSE, now=NOW)
    row = ask(session, petition, officer)
    with pytest.raises(NotPermitted):
        identity.read(session, petition.id, actor=officer, now=NOW)

    identity_grants.answer(session, row.id, granted=True, actor=director, now=NOW)
    people = identity.read(session, petition.id, actor=officer, now=NOW)

    assert (people[0]["name"], people[0]["number"]) == (SENDER.name, SENDER.number)
    with pytest.raises(NotPermitted):
        identity.read(session, petition.id, actor=officer, now=NOW + hours(session))
    trail = session.exec(
        select(AuditEntry).where(AuditEntry.action.startswith("identity.")).order_by(AuditEntry.id)
    ).all()
    assert [(one.action, one.details.get("grant")) for one in trail] == [
        ("identity.ask", row.id),
        ("identity.grant", row.id),
        ("identity.read", row.id),
    ]
    assert trail[-1].details["basis"] == BasisKind.GRANT
    # What for stands sealed in the grant, not in the trail that others read.
    assert not any("phiếu thu" in str((one.details, one.reason)) for one in trail)
    assert "phiếu".encode() not in row.sealed_purpose


def test_who_may_grant_is_told_without_the_content_and_nobody_else(session, world) -> None:
    petition, _case, officer, director = world

    ask(session, petition, officer)

    (told,) = session.exec(select(InboxItem).where(InboxItem.topic == "identity_asked")).all()
    assert told.user_id == director.user_id
    assert told.values == {"who": "Cán bộ Thử", "petition": petition.code}
    (asked,) = identity_grants.to_answer(session, actor=director, now=NOW)
    assert (asked.code, asked.who, asked.purpose, asked.waits) == (
        petition.code,
        "Cán bộ Thử",
        PURPOSE,
        True,
    )


def test_nobody_grants_to_himself_nor_what_he_may_not_see(session, build, world) -> None:
    petition, case, officer, director = world
    row = ask(session, petition, officer)
    other = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    clerk = build.actor(Role.RECEPTION_CLERK)
    walled = build.actor(Role.DIRECTOR)
    build.add(CaseExclusion(case_id=case.id, user_id=walled.user_id))

    for one, refusal in (
        (officer, NotPermitted),
        (clerk, NotPermitted),
        (other, NotFound),
        (walled, NotFound),
    ):
        with pytest.raises(refusal):
            identity_grants.answer(session, row.id, granted=True, actor=one, now=NOW)
        if refusal is NotFound:
            assert identity_grants.to_answer(session, actor=one, now=NOW) == []
    with pytest.raises(OpenAlready):
        ask(session, petition, director)
    assert row.decided_at is None


def test_a_role_that_may_grant_later_does_not_grant_its_own_request(session, build, world) -> None:
    petition, _case, officer, _director = world
    row = ask(session, petition, officer)
    row.user_id = build.actor(Role.DIRECTOR).user_id
    promoted = build.actor_of(session.get(identity_grants.User, row.user_id))
    session.flush()

    with pytest.raises(NotFound):
        identity_grants.answer(session, row.id, granted=True, actor=promoted, now=NOW)


def test_a_request_is_refused_on_grounds_and_may_be_made_again(session, world) -> None:
    petition, _case, officer, director = world
    row = ask(session, petition, officer)
    with pytest.raises(AskedAlready):
        ask(session, petition, officer)
    with pytest.raises(FieldRequired):
        identity_grants.answer(session, row.id, granted=False, actor=director, now=NOW)

    identity_grants.answer(session, row.id, granted=False, grounds="Chưa cần", actor=director, now=NOW)

    own = identity_grants.mine(session, petition, actor=officer)
    assert (own.is_refused, own.grounds, own.holds(NOW)) == (True, "Chưa cần", False)
    assert identity_basis.find(session, petition, actor=officer, now=NOW) is None
    with pytest.raises(AnsweredMeanwhile):
        identity_grants.answer(session, row.id, granted=True, actor=director, now=NOW)
    assert ask(session, petition, officer).id != row.id


@pytest.mark.parametrize("who", ["officer", "director"])
def test_a_grant_ends_by_either_side_at_once(session, world, who) -> None:
    petition, _case, officer, director = world
    row = ask(session, petition, officer)
    identity_grants.answer(session, row.id, granted=True, actor=director, now=NOW)

    identity_grants.end(session, row.id, actor=officer if who == "officer" else director, now=NOW)

    with pytest.raises(NotPermitted):
        identity.read(session, petition.id, actor=officer, now=NOW)


def test_a_grant_opens_nothing_that_is_no_longer_ones_own_to_see(session, build, world) -> None:
    petition, case, officer, director = world
    row = ask(session, petition, officer)
    identity_grants.answer(session, row.id, granted=True, actor=director, now=NOW)
    petition.officer_id = case.officer_id = None
    session.flush()

    with pytest.raises(NotFound):
        identity.read(session, petition.id, actor=officer, now=NOW)


def test_without_anybody_who_could_grant_the_request_is_refused_in_words(session, build, world) -> None:
    petition, case, officer, director = world
    build.add(CaseExclusion(case_id=case.id, user_id=director.user_id))

    with pytest.raises(NobodyMayGrant):
        ask(session, petition, officer)
    with pytest.raises(FieldRequired):
        ask(session, petition, officer, purpose=" ")


@pytest.mark.parametrize("purpose", [f"Gọi {SENDER.name.upper()}", f"Số {SENDER.number}", "gap tran thi thu"])
def test_a_purpose_that_names_somebody_is_refused_before_it_stands_in_the_trail(
    session, world, purpose
) -> None:
    petition, _case, _officer, director = world

    with pytest.raises(identity.PurposeNamesSomebody) as raised:
        identity.read(session, petition.id, actor=director, purpose=purpose, now=NOW)

    assert SENDER.name not in str(raised.value)
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "identity.read")).all() == []
