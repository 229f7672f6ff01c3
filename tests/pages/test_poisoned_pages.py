"""Every page on a department whose texts mean harm: nothing of it reaches Streamlit as Markdown or HTML."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from models import Directive, Note, SavedView, UnitHead
from models.enums import Kind, Role
from services import clock, vault
from tests import poisoned
from tests.builders import NOW, START

PAGES = (
    "monitor",
    "home",
    "petitions",
    "cases",
    "crowds",
    "units",
    "users",
    "catalogues",
    "account",
    "intake",
)


@pytest.fixture
def harmed(page_build, sqlite) -> dict[str, str]:
    """One matter of each kind with its people and papers, and then harm written over every text."""
    today = clock.local_date(datetime.now(UTC))
    unit = page_build.unit("Phòng Quản lý", parent=page_build.department(), short_name="PQL")
    head = page_build.user(Role.DIRECTOR, username="director")
    page_build.user(Role.ADMINISTRATOR, username="administrator")
    officer = page_build.user(Role.OFFICER, unit=unit)
    page_build.add(UnitHead(unit_id=unit.id, name="Lê Văn Trưởng", title="Trưởng phòng", valid_from=START))
    values = {
        "unit": unit,
        "received_on": today,
        "channel_id": page_build.channel().id,
        "field_id": page_build.subject_field().id,
        "commune_id": page_build.commune().id,
        "entered_by_id": head.id,
        "sender_body": "UBND xã",
        "sender_number": "1/CV",
    }
    codes = {}
    for kind in Kind:
        petition = page_build.petition(kind=kind, **values)
        if kind is not Kind.DENUNCIATION:
            page_build.party(petition, address="Thôn 3")
        shared = {name: values[name] for name in ("unit", "received_on", "field_id", "commune_id")}
        case = page_build.case(kind=kind, petition=petition, officer_id=officer.id, **shared)
        note = {"written_by_id": head.id, "written_at": NOW, "sealed": vault.seal("x", purpose="note")}
        page_build.add(Note(case_id=case.id, **note))
        page_build.add(Note(petition_id=petition.id, **note))
        page_build.file(case, sealed_name=vault.seal(poisoned.POISON, purpose="file name"))
        codes[f"case:{case.code}"] = case.code
        codes[f"petition:{petition.code}"] = petition.code
    page_build.crowd(unit=unit, gathered_on=today, place="Trước cổng", result="Đã giải thích")
    page_build.add(
        Directive(
            case_id=case.id,
            number="1/CĐ",
            from_body="UBND tỉnh",
            issued_on=today,
            due_on=today,
            sealed_content=None,
            entered_by_id=head.id,
            entered_at=NOW,
        )
    )
    page_build.add(
        SavedView(user_id=head.id, page="monitor", name="Của tôi", query="", is_default=False, saved_at=NOW)
    )
    page_build.session.commit()
    with Session(sqlite) as session:
        assert poisoned.poison(session) > 50
        session.commit()
    return codes


def test_no_page_lets_harm_act(open_page, page_build, harmed) -> None:
    page_build.session.rollback()
    people = {
        name: page_build.session.exec(poisoned.user_named(name)).one()
        for name in ("director", "administrator")
    }
    runs = [(name, {}) for name in PAGES] + [
        (place.split(":")[0], {"code": code}) for place, code in harmed.items()
    ]

    found, seen = {}, 0
    for name, query in runs:
        who = "administrator" if name in ("units", "users", "catalogues") else "director"
        page = open_page(f"pages/{name}.py", user=people[who], query=query)
        assert not page.exception, name
        seen += poisoned.shown(page)
        if faults := poisoned.faults(page):
            found[name] = faults

    assert found == {}
    # The texts were there: a page that shows nothing would pass too.
    assert seen > 60


@pytest.mark.parametrize(
    "words", ["**x** <img src=x onerror=1>", "![](http://harm.example)", ":violet[r]", ":home:"]
)
def test_the_search_for_harm_sees_it(words) -> None:
    assert poisoned.acts(words)
