"""Opening identities on the screens: asked for, granted, shown once, and kept nowhere."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import IdentityGrant, Petition, PetitionCase
from models.cases import Case
from models.enums import Kind, Role
from services import clock, database, petitions
from tests.services.intake_entries import SENDER, entry

PAGE = "pages/petition.py"


@pytest.fixture
def matter(page_build):
    """A denunciation on which an officer works, with the head of the department who may grant."""
    now = datetime.now(UTC)
    today = clock.local_date(now)
    head = page_build.user(Role.DIRECTOR, name="Giám đốc Thử")
    officer = page_build.user(Role.OFFICER, name="Cán bộ Thử")
    written = entry(page_build, kind=Kind.DENUNCIATION, received_on=today)
    actor = page_build.actor_of(head)
    page_build.session.commit()
    with database.transaction() as session:
        petition = petitions.receive(session, written, actor=actor, now=now, today=today)
        linked = select(PetitionCase.case_id).where(PetitionCase.petition_id == petition.id)
        case = session.exec(select(Case).where(Case.id.in_(linked))).one()
        session.get(Petition, petition.id).officer_id = case.officer_id = officer.id
    return petition, case, officer, head


def words(page) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.error))


def kept(page) -> str:
    return str(page.session_state._state.filtered_state)  # noqa: SLF001 - the test reads all of it


def test_a_verifier_asks_and_reads_after_the_head_has_granted(open_page, page_build, matter) -> None:
    petition, case, officer, head = matter
    page = open_page(PAGE, user=officer, query={"code": petition.code})
    assert SENDER.name not in words(page)
    page.text_input(key="petition_identity_ask_purpose").set_value("Mời làm việc").run()
    page.button(key="petition_identity_ask").click().run()
    assert "waits for an answer" in words(page)

    home = open_page("pages/home.py", user=head)
    assert "Cán bộ Thử" in words(home)
    assert "Mời làm việc" in words(home)
    row = page_build.session.exec(select(IdentityGrant)).one()
    home.button(key=f"home_grant_{row.id}_yes").click().run()
    assert not home.exception
    assert "may open the identities" in words(home)

    seen = open_page("pages/case.py", user=officer, query={"code": case.code})
    assert SENDER.name not in words(seen)
    seen.button(key=f"identity_{petition.id}_show").click().run()
    assert not seen.exception
    assert SENDER.name in words(seen)
    assert SENDER.name not in kept(seen)
    # Any further run, the clock's too, hides it.
    seen.run()
    assert SENDER.name not in words(seen)


def test_a_refusal_on_grounds_reaches_the_one_who_asked(open_page, page_build, matter) -> None:
    petition, _case, officer, head = matter
    page = open_page(PAGE, user=officer, query={"code": petition.code})
    page.text_input(key="petition_identity_ask_purpose").set_value("Mời làm việc").run()
    page.button(key="petition_identity_ask").click().run()
    row = page_build.session.exec(select(IdentityGrant)).one()

    page = open_page(PAGE, user=head, query={"code": petition.code})
    page.button(key=f"petition_identity_grant_{row.id}_no").click().run()
    assert "“Grounds” is empty" in words(page)
    page.text_input(key=f"petition_identity_grant_{row.id}_grounds").set_value("Chưa cần").run()
    page.button(key=f"petition_identity_grant_{row.id}_no").click().run()

    page = open_page(PAGE, user=officer, query={"code": petition.code})
    assert "Refused: Chưa cần" in words(page)
    assert [button.key for button in page.button if button.key == "petition_identity_ask"]
