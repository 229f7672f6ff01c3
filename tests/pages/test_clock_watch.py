"""The page that watches over terms: by role, empty, with a difference, and putting it right."""

from datetime import date

import pytest
from sqlalchemy import text

from models import Case
from models.enums import PetitionState, Role
from services import actors, cases, clock, database
from services.clock_proof import proof

PAGE = "pages/clock_watch.py"
MAY = (Role.DIRECTOR, Role.INSPECTOR, Role.ADMINISTRATOR)


def texts(page) -> str:
    blocks = (*page.markdown, *page.caption, *page.error, *page.success, *page.info)
    return "\n".join([*(b.value for b in blocks), *(html.proto.body for html in page.get("html"))])


def shown(page) -> list[list[object]]:
    return [row for frame in page.dataframe for row in frame.value.to_numpy().tolist()]


@pytest.fixture
def spoilt(page_build) -> Case:
    """A case whose due day was changed behind the services, found by a proof."""
    now = clock.now()
    row = page_build.petition(
        received_on=date(2026, 11, 2), eligible=True, state=PetitionState.CLASSIFIED, code="2026-00077"
    )
    with database.transaction() as session:
        actor = actors.actor_of(session, page_build.user(Role.DIRECTOR), today=clock.local_date(now))
        case = cases.open_case(session, row, actor=actor, now=now, today=clock.local_date(now))
        row.handled_on = date(2026, 11, 3)
    with database.transaction() as session:
        session.execute(text("UPDATE petitions SET handled_on = '2026-11-03', outcome = 'accept'"))
        session.execute(text("UPDATE cases SET due_on = '2026-12-31'"))
    proof.prove(actor=actors.system_actor("test"), now=now)
    return case


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_its_page_or_a_refusal(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    if role in MAY:
        assert "The nightly check has not run yet." in texts(page)
    else:
        assert "right to open this page" in page.error[0].value


def test_a_night_without_a_difference_is_said(open_page, page_build) -> None:
    page_build.department()
    proof.prove(actor=actors.system_actor("test"), now=clock.now())

    page = open_page(PAGE, user=page_build.user(Role.INSPECTOR))

    assert "Every stored term that is yours to know of follows from its history." in texts(page)
    # How many there are in the whole department is more than some of its readers may count.
    assert "compared" not in texts(page)


def test_a_difference_is_shown_to_the_focal_unit_and_on_its_home(open_page, page_build, spoilt) -> None:
    inspector = page_build.user(Role.INSPECTOR)

    page = open_page(PAGE, user=inspector)
    home = open_page("pages/home.py", user=inspector)

    assert not page.exception
    assert shown(page)[0][:3] == ["2026-00077", "Case", 1]
    assert "1 case or petition has a stored term that does not follow" in texts(page)
    assert "1 stored term does not follow from its history." in texts(home)


def test_the_administrator_sees_code_and_count_only(open_page, page_build, spoilt) -> None:
    page = open_page(PAGE, user=page_build.user(Role.ADMINISTRATOR))

    assert not page.exception
    assert shown(page)[0][:3] == ["2026-00077", "Case", 1]
    assert "The focal unit sees what differs" in texts(page)
    assert "2026-12-31" not in texts(page)
    assert "31/12/2026" not in str(shown(page))
    assert {one.key for one in page.button} == {"score_week", "try_warning"}
