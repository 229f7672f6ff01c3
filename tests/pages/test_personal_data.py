"""The page of personal data: a purpose first, then the rows, what may be done with them, and requests."""

from datetime import UTC, datetime

from sqlmodel import select

from models import DataRequest, DataRestriction, Party
from models.enums import Role
from services import clock, database, petitions
from tests.services.intake_entries import entry

PAGE = "pages/personal_data.py"


def taken_in(build, user):
    now = datetime.now(UTC)
    today = clock.local_date(now)
    written, actor = entry(build, received_on=today), build.actor_of(user)
    build.session.commit()
    with database.transaction() as session:
        return petitions.receive(session, written, actor=actor, now=now, today=today)


def asked(page, name: str):
    page.text_input(key="data_name").set_value(name)
    page.text_input(key="data_asked_by").set_value("Trần Thị Thử")
    page.text_input(key="data_purpose").set_value("Bà hỏi dữ liệu của mình")
    return page.button(key="data_find").click().run()


def stored(build, model):
    build.session.rollback()
    return build.session.exec(select(model)).all()


def test_without_a_purpose_nothing_is_looked_for(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    page.text_input(key="data_name").set_value("Trần Thị Thử")
    page.button(key="data_find").click().run()

    assert [error.value for error in page.error] == ["“Purpose” is empty. Fill it in."]
    assert page.text_input(key="data_name").value == "Trần Thị Thử"
    assert stored(page_build, DataRequest) == []


def test_the_rows_say_which_fields_are_kept_and_not_what_they_hold(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, director)

    page = asked(open_page(PAGE, user=director), "trần thị thử")

    assert not page.exception
    rows = page.dataframe[0].value
    assert list(rows["Code"]) == [petition.code]
    assert list(rows["Fields kept"]) == ["Full name, Address, Identity number, Telephone"]
    assert "001299000123" not in str([frame.value.to_dict() for frame in page.dataframe])
    assert page.button(key="data_hand_out").disabled
    assert list(page.dataframe[1].value["Purpose"]) == ["Bà hỏi dữ liệu của mình"]


def test_a_marked_row_is_restricted_from_the_page(open_page, page_build, monkeypatch) -> None:
    director = page_build.user(Role.DIRECTOR)
    taken_in(page_build, director)
    # The page test cannot click into a grid: the marked row comes from here.
    from ui.personal import records

    found = records.table
    monkeypatch.setattr(records, "table", lambda findings: found(findings) or list(findings.records))
    page = asked(open_page(PAGE, user=director), "Trần Thị Thử")

    page.text_input(key="data_restrict_why_0").set_value("Bà yêu cầu")
    page.button(key="data_restrict").click().run()

    assert not page.exception
    assert len(stored(page_build, DataRestriction)) == 1
    assert [party.name for party in stored(page_build, Party)] == [""]
    assert page.button(key="data_restrict").label == "Lift the restriction"


def test_an_officer_may_not_open_the_page(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.OFFICER))

    assert [error.value for error in page.error] == ["You do not have the right to open this page."]
