"""A code asks the same question again: within its reader's rights, with what he saw himself and no more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import CaseExclusion, NumberPassport
from models.enums import Kind, Role
from services import passport_reading, passports, statistics
from services.errors import NotPermitted
from services.filters import Filter
from services.passport_reading import FigureCodeUnknown
from services.passports import ALPHABET, LENGTH, Asked, AskedOfficial
from services.statistics import official
from tests.conftest import NOW, TODAY

SPAN = Filter(period="ry2026", start=date(2025, 12, 15), end=date(2026, 12, 14))


@pytest.fixture
def units(build):
    root = build.department()
    return root, build.unit("Phòng Thương mại", parent=root), build.unit("Phòng Điện", parent=root)


def seen(session, actor, measure="open", filter=SPAN, today=TODAY, **chosen) -> str:
    """The code of a figure as the actor sees it."""
    session.commit()
    extra = {name: None if value == "none" else value for name, value in chosen.items()}
    value = statistics.figure(measure, filter, actor=actor, today=today, extra=extra)
    asked = [Asked(measure, filter, chosen, value)]
    (code,) = passports.codes(session, asked, actor=actor, today=today, now=NOW)
    return code


def test_the_same_question_on_the_same_day_has_one_code_for_everybody(session, build, units) -> None:
    director, head = build.actor(Role.DIRECTOR, unit=units[0]), build.actor(Role.UNIT_HEAD, unit=units[1])

    first, again, of_head = (seen(session, actor) for actor in (director, director, head))
    other_day = seen(session, director, today=TODAY + timedelta(days=1))
    other_filter = seen(session, director, filter=replace(SPAN, kinds=frozenset({Kind.COMPLAINT})))

    assert first == again == of_head
    assert len({first, other_day, other_filter}) == 3
    assert len(first) == LENGTH
    assert set(first) <= set(ALPHABET)
    # One row for each reader and each value he saw, none for a second look.
    assert len(session.exec(select(NumberPassport).where(NumberPassport.code == first)).all()) == 2


def test_a_code_tells_its_reader_what_he_saw_and_that_it_differs_today(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    build.case(unit=units[1], received_on=TODAY - timedelta(days=30))
    code = seen(session, director, "cases_new")
    build.case(unit=units[1], received_on=TODAY + timedelta(days=2))
    build.case(unit=units[2], received_on=TODAY - timedelta(days=3))
    session.commit()

    later = TODAY + timedelta(days=5)
    found = passport_reading.opened(session, f" {code[:4]}-{code[4:].lower()} ", actor=director, today=later)

    assert [one.value for one in found.seen] == [1]
    # Received before that day and entered after it, and received since.
    assert (found.that_day, found.now, found.differs) == (2, 3, True)
    rows = statistics.rows("cases_new", found.filter, actor=director, today=later)
    then = statistics.rows("cases_new", found.then, actor=director, today=later)
    assert (rows.total, then.total) == (3, 2)


def test_nobody_is_told_what_somebody_else_saw(session, build, units) -> None:
    director, head = build.actor(Role.DIRECTOR, unit=units[0]), build.actor(Role.UNIT_HEAD, unit=units[1])
    officer = build.actor(Role.OFFICER, unit=units[1])
    for unit, kind in ((units[1], Kind.COMPLAINT), (units[2], Kind.COMPLAINT), (units[1], Kind.DENUNCIATION)):
        build.case(unit=unit, kind=kind, received_on=TODAY - timedelta(days=9))
    code = seen(session, director)

    of_head, of_officer = (
        passport_reading.opened(session, code, actor=actor, today=TODAY) for actor in (head, officer)
    )

    assert of_head.seen == of_officer.seen == ()
    assert (of_head.now, of_officer.now) == (2, 1)
    assert not of_officer.differs


def test_behind_a_wall_a_code_counts_what_its_reader_sees(session, build, units) -> None:
    free, walled = (build.user(Role.DIRECTOR, unit=units[0]) for _ in range(2))
    hidden = build.case(unit=units[1], kind=Kind.DENUNCIATION, received_on=TODAY - timedelta(days=9))
    build.add(CaseExclusion(case_id=hidden.id, user_id=walled.id, reason="accused"))
    code = seen(session, build.actor_of(free), unit=str(units[1].id), kind="denunciation")

    found = passport_reading.opened(session, code, actor=build.actor_of(walled), today=TODAY)

    assert (found.seen, found.that_day, found.now, found.differs) == ((), 0, 0, False)


@pytest.mark.parametrize("chosen", [False, True])
def test_an_unknown_and_a_forbidden_code_look_alike(session, build, units, chosen) -> None:
    director, head = build.actor(Role.DIRECTOR, unit=units[0]), build.actor(Role.UNIT_HEAD, unit=units[1])
    other = {"unit": str(units[2].id)} if chosen else {}
    filter = SPAN if chosen else replace(SPAN, unit_id=units[2].id)
    forbidden = seen(session, director, filter=filter, **other)
    unknown = "".join(ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)] for letter in forbidden)

    refusals = []
    for code in (forbidden, unknown, "", "0OIL1U!", "Nguyễn Văn An"):
        with pytest.raises(FigureCodeUnknown) as refused:
            passport_reading.opened(session, code, actor=head, today=TODAY)
        refusals.append((refused.value.msgid, refused.value.values))

    assert all(one == refusals[0] for one in refusals)
    assert passport_reading.opened(session, forbidden, actor=director, today=TODAY).now == 0


def test_a_figure_of_one_person_has_no_code_and_nothing_is_written(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])

    assert seen(session, director, officer="7") == ""
    assert session.exec(select(NumberPassport)).all() == []


def test_who_may_see_no_figures_gets_no_code_and_opens_none(session, build, units) -> None:
    administrator = build.actor(Role.ADMINISTRATOR, unit=units[0])

    with pytest.raises(NotPermitted):
        passports.codes(session, [Asked("open", SPAN)], actor=administrator, today=TODAY, now=NOW)
    with pytest.raises(NotPermitted):
        passport_reading.opened(session, "2222222", actor=administrator, today=TODAY)


def test_days_that_move_along_stay_those_of_the_code(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    filter = Filter(period="last12", start=date(2025, 11, 24), end=TODAY)

    code = seen(session, director, "cases_new", filter)
    found = passport_reading.opened(session, code, actor=director, today=TODAY + timedelta(days=90))

    assert (found.filter.start, found.filter.end) == (filter.start, filter.end)


def test_a_month_of_a_stock_is_the_day_at_which_it_was_read(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    build.case(unit=units[1], received_on=date(2026, 1, 20))
    build.case(unit=units[1], received_on=date(2026, 2, 20))
    session.commit()

    asked = [Asked("open", SPAN, {"month": "2026-01-01"}, 1.0)]
    (code,) = passports.codes(session, asked, actor=director, today=TODAY, now=NOW)
    found = passport_reading.opened(session, code, actor=director, today=TODAY)

    assert (found.now, found.differs) == (1, False)


def test_the_code_of_a_unit_that_ended_opens_its_successor_and_says_so(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    code = seen(session, director, filter=replace(SPAN, unit_id=units[1].id))
    units[1].valid_to, units[1].successor_id = TODAY, units[2].id
    session.add(units[1])
    session.commit()

    found = passport_reading.opened(session, code, actor=director, today=TODAY + timedelta(days=1))

    assert found.filter.unit_id == units[2].id
    assert [notice.values["unit"] for notice in found.notices] == [units[2].name]


def test_an_official_code_opens_the_frozen_figure_and_hides_what_is_hidden(session, build, units) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    for number in range(4):
        build.petition(unit=units[1], received_on=date(2026, 1, 5 + number))
    session.commit()
    official.publish(session, "rq2026-1", actor=director, now=NOW)
    build.petition(unit=units[1], received_on=date(2026, 1, 20))
    session.commit()
    asked = [
        AskedOfficial("rq2026-1", "received", "kind", "complaint"),
        AskedOfficial("rq2026-1", "received", "unit", str(units[1].id)),
        AskedOfficial("rq2026-1", "received"),
        AskedOfficial("rq2030-1", "received"),
    ]

    codes = passports.official_codes(session, asked, actor=director, now=NOW)
    again = passports.official_codes(session, asked, actor=director, now=NOW + timedelta(days=40))
    found = [passport_reading.opened(session, code, actor=director, today=TODAY) for code in codes]

    assert codes == again
    # A late entry changes nothing; the total would tell a reader with own figures about denunciations.
    assert [one.value for one in found] == [4, 4, None]


def test_nothing_that_was_typed_stands_in_a_question(build, units) -> None:
    """Filter and choices are days, ids and words of closed lists; a search is no part of them."""
    asked = Asked("open", replace(SPAN, unit_id=3, field_ids=frozenset({1, 2})), {"kind": "complaint"})

    assert passports.question_of(asked) == "unit=3&period=ry2026&field=1%2C2&by_kind=complaint"


def test_two_questions_with_the_same_code_get_two(session, build, units, monkeypatch) -> None:
    director = build.actor(Role.DIRECTOR, unit=units[0])
    whole = passports._code  # noqa: SLF001 - the hash is made to collide
    monkeypatch.setattr(
        passports, "_code", lambda key, attempt: "2222222" if attempt == 0 else whole(key, attempt)
    )

    codes = [seen(session, director, name) for name in ("open", "overdue")]
    found = [passport_reading.opened(session, code, actor=director, today=TODAY).measure for code in codes]

    assert codes[0] == "2222222" != codes[1]
    assert found == ["open", "overdue"]
