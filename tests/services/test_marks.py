"""Marks chosen in charts: what each measure makes of them, what a link may say, what a second click does."""

from datetime import date

import pytest
from sqlmodel import Session

from models.enums import Kind, Role
from services import statistics
from services.filters import Filter
from services.permissions import Scope
from services.statistics import marks
from tests.builders import Builder
from tests.conftest import TODAY
from tests.services.statistics_world import World

YEAR = Filter(start=date(2026, 1, 1), end=date(2026, 12, 31))
EVERYTHING = Scope(user_id=1, unit_ids=None)

# The facts are proven alike on both databases elsewhere; these are asked of one.
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@ON_SQLITE
def test_a_mark_narrows_the_measures_that_know_it_and_the_others_name_it(
    session: Session, build: Builder
) -> None:
    session.commit()
    chosen = {"field": "3", "channel": "none", "age_band": "31-90"}

    received = marks.applied("received", YEAR, chosen, today=TODAY)
    still_open = marks.applied("open", YEAR, chosen, own=("field",), today=TODAY)

    assert received == marks.Narrowed(YEAR, (("field", "3"), ("channel", None)), ("age_band",))
    assert still_open == marks.Narrowed(YEAR, (("age_band", "31-90"),), ("channel",))


@ON_SQLITE
def test_a_month_and_a_week_are_days_of_the_filter(session: Session, build: Builder) -> None:
    session.commit()
    spring = Filter(start=date(2026, 3, 10), end=date(2026, 4, 30), period="custom")

    month = marks.applied("received", spring, {"month": "2026-03-01"}, today=TODAY).filter
    both = marks.applied("received", spring, {"month": "2026-03-01", "week": "2026-03-30"}, today=TODAY)

    assert (month.start, month.end) == (date(2026, 3, 10), date(2026, 3, 31))
    assert (both.filter.start, both.filter.end) == (date(2026, 3, 30), date(2026, 3, 31))


def test_every_mark_opens_as_many_rows_as_it_counts(session: Session) -> None:
    world = World(session)
    actor = world.actors["unit head"]
    wrong = []

    for name in ("received", "open", "closed"):
        for dimension in ("month", "unit", "kind"):
            bars = statistics.breakdown(name, (dimension,), YEAR, actor=actor, today=TODAY)
            for value, number in bars.itertuples(index=False):
                said = str(value)[:10] if dimension == "month" else str(value)
                found = marks.applied(name, YEAR, {dimension: said}, today=TODAY)
                narrowed = statistics.figure(
                    name, found.filter, actor=actor, today=TODAY, extra=dict(found.extra)
                )
                rows = statistics.rows(name, found.filter, actor=actor, today=TODAY, extra=dict(found.extra))
                if not narrowed == rows.total == number:
                    wrong.append((name, dimension, said, narrowed, rows.total, number))

    assert wrong == []


def test_a_link_says_only_what_is_a_value_and_a_unit_of_the_readers() -> None:
    query = {
        "by_kind": "complaint",
        "by_unit": "7",
        "by_month": "2026-11-01",
        "by_field": "1; DROP",
        "by_age_band": "x",
        "by_week": "none",
        "by_nothing": "1",
        "kind": "complaint",
    }
    own = Scope(user_id=1, unit_ids=frozenset({1, 2}))

    everything, _clipped = marks.read(query, EVERYTHING)
    mine, is_clipped = marks.read(query, own)

    assert everything == {"kind": "complaint", "unit": "7", "month": "2026-11-01"}
    assert mine == {"kind": "complaint", "month": "2026-11-01"}
    assert is_clipped
    assert marks.read({"by_kind": "complaint"}, own) == ({"kind": "complaint"}, False)


def test_a_second_click_on_a_mark_asks_for_its_rows() -> None:
    first = marks.toggled({}, {"unit": "4", "field": "2"})
    second = marks.toggled(first or {}, {"unit": "4", "field": "2"})
    other = marks.toggled(first or {}, {"unit": "5", "field": "2"})

    assert first == {"unit": "4", "field": "2"}
    assert second is None
    assert other == {"unit": "5", "field": "2"}
    assert marks.without(first or {}, "unit") == {"field": "2"}


@ON_SQLITE
def test_a_mark_gives_no_denunciation_away(session: Session, build: Builder) -> None:
    officer = build.actor(Role.OFFICER, unit=build.unit(parent=build.department()))
    build.petition(kind=Kind.DENUNCIATION, received_on=TODAY)
    session.commit()
    found = marks.applied("received", YEAR, {"kind": "denunciation"}, today=TODAY)

    number = statistics.figure("received", YEAR, actor=officer, today=TODAY, extra=dict(found.extra))

    assert number == 0
