"""Reminders on screen: my work, the list behind a message, the page of a case, who is missing, settings."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Case, InboxItem, Setting
from models.enums import CaseState, Kind, PetitionState, Role
from services import actors, clock, clocks, database
from services.reminders.bands import Anchor
from services.reminders.sending import remind

HOME, LIST, WATCH, SETTINGS = (f"pages/{name}.py" for name in ("home", "reminded", "clock_watch", "settings"))


def texts(page) -> str:
    blocks = (*page.markdown, *page.caption, *page.subheader, *page.warning, *page.error, *page.info)
    return "\n".join([*(b.value for b in blocks), *(html.proto.body for html in page.get("html"))]).replace(
        "\\", ""
    )


def shown(page) -> list[list[object]]:
    return [row for frame in page.dataframe for row in frame.value.to_numpy().tolist()]


@pytest.fixture
def now():
    """The latest working day up to today, at nine: pages read the real clock, reminders keep to hours."""
    calendar_day = clock.local_date(clock.now())
    while calendar_day.weekday() > 4:
        calendar_day -= timedelta(days=1)
    return clock.local_midnight(calendar_day) + timedelta(hours=9)


@pytest.fixture
def officer(page_build):
    return page_build.user(Role.OFFICER, name="Nguyễn Khánh")


def late(page_build, officer, count: int = 1, **values) -> list[Case]:
    """Cases of the officer that were accepted long ago and are over their term."""
    found = []
    for _number in range(count):
        received_on = clock.local_date(clock.now()) - timedelta(days=90)
        case = page_build.case(
            officer_id=officer.id,
            received_on=received_on,
            accepted_on=received_on,
            state=CaseState.ACCEPTED,
            **values,
        )
        with database.transaction() as session:
            clocks.restart_clocks(session, session.get(Case, case.id), today=received_on)
        found.append(case)
    return found


def run(now, monkeypatch) -> None:
    monkeypatch.setattr("services.reminders.sending.is_working_hour", lambda *args, **values: True)
    with database.transaction() as session:
        remind(session, actor=actors.system_actor("test"), now=now)


def test_a_reminder_stands_in_my_work_and_leads_to_its_case(open_page, page_build, now, monkeypatch) -> None:
    director = page_build.user(Role.DIRECTOR)
    (case,) = late(page_build, director)
    run(now, monkeypatch)

    page = open_page(HOME, user=director)

    assert not page.exception
    assert f"Case {case.code}: Settlement was due on" in texts(page)
    item = page_build.session.exec(select(InboxItem).where(InboxItem.user_id == director.id)).one()
    page.button(key=f"message_{item.id}_go").click().run()
    assert page.session_state["_went_to"] == ("case", {"code": case.code})

    again = open_page(HOME, user=director)

    assert "What came back · 0" in texts(again)
    assert f"Case {case.code}: Settlement was due on" in texts(again)  # among the read ones


def test_the_case_says_when_people_were_reminded(open_page, page_build, now, monkeypatch) -> None:
    director = page_build.user(Role.DIRECTOR)
    (case,) = late(page_build, director)
    run(now, monkeypatch)

    page = open_page("pages/case.py", user=director, query={"code": case.code})

    assert not page.exception
    assert f"Reminded 09:00 {clock.local_date(now):%d/%m/%Y}" in texts(page)
    assert "head of the unit" in texts(page)


def test_a_message_for_many_opens_exactly_its_matters(open_page, page_build, now, monkeypatch) -> None:
    director = page_build.user(Role.DIRECTOR)
    known = late(page_build, director, 5)
    run(now, monkeypatch)
    item = page_build.session.exec(select(InboxItem).where(InboxItem.user_id == director.id)).one()
    home = open_page(HOME, user=director)
    assert "5 terms need attention: 5 overdue, 0 near their day." in texts(home)
    home.button(key=f"message_{item.id}_go").click().run()
    assert home.session_state["_went_to"] == ("reminded", {"message": str(item.id)})

    page = open_page(LIST, user=director, query={"message": str(item.id)})

    assert not page.exception
    assert {row[0] for row in shown(page)} == {case.code for case in known}
    assert "5 of 5 shown" in texts(page)


@pytest.mark.parametrize("asked", ["999999", "", "x"])
def test_a_message_of_somebody_else_is_not_found(open_page, page_build, officer, asked) -> None:
    page = open_page(LIST, user=officer, query={"message": asked})

    assert not page.exception
    assert page.error[0].value == "This record does not exist, or you may not see it."


def test_missing_heads_stand_before_the_administrator(open_page, page_build, now, monkeypatch) -> None:
    administrator = page_build.user(Role.ADMINISTRATOR)
    division = page_build.unit("Phòng Thương mại", parent=page_build.department())
    officer = page_build.user(Role.OFFICER, unit=division)
    late(page_build, officer, unit=division)
    run(now, monkeypatch)

    page = open_page(WATCH, user=administrator)

    assert not page.exception
    assert ["Phòng Thương mại", "head of the unit"] in [row[:2] for row in shown(page)]
    assert "“Phòng Thương mại” has no head of the unit with an open account." in texts(page)
    assert "No person is named for missing supervisors" in texts(page)


def test_a_reminder_never_tells_what_a_case_is_about(open_page, page_build, now, monkeypatch) -> None:
    inspector = page_build.user(Role.INSPECTOR)
    (case,) = late(page_build, inspector, kind=Kind.DENUNCIATION, summary="Bà Y nhận tiền")
    run(now, monkeypatch)

    page = open_page(HOME, user=inspector)

    assert f"Case {case.code}" in texts(page)
    assert "Bà Y" not in texts(page)


def test_an_administrator_changes_a_band_with_its_basis(open_page, page_build) -> None:
    administrator = page_build.user(Role.ADMINISTRATOR)
    page = open_page(SETTINGS, user=administrator, query={"tab": "reminders"})
    assert not page.exception
    rows = shown(page)
    assert ["5 working days before the target day", "officer in charge"] in [row[:2] for row in rows]

    page.selectbox(key="band_code_0").set_value("overdue_5").run()
    page.number_input(key="band_offset_overdue_5_0").set_value(3).run()
    page.button(key="band_save").click().run()
    assert "“Basis (document)” is empty" in page.error[0].value
    page.text_input(key="band_basis_overdue_5_0").set_value("QĐ 12/QĐ-SCT").run()
    page.button(key="band_save").click().run()

    assert not page.exception
    assert not page.error
    stored = page_build.session.exec(select(Setting)).one()
    assert (stored.key, stored.value, stored.note) == (
        "escalation.overdue_5",
        f"{Anchor.DUE} 3 calendar_day unit_head|focal_unit",
        "QĐ 12/QĐ-SCT",
    )
    assert "3 calendar days after the due day" in {str(row[0]) for row in shown(page)}


def test_an_administrator_names_the_person_for_missing_supervisors(open_page, page_build) -> None:
    administrator = page_build.user(Role.ADMINISTRATOR)
    page_build.user(Role.VIEWER, username="chixem")
    page_build.user(Role.INSPECTOR, username="dauviec")
    page = open_page(SETTINGS, user=administrator, query={"tab": "reminders"})

    person = page.selectbox(key="fallback_person")
    assert not any("chixem" in option for option in person.options)
    person.set_value("dauviec").run()
    page.button(key="fallback_save").click().run()

    assert not page.exception
    stored = page_build.session.exec(select(Setting)).one()
    assert (stored.key, stored.value) == ("reminder.fallback", "dauviec")


def test_a_petition_that_waits_is_opened_from_its_reminder(open_page, page_build, now, monkeypatch) -> None:
    director = page_build.user(Role.DIRECTOR)
    received_on = clock.local_date(clock.now()) - timedelta(days=90)
    petition = page_build.petition(
        received_on=received_on,
        state=PetitionState.RECEIVED,
        handling_due_on=received_on + timedelta(days=9),
        handling_target_on=received_on + timedelta(days=9),
        officer_id=director.id,
    )
    run(now, monkeypatch)
    item = page_build.session.exec(select(InboxItem).where(InboxItem.user_id == director.id)).one()

    home = open_page(HOME, user=director)
    home.button(key=f"message_{item.id}_go").click().run()

    assert home.session_state["_went_to"] == ("petition", {"code": petition.code})
