"""A named verifier works on one case until a day; who sees a case is told by the scope itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, CaseGrant, Delegation, InboxItem, UnitRole
from models.enums import Kind, PartyRole, Role, UnitRoleName
from services import actors, attachments, case_grants, case_readers, cases, facts, identity, notes, statistics
from services.case_grants import GrantNotNeeded, GrantPast, GrantWithoutEffect
from services.case_readers import Why
from services.errors import FieldRequired, NotFound, NotPermitted
from services.filters import Filter
from services.officers import OfficerOutOfReach
from services.permissions import visible_to
from tests.builders import START
from tests.conftest import NOW, TODAY

UNTIL = TODAY + timedelta(days=10)
EVER = Filter(period="custom")


class Small:
    """Two divisions, a focal unit, one denunciation in the first division."""

    def __init__(self, build) -> None:
        root = build.department()
        self.first, self.second, focal = (build.unit(parent=root) for _ in range(3))
        self.director = build.actor(Role.DIRECTOR)
        build.add(UnitRole(unit_id=focal.id, role=UnitRoleName.FOCAL_UNIT, valid_from=START))
        self.head = build.actor(Role.UNIT_HEAD, unit=self.first)
        self.officer = build.user(Role.OFFICER, unit=self.first)
        self.verifier = build.user(Role.OFFICER, unit=self.second, name="Người xác minh")
        self.petition = build.petition(unit=self.first, kind=Kind.DENUNCIATION)
        self.case = build.case(
            unit=self.first, kind=Kind.DENUNCIATION, petition=self.petition, officer_id=self.officer.id
        )


@pytest.fixture
def small(build) -> Small:
    return Small(build)


def give(session, small, *, user=None, actor=None, valid_to=UNTIL, reason="Xác minh tại chỗ", now=NOW):
    return case_grants.grant(
        session,
        small.case.id,
        user_id=(user or small.verifier).id,
        valid_to=valid_to,
        reason=reason,
        actor=actor or small.director,
        now=now,
    )


def sees(session, small, user, *, today=TODAY) -> bool:
    """Whether a person sees the case, asked of the database and of the facts."""
    session.commit()
    actor = actors.actor_of(session, user, today=today)
    in_sql = session.exec(visible_to(actor)).all()
    counted = statistics.figure("open", Filter(), actor=actor, today=today)
    assert len(in_sql) == counted
    return small.case in in_sql


def test_a_verifier_of_another_unit_works_on_the_case_until_its_last_day(session, build, small) -> None:
    assert not sees(session, small, small.verifier)

    give(session, small)

    assert sees(session, small, small.verifier)
    assert sees(session, small, small.verifier, today=UNTIL)
    assert not sees(session, small, small.verifier, today=UNTIL + timedelta(days=1))
    verifier = build.actor_of(small.verifier)
    notes.write(session, small.case.id, "Đã làm việc", actor=verifier, now=NOW)
    with pytest.raises(NotFound):
        cases.by_id(session, small.case.id, actor=build.actor_of(small.verifier, today=UNTIL + timedelta(1)))
    facts.forget()


def test_a_grant_that_was_withdrawn_counts_for_nothing_at_once_and_may_be_given_again(session, small) -> None:
    row = give(session, small)
    assert sees(session, small, small.verifier)

    case_grants.withdraw(session, row.id, actor=small.director, now=NOW)

    assert not sees(session, small, small.verifier)
    with pytest.raises(NotFound):
        case_grants.withdraw(session, row.id, actor=small.director, now=NOW)
    again = give(session, small)
    assert again.id == row.id
    assert sees(session, small, small.verifier)
    trail = session.exec(select(AuditEntry).where(AuditEntry.subject == "case").order_by(AuditEntry.id)).all()
    assert [(one.action, one.details["user_id"]) for one in trail] == [
        ("grant.give", small.verifier.id),
        ("grant.withdraw", small.verifier.id),
        ("grant.give", small.verifier.id),
    ]
    assert not any("Xác minh" in str(one.details) + one.reason for one in trail)
    facts.forget()


def test_a_granted_head_of_another_unit_works_on_the_case_without_the_identity(session, build, small) -> None:
    other_head = build.user(Role.UNIT_HEAD, unit=small.second)
    build.party(small.petition, role=PartyRole.PETITIONER)
    scan = build.file(small.case)
    give(session, small, user=other_head)
    actor = build.actor_of(other_head)

    assert cases.by_id(session, small.case.id, actor=actor).id == small.case.id
    for read in (
        lambda: identity.read(session, small.petition.id, actor=actor, purpose="Xác minh", now=NOW),
        lambda: attachments.read(session, scan.id, actor=actor, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            read()
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "identity.read")).all() == []
    assert identity.read(session, small.petition.id, actor=small.head, purpose="Xác minh", now=NOW)


def test_the_verifier_is_told_without_a_word_of_the_content(session, small) -> None:
    give(session, small)

    item = session.exec(select(InboxItem).where(InboxItem.user_id == small.verifier.id)).one()
    assert item.topic == "granted"
    assert set(item.values) == {"who", "code", "end"}


def test_what_was_granted_is_not_passed_on(session, build, small) -> None:
    inspector = build.user(Role.INSPECTOR, unit=small.second)
    # The focal role has gone to another unit: this inspector has his own unit only.
    session.exec(select(UnitRole).where(UnitRole.unit_id == small.second.id)).one().valid_to = START
    give(session, small, user=inspector)
    third = build.user(Role.OFFICER, unit=small.second)
    build.add(
        Delegation(
            from_user_id=small.verifier.id,
            to_user_id=third.id,
            valid_from=TODAY,
            valid_to=UNTIL,
            created_at=NOW,
        )
    )
    give(session, small)

    with pytest.raises(NotFound):
        give(session, small, user=third, actor=build.actor_of(inspector))
    assert not sees(session, small, third)
    facts.forget()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DIRECTOR, Role.INSPECTOR)])
def test_only_director_and_inspector_give_and_take(session, build, small, role) -> None:
    row = give(session, small)
    other = build.user(Role.OFFICER, unit=small.second)
    actor = build.actor(role, unit=small.first)

    with pytest.raises(NotPermitted):
        give(session, small, user=other, actor=actor)
    with pytest.raises(NotPermitted):
        case_grants.withdraw(session, row.id, actor=actor, now=NOW)

    assert session.exec(select(CaseGrant)).one().withdrawn_at is None


def test_each_wrong_grant_is_refused_in_words(session, build, small) -> None:
    clerk, gone = build.user(Role.RECEPTION_CLERK), build.user(Role.OFFICER, is_active=False)
    walled = build.user(Role.OFFICER, unit=small.second)
    build.add(CaseExclusion(case_id=small.case.id, user_id=walled.id))

    for refusal, wrong in (
        (GrantPast, {"valid_to": TODAY - timedelta(days=1)}),
        (FieldRequired, {"reason": "  "}),
        (OfficerOutOfReach, {"user": clerk}),
        (OfficerOutOfReach, {"user": gone}),
        (GrantNotNeeded, {"user": small.officer}),
        (GrantWithoutEffect, {"user": walled}),
    ):
        with pytest.raises(refusal), session.begin_nested():
            give(session, small, **wrong)

    assert session.exec(select(CaseGrant)).all() == []
    assert session.exec(select(InboxItem)).all() == []


def test_who_sees_a_case_is_what_the_scope_says_with_the_reason_beside_each(session, build, small) -> None:
    clerk = build.user(Role.RECEPTION_CLERK, unit=small.first)
    colleague = build.user(Role.OFFICER, unit=small.first)
    build.user(Role.ADMINISTRATOR)
    build.user(Role.VIEWER)
    build.add(
        Delegation(
            from_user_id=small.officer.id,
            to_user_id=colleague.id,
            valid_from=TODAY,
            valid_to=UNTIL,
            created_at=NOW,
        )
    )
    give(session, small)

    found = case_readers.of_case(session, small.case.id, actor=small.head, today=TODAY)

    assert {one.user_id: (one.why, one.until) for one in found} == {
        small.director.user_id: (Why.WHOLE_DEPARTMENT, None),
        small.head.user_id: (Why.HEAD_OF_UNIT, None),
        build.clerk().id: (Why.RECEPTION, None),
        small.officer.id: (Why.ASSIGNED, None),
        colleague.id: (Why.STANDS_IN, UNTIL),
        small.verifier.id: (Why.GRANTED, UNTIL),
        clerk.id: (Why.RECEPTION, None),
    }
    assert [one.grant.reason for one in found if one.grant] == ["Xác minh tại chỗ"]
    with pytest.raises(NotPermitted):
        case_readers.of_case(session, small.case.id, actor=build.actor_of(small.officer), today=TODAY)


def test_who_is_kept_out_stands_nowhere_in_the_list(session, build, small) -> None:
    walled = build.user(Role.DIRECTOR)
    build.add(CaseExclusion(case_id=small.case.id, user_id=walled.id, reason="accused"))

    found = case_readers.of_case(session, small.case.id, actor=small.director, today=TODAY)

    assert walled.id not in {one.user_id for one in found}
    with pytest.raises(NotFound):
        case_readers.of_case(session, small.case.id, actor=build.actor_of(walled), today=TODAY)
