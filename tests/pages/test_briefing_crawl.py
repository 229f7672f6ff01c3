"""Every figure of the briefing opens the rows that were frozen, and its code tells when today's differs."""

import re

from sqlmodel import select

from models import User
from models.enums import BriefingSection, Kind, Role
from services import actors, clock, database, facts, passports
from services.actors import system_actor
from services.briefing import freezing, listing, weeks
from services.briefing.content import FIGURES
from services.demo.briefings import freeze_weeks
from services.passports import Asked
from tests.pages.test_briefing import freeze
from tests.pages.test_figure_crawl import READERS, department
from ui import figure_codes
from ui.session import today

__all__ = ["department"]
# The button behind a sentence of the briefing: "Rows (12)".
NUMBER_OF_ROWS = re.compile(r"\((\d[\d,]*)\)")


def test_every_sentence_of_the_briefing_opens_the_rows_that_were_frozen(department, open_page) -> None:
    with database.reading() as session:
        director = session.exec(select(User).where(User.username == "giamdoc")).one()
    monday = max(freeze_weeks(actor=system_actor("test"), now=clock.now()))
    wrong, opened = [], {}
    for username in READERS:
        with database.reading() as session:
            user = session.exec(select(User).where(User.username == username)).one()
            actor = actors.actor_of(session, user, today=today())
            snapshot = freezing.of_week(session, monday, actor=actor).snapshot_id
        opened[username] = 0
        for slide in range(1, len(BriefingSection) + 1):
            page = open_page("pages/briefing.py", user=user, query={"slide": str(slide)})
            assert not page.exception
            for button in [one for one in page.button if (one.key or "").startswith("briefing_open_")]:
                told = int(NUMBER_OF_ROWS.search(button.label)[1].replace(",", ""))
                button.click().run()
                name = page.query_params["open"]
                name = name[0] if isinstance(name, list) else name
                with database.reading() as session:
                    found = listing.of_list(session, snapshot, name, actor=actor, today=today())
                opened[username] += 1
                # What a reader may not open is told beside what he may.
                if found.frozen != told or (user.id == director.id and found.total != told):
                    wrong.append((username, slide, name, told, found.frozen, found.total))
                page.button(key="briefing_close").click().run()

    assert wrong == []
    assert opened["giamdoc"] >= 5, opened


def test_a_code_of_the_briefing_tells_the_frozen_value_and_that_todays_differs(
    page_build, open_page, monkeypatch
) -> None:
    page_build.department()
    director = page_build.user(Role.DIRECTOR)
    monday = weeks.monday(today()) - weeks.WEEK
    page_build.petition(received_on=monday)
    page_build.petition(received_on=monday, kind=Kind.DENUNCIATION)
    freeze(director, monday)
    noted: list[Asked] = []
    monkeypatch.setattr(figure_codes, "control", lambda _actor, *, today: noted.extend(figure_codes.noted()))
    page = open_page("pages/briefing.py", user=director)
    assert not page.exception
    assert {one.measure for one in noted} == set(FIGURES)
    received = next(one for one in noted if one.measure == "received")
    assert received.value == 1
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today())
        [code] = passports.codes(session, [received], actor=actor, today=today(), now=clock.now())

    page = open_page("pages/figure.py", user=director, query={"code": code})
    assert "Unchanged: you saw 1" in page.success[0].value

    page_build.petition(received_on=monday)
    facts.forget()
    page = open_page("pages/figure.py", user=director, query={"code": code})
    assert "Differs: you saw 1" in page.warning[0].value
    assert "today it is 2" in page.warning[0].value
