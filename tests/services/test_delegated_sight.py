"""A delegate sees what the delegator is assigned and could open himself, for the days of it, and no more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, CaseGrant, Delegation, PetitionExclusion, RoleAssignment
from models.enums import Kind, PartyRole, Role
from services import delegations, facts, inbox, notes, petition_records, petitions, statistics
from services.errors import NotFound
from services.filters import Filter
from services.permissions import visible_to
from tests.conftest import NOW, TODAY

LAST = TODAY + timedelta(days=5)


class Office:
    """Two divisions; the officer of the first has delegated to one of the second."""

    def __init__(self, build) -> None:
        self.build, root = build, build.department()
        self.first, self.second = build.unit(parent=root), build.unit(parent=root)
        self.away = build.user(Role.OFFICER, unit=self.first, name="Người vắng")
        self.acting = build.user(Role.OFFICER, unit=self.second, name="Người làm thay")
        self.delegation = self.delegate(self.away, self.acting)
        self.complaint = build.case(unit=self.first, officer_id=self.away.id)
        self.secret = build.case(unit=self.first, kind=Kind.DENUNCIATION, officer_id=self.away.id)

    def delegate(self, giver, taker) -> Delegation:
        return self.build.add(
            Delegation(
                from_user_id=giver.id,
                to_user_id=taker.id,
                valid_from=TODAY,
                valid_to=LAST,
                created_at=NOW,
            )
        )

    def seen(self, user, *, today=TODAY) -> set[str]:
        """Codes of the cases that somebody sees; the facts count as many."""
        session = self.build.session
        session.commit()
        actor = self.build.actor_of(user, today=today)
        found = {case.code for case in session.exec(visible_to(actor))}
        assert statistics.figure("open", Filter(), actor=actor, today=today) == len(found)
        return found


@pytest.fixture
def office(build):
    yield Office(build)
    facts.forget()


def test_assigned_work_is_seen_from_the_first_to_the_last_day(build, office) -> None:
    others = build.case(unit=office.first, officer_id=build.user(Role.OFFICER, unit=office.first).id)
    passed_on = {office.complaint.code, office.secret.code}

    assert office.seen(office.acting) == passed_on
    assert others.code in office.seen(office.away)
    assert office.seen(office.acting, today=LAST) == passed_on
    assert office.seen(office.acting, today=LAST + timedelta(days=1)) == set()
    assert office.seen(office.acting, today=TODAY - timedelta(days=1)) == set()


def test_a_revoked_delegation_ends_with_the_next_actor(session, build, office) -> None:
    assert office.seen(office.acting)

    delegations.revoke(session, office.delegation.id, actor=build.actor_of(office.away), now=NOW)

    assert office.seen(office.acting) == set()


def test_what_was_granted_to_the_delegator_stays_with_him(session, build, office) -> None:
    director = build.user(Role.DIRECTOR)
    granted = build.case(unit=office.second, kind=Kind.DENUNCIATION)
    build.add(
        CaseGrant(
            case_id=granted.id,
            user_id=office.away.id,
            granted_by_id=director.id,
            granted_at=NOW,
            valid_to=LAST,
        )
    )

    assert granted.code in office.seen(office.away)
    assert granted.code not in office.seen(office.acting)


def test_a_chain_of_delegations_passes_nothing_on(build, office) -> None:
    third = build.user(Role.OFFICER, unit=build.unit(parent=build.department()))
    office.delegate(office.acting, third)

    assert office.seen(third) == set()


@pytest.mark.parametrize("walled", ["away", "acting"])
def test_neither_ones_own_wall_nor_the_delegators_is_passed(build, office, walled) -> None:
    user = getattr(office, walled)
    for case in (office.complaint, office.secret):
        build.add(CaseExclusion(case_id=case.id, user_id=user.id))

    assert office.seen(office.acting) == set()


def test_what_the_delegator_can_no_longer_open_himself_is_not_passed_on(session, build, office) -> None:
    office.away.is_active = False
    assert office.seen(office.acting) == set()
    office.away.is_active = True
    assert office.seen(office.acting) != set()

    role = session.exec(select(RoleAssignment).where(RoleAssignment.user_id == office.away.id)).one()
    role.role = Role.ADMINISTRATOR

    assert office.seen(office.away) == set()
    assert office.seen(office.acting) == set()


def test_a_petition_that_denounces_the_delegator_is_not_his_to_pass_on(session, build, office) -> None:
    fine = build.petition(unit=office.first, officer_id=office.away.id)
    against = build.petition(unit=office.first, kind=Kind.DENUNCIATION, officer_id=office.away.id)
    linked = build.petition(unit=office.first, kind=Kind.DENUNCIATION, officer_id=office.away.id)
    build.party(against, role=PartyRole.RESPONDENT, name="", user_id=office.away.id, is_protected=True)
    build.add(PetitionExclusion(petition_id=against.id, user_id=office.away.id))
    case = build.case(unit=office.first, kind=Kind.DENUNCIATION, petition=linked)
    build.add(CaseExclusion(case_id=case.id, user_id=office.away.id))
    acting = build.actor_of(office.acting)

    assert petition_records.by_id(session, fine.id, actor=acting).id == fine.id
    for hidden in (against, linked):
        with pytest.raises(NotFound):
            petition_records.by_id(session, hidden.id, actor=acting)


def test_what_is_done_with_delegated_work_names_on_whose_behalf(session, build, office) -> None:
    own = build.case(unit=office.second, officer_id=office.acting.id)
    petition = build.petition(unit=office.first, officer_id=office.away.id)
    acting = build.actor_of(office.acting)

    notes.write(session, office.secret.id, "Đã liên hệ", actor=acting, now=NOW)
    petitions.add_note(session, petition.id, "Đã liên hệ", actor=acting, now=NOW)
    notes.write(session, own.id, "Việc của tôi", actor=acting, now=NOW)
    notes.write(session, office.complaint.id, "Tự làm", actor=build.actor_of(office.away), now=NOW)

    entries = session.exec(select(AuditEntry).where(AuditEntry.action.startswith("note."))).all()
    assert [one.details.get("on_behalf_of") for one in entries] == [office.away.id] * 2 + [None, None]
    assert [one.user_id for one in entries] == [office.acting.id] * 3 + [office.away.id]


def test_a_message_about_a_denunciation_goes_when_the_sight_of_it_goes(session, build, office) -> None:
    director = build.actor(Role.DIRECTOR)
    for case in (office.complaint, office.secret):
        inbox.send(
            session,
            office.acting.id,
            "returned",
            actor=director,
            now=NOW,
            case_id=case.id,
            code=case.code,
        )
    session.flush()
    assert inbox.unread_count(session, actor=build.actor_of(office.acting)) == 2

    office.delegation.revoked_at = NOW
    session.flush()

    acting = build.actor_of(office.acting)
    assert [item.values["code"] for item in inbox.unread(session, actor=acting)] == [office.complaint.code]
    assert inbox.unread_count(session, actor=acting) == 1
