"""A subject opens the account it was linked to, as long as account and link stand; nothing is guessed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, ExternalIdentity, InboxItem, User, UserSession
from models.enums import Role, SignInMethod, TicketPurpose
from services import sign_in, single_sign_on, tickets
from services.account_rules import OwnAccount
from services.errors import NotFound, NotPermitted
from services.settings import OpenIdProvider
from tests.builders import hash_of
from tests.conftest import NOW

ISSUER = "https://sso.example.gov.vn"
PROVIDER = OpenIdProvider(ISSUER, "tiepdan", "x", "SSO", "https://a.example/cb", "https://a.example/sign-in")
PASSWORD = "mật khẩu thử nghiệm"


@pytest.fixture
def admin(build):
    return build.actor(Role.ADMINISTRATOR)


@pytest.fixture
def person(build) -> User:
    return build.user(Role.OFFICER, email="an@example.gov.vn")


def trail(session) -> list[tuple[str, dict]]:
    return [(row.action, row.details) for row in session.exec(select(AuditEntry).order_by(AuditEntry.id))]


def test_a_linked_subject_opens_a_session_that_says_how(session, person, admin) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=admin, now=NOW)

    user, token = single_sign_on.admit(session, PROVIDER, "an-7", now=NOW, acr="loa3", amr=("pwd", "otp"))

    row, found = sign_in.session_of(session, token, now=NOW)
    assert (user.id, found.id, row.method) == (person.id, person.id, SignInMethod.SINGLE_SIGN_ON)
    action, details = trail(session)[-1]
    assert action == "signed_in"
    assert details == {"method": "single_sign_on", "issuer": ISSUER, "acr": "loa3", "amr": ["pwd", "otp"]}


def test_whoever_is_not_linked_is_told_whom_to_ask_and_nothing_is_made(session, person, admin) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=admin, now=NOW)
    before = len(trail(session))

    for subject in ("stranger", "an@example.gov.vn", "AN-7", ""):
        with pytest.raises(single_sign_on.SubjectUnknown, match="Ask the administrator"):
            single_sign_on.admit(session, PROVIDER, subject, now=NOW)

    assert session.exec(select(UserSession)).all() == []
    assert len(trail(session)) == before


def test_the_same_subject_at_another_provider_is_somebody_else(session, person, admin) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer="https://old.example", actor=admin, now=NOW)

    with pytest.raises(single_sign_on.SubjectUnknown):
        single_sign_on.admit(session, PROVIDER, "an-7", now=NOW)


def test_a_closed_account_is_refused_and_its_session_ends_at_once(session, person, admin) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=admin, now=NOW)
    _, token = single_sign_on.admit(session, PROVIDER, "an-7", now=NOW)

    person.is_active = False
    session.flush()

    assert sign_in.session_of(session, token, now=NOW) is None
    with pytest.raises(single_sign_on.SubjectUnknown):
        single_sign_on.admit(session, PROVIDER, "an-7", now=NOW)


def test_taking_a_link_back_ends_the_sessions_it_opened_and_no_other(session, person, admin) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=admin, now=NOW)
    _, token = single_sign_on.admit(session, PROVIDER, "an-7", now=NOW)
    local = sign_in.open_session(session, person, now=NOW)

    ended = single_sign_on.unlink(session, person.id, issuer=ISSUER, actor=admin, now=NOW)

    assert ended == 1
    assert sign_in.session_of(session, token, now=NOW) is None
    assert sign_in.session_of(session, local, now=NOW) is not None
    assert [action for action, _ in trail(session)] == ["linked_identity", "signed_in", "unlinked_identity"]
    topics = session.exec(select(InboxItem.topic).where(InboxItem.user_id == person.id)).all()
    assert topics == ["identity_linked", "identity_unlinked"]
    with pytest.raises(NotFound):
        single_sign_on.unlink(session, person.id, issuer=ISSUER, actor=admin, now=NOW)


def test_one_subject_has_one_account_and_one_account_one_subject(session, person, admin, build) -> None:
    single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=admin, now=NOW)
    session.commit()

    with pytest.raises(single_sign_on.AlreadyLinked):
        single_sign_on.link(session, person.id, "an-8", issuer=ISSUER, actor=admin, now=NOW)
    with pytest.raises(single_sign_on.SubjectTaken):
        single_sign_on.link(session, build.user().id, "an-7", issuer=ISSUER, actor=admin, now=NOW)
    session.rollback()

    assert session.exec(select(ExternalIdentity.subject)).all() == ["an-7"]


def test_who_may_not_link_others(session, person, build) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        actor = build.actor(role)
        with pytest.raises(NotPermitted):
            single_sign_on.link(session, person.id, "an-7", issuer=ISSUER, actor=actor, now=NOW)
        with pytest.raises(NotPermitted):
            single_sign_on.unlink(session, person.id, issuer=ISSUER, actor=actor, now=NOW)

    assert session.exec(select(ExternalIdentity)).all() == []


def test_nobody_links_the_own_account_without_the_provider(session, admin) -> None:
    with pytest.raises(OwnAccount):
        single_sign_on.link(session, admin.user_id, "me", issuer=ISSUER, actor=admin, now=NOW)


def test_the_ticket_to_link_costs_the_password_and_is_good_once_for_minutes(session, person, build) -> None:
    person.password_hash = hash_of(PASSWORD)
    actor = build.actor_of(person)
    with pytest.raises(sign_in.OldPasswordWrong):
        single_sign_on.link_ticket(session, "sai", actor=actor, now=NOW)
    ticket = single_sign_on.link_ticket(session, PASSWORD, actor=actor, now=NOW)

    held = tickets.holder(session, ticket, TicketPurpose.LINK, now=NOW)
    for purpose, later in (
        (TicketPurpose.LINK, timedelta(minutes=6)),
        (TicketPurpose.SECOND_STEP, timedelta()),
    ):
        with pytest.raises(tickets.TicketSpent):
            tickets.holder(session, ticket, purpose, now=NOW + later)
    held.used_at = NOW
    session.flush()

    assert held.user_id == person.id
    assert ticket not in held.token_hash
    with pytest.raises(tickets.TicketSpent):
        tickets.holder(session, ticket, TicketPurpose.LINK, now=NOW)


def test_a_state_is_used_up_once(session) -> None:
    tickets.use_up(session, "state", now=NOW, kept=timedelta(minutes=10))
    session.commit()

    with pytest.raises(tickets.TicketSpent):
        tickets.use_up(session, "state", now=NOW, kept=timedelta(minutes=10))
    session.rollback()
