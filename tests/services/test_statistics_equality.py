"""Every figure equals plain SQL, for every measure, kind of reader and filter, on both databases."""

from datetime import date

import pytest
from sqlmodel import Session

from models.enums import CaseState, Kind
from services import statistics
from services.filters import Filter, Status
from services.statistics.measures import MEASURES
from tests.services.statistics_reference import Reference
from tests.services.statistics_world import TODAY, World

# This year up to a day ahead; as many days before it up to today; the same days of last year.
DAYS = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}
SPANS = {
    "value": (date(2026, 1, 1), date(2026, 12, 31)),
    "previous": (date(2025, 2, 8), date(2025, 12, 31)),
    "last_year": (date(2025, 1, 1), date(2025, 11, 23)),
}


def filters(world: World) -> dict[str, Filter]:
    return {
        "all": Filter(**DAYS),
        "unit with its sub-unit": Filter(unit_id=world.units[0].id, **DAYS),
        "kind": Filter(kinds=frozenset({Kind.DENUNCIATION}), **DAYS),
        "field and commune": Filter(
            field_ids=frozenset({world.fields[0].id, world.fields[1].id}),
            commune_ids=frozenset({world.communes[0].id}),
            **DAYS,
        ),
        "overdue": Filter(status=Status.OVERDUE, **DAYS),
        "closed": Filter(status=Status.CLOSED, unit_id=world.root.id, **DAYS),
        "states": Filter(
            status=Status.OPEN, states=frozenset({CaseState.VERIFYING, CaseState.SUSPENDED}), **DAYS
        ),
    }


# The comparisons are counted like the figure itself; two filters prove it.
COMPARED = {"all", "unit with its sub-unit"}
# What the kinds of readers are tried with in turn, besides everything: scope and filter are two conditions.
CENTRAL = ("unit with its sub-unit", "kind", "overdue")


def differences(world: World, reader: str, words: str, filter: Filter) -> list[tuple[object, ...]]:
    """Where figures or their rows are not what plain SQL says."""
    actor = world.actors[reader]
    reference = Reference(world.session, actor.figures, actor.user_id, today=TODAY)
    figures = statistics.figures(MEASURES, filter, actor=actor, today=TODAY)
    found: list[tuple[object, ...]] = []
    for name, figure in figures.items():
        for span, (start, end) in SPANS.items():
            if span != "value" and words not in COMPARED:
                continue
            value, ids = reference.answer(name, filter, start, end)
            if getattr(figure, span) != pytest.approx(value):
                found.append((reader, words, name, span, getattr(figure, span), value))
            if span == "value" and actor.scope.rows:
                rows = statistics.rows(name, filter, actor=actor, today=TODAY, limit=1000)
                if (set(rows.ids), rows.total) != (ids, len(ids)):
                    found.append((reader, words, name, "rows", rows.total, len(ids)))
    return found


def test_every_figure_and_its_rows_equal_plain_sql(session: Session) -> None:
    world = World(session)
    every = filters(world)
    # Both databases fill the same facts: on PostgreSQL each reader and each filter is seen once.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    seen = [
        (reader, words)
        for number, reader in enumerate(world.actors)
        for words in every
        if words == "all"
        or reader in ("officer standing in", "denounced unit head")
        or (is_sqlite and words == CENTRAL[number % len(CENTRAL)])
    ]

    found = [line for reader, words in seen for line in differences(world, reader, words, every[words])]

    assert found == []


def test_figures_without_days_and_of_a_past_day_equal_plain_sql(session: Session) -> None:
    world = World(session)
    actor = world.actors["unit head"]
    reference = Reference(session, actor.figures, actor.user_id, today=TODAY)
    past = Filter(start=date(2025, 6, 1), end=date(2026, 3, 31), unit_id=world.units[0].id)
    found, expected = {}, {}

    for filter in (Filter(), past):
        for name in MEASURES:
            found[filter, name] = statistics.figure(name, filter, actor=actor, today=TODAY)
            value, _ids = reference.answer(name, filter, filter.start, filter.end)
            expected[filter, name] = value if value is None else pytest.approx(value)

    assert found == expected


def test_figures_by_unit_asked_together_equal_each_asked_alone(session: Session) -> None:
    world = World(session)
    past = Filter(start=date(2025, 6, 1), end=date(2026, 3, 31))
    together, alone = {}, {}

    for reader in ("director", "unit head", "officer standing in"):
        for filter in (Filter(**DAYS), past):
            asked = {"actor": world.actors[reader], "today": TODAY}
            for name, by_unit in statistics.by_unit(MEASURES, filter, **asked).items():
                # A unit with rows of another figure has 0 of this one, or is not named.
                together[reader, filter, name] = {unit: value for unit, value in by_unit.items() if value}
                table = statistics.breakdown(name, ("unit",), filter, **asked).dropna()
                numbers = zip(table["unit"].astype(int), table["value"].astype(float), strict=True)
                alone[reader, filter, name] = {unit: value for unit, value in numbers if value}

    assert together == alone
    assert sum(map(len, alone.values())) > 100


def test_the_world_has_something_of_every_measure(session: Session) -> None:
    world = World(session)

    found = statistics.figures(MEASURES, Filter(**DAYS), actor=world.actors["director"], today=TODAY)

    assert [name for name, figure in found.items() if not figure.value] == []
