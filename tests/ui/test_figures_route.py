"""Figures by HTTP: the numbers of the reader's own screens, counts only; a refusal names the parameter."""

import json
from datetime import UTC, datetime

import pytest

from models.enums import Kind, Role
from services import clock, facts, sign_in, statistics
from services.filters import Filter
from tests.ui.gated import asked, with_session

SECRET = "Chuyện Kín Không Ai Được Biết"


@pytest.fixture(autouse=True)
def _no_store_is_left():
    yield
    facts.forget()


@pytest.fixture
def signed_in(page_build):
    """The headers of a user after both steps of signing in."""

    def headers(user, *, second_factor: bool = True) -> dict[str, str]:
        now = datetime.now(UTC)
        proven = now if second_factor else None
        token = sign_in.open_session(page_build.session, user, now=now, second_factor_at=proven)
        page_build.session.commit()
        return with_session(token)

    return headers


def ask(query: str, headers: dict[str, str]):
    [found] = asked({"url": f"/figures.json?{query}", "headers": headers})
    return found


def test_a_reader_gets_the_numbers_of_his_screens(page_build, signed_in) -> None:
    unit = page_build.unit("Phòng Một", parent=page_build.department())
    today = clock.local_date(clock.now())
    for number in range(5):
        page_build.case(unit=unit if number < 2 else None, received_on=today, summary=SECRET)
    page_build.case(kind=Kind.DENUNCIATION, received_on=today, summary=SECRET)
    director = page_build.user(Role.DIRECTOR)
    head = page_build.user(Role.UNIT_HEAD, unit=unit)
    query = "measure=open,on_time_rate&table=open:unit"

    whole, part = ask(query, signed_in(director)), ask(query, signed_in(head))

    assert whole.json()["figures"]["open"] == {"value": 6, "unit": "cases"}
    assert whole.json()["figures"]["on_time_rate"]["value"] is None
    assert part.json()["figures"]["open"]["value"] == 2
    [table] = part.json()["tables"]
    assert table == {"measure": "open", "by": ["unit"], "rows": [[unit.id, 2]]}
    actor = page_build.actor_of(head, today=today)
    assert statistics.figure("open", Filter(), actor=actor, today=today) == 2
    for one in (whole, part):
        assert SECRET not in one.text
        assert one.headers["cache-control"] == "no-store"


def test_the_filter_is_that_of_the_screens_and_clipped_like_theirs(page_build, signed_in) -> None:
    unit = page_build.unit("Phòng Một", parent=page_build.department())
    other = page_build.unit("Phòng Hai", parent=page_build.department())
    page_build.case(unit=unit)
    page_build.case(unit=other)
    head = page_build.user(Role.UNIT_HEAD, unit=unit)

    found = ask(f"measure=open&unit={other.id}&period=y2026", signed_in(head)).json()

    assert found["figures"]["open"]["value"] == 1
    assert "unit" not in found["filter"]
    assert len(found["notices"]) == 1


def test_months_and_kinds_are_plain_json(page_build, signed_in) -> None:
    today = clock.local_date(clock.now())
    page_build.petition(received_on=today.replace(day=1))

    found = ask("table=received:month,kind", signed_in(page_build.user(Role.DIRECTOR)))

    [table] = json.loads(found.text)["tables"]
    assert table["rows"] == [[today.replace(day=1).isoformat(), "complaint", 1]]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("measure=secrets", "measure"),
        ("measure=" + ",".join(["open"] * 25), "measure"),
        ("table=open:petitioner", "table"),
        ("table=open", "table"),
        ("table=nothing:unit", "table"),
        ("table=" + ";".join(["open:unit"] * 7), "table"),
    ],
)
def test_what_is_not_counted_is_refused_by_the_name_of_the_parameter(
    page_build, signed_in, query, named
) -> None:
    found = ask(query, signed_in(page_build.user(Role.DIRECTOR)))

    assert found.status_code == 400
    assert f"“{named}”" in found.text


def test_without_a_session_a_right_or_the_second_step_there_is_nothing(page_build, signed_in) -> None:
    administrator, director = page_build.user(Role.ADMINISTRATOR), page_build.user(Role.DIRECTOR)

    assert ask("measure=open", {}).status_code == 401
    assert ask("measure=open", signed_in(administrator)).status_code == 403
    assert ask("measure=open", signed_in(director, second_factor=False)).status_code == 401
