"""Nobody works a hidden number of denunciations out of those that are shown, knowing all the rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from random import Random

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import OfficialQuarter
from models.enums import Kind, Role
from services.statistics import official
from services.statistics.suppression import of_part, of_sum
from tests.conftest import NOW

Output = tuple[tuple[int | None, ...], int | None]
# What a reader knows of each quantity: the least and the most that it can be.
Bounds = dict[str, tuple[int, int]]
# Signed quantities that are zero together.
Equation = dict[str, int]
THRESHOLD, MOST, YEARS = 3, 10_000, (2023, 2024, 2025)
QUARTERS = [(year, part) for year in YEARS for part in range(1, 5)]


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    """One database is enough: quarters are read here, not counted."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield session


def sums_shown(parts: tuple[int, ...], thresholds: tuple[int, ...]) -> Output:
    """What a reader sees of parts and their sum."""
    shown = of_sum(parts, thresholds)
    seen = tuple(part if open_ else None for part, open_ in zip(parts, shown.parts, strict=True))
    return seen, sum(parts) if shown.total else None


@pytest.mark.parametrize("thresholds", [(3, 3, 3, 3), (2, 2, 2, 2), (3, 3, 4, 2), (1, 3, 3, 3)])
def test_no_hidden_quarter_and_no_hidden_year_has_only_one_value(thresholds: tuple[int, ...]) -> None:
    """Every possible year is made, those that look alike are put together, and each hides something.

    That is the strongest reader there is: he solves the equations of all that is shown over whole
    numbers, and he knows by which rule the rest was hidden.
    """
    alike: dict[Output, list[tuple[int, ...]]] = defaultdict(list)
    for parts in product(range(6), repeat=4):
        alike[sums_shown(parts, thresholds)].append(parts)

    given_away = []
    for (seen, total), worlds in alike.items():
        for place, value in enumerate(seen):
            if value is None and len({world[place] for world in worlds}) == 1:
                given_away.append((seen, total, place))
        if total is None and len({sum(world) for world in worlds}) == 1:
            given_away.append((seen, total, "sum"))

    assert given_away == []
    # Not by hiding everything: what is large enough is shown, and sums over hidden parts too.
    assert any(None not in seen and total is not None for seen, total in alike)
    assert any(seen.count(None) > 1 and total is not None for seen, total in alike)


@pytest.mark.parametrize("threshold", [1, 2, 3, 5])
def test_what_is_left_of_a_whole_is_no_small_number_either(threshold: int) -> None:
    least = max(threshold, 2)
    for whole in range(least, 16):
        hidden = [part for part in range(whole + 1) if not of_part(part, whole, threshold, whole_shown=True)]
        shown = set(range(whole + 1)) - set(hidden)

        assert len(hidden) > 1
        assert all(part >= least and whole - part >= least for part in shown)
    assert not of_part(8, 16, threshold, whole_shown=False)


def test_the_checker_sees_a_rule_that_gives_numbers_away() -> None:
    """Without hiding the sum beside a single hidden part, the same search finds the leak."""
    worlds = defaultdict(set)
    for parts in product(range(6), repeat=2):
        seen = tuple(part if part >= 3 else None for part in parts)
        worlds[seen, sum(parts)].add(parts)

    assert any(
        None in seen and len({world[seen.index(None)] for world in found}) == 1
        for (seen, _total), found in worlds.items()
    )


def narrowed(bounds: Bounds, equations: Iterable[Equation]) -> Bounds:
    """Everything that follows for each quantity from sums and from the bounds of the others."""
    found, before = dict(bounds), None
    while found != before:
        before = dict(found)
        for equation in equations:
            for name, sign in equation.items():
                rest = [(-sign * other, found[key]) for key, other in equation.items() if key != name]
                least = sum(by * (low if by > 0 else high) for by, (low, high) in rest)
                most = sum(by * (high if by > 0 else low) for by, (low, high) in rest)
                found[name] = max(found[name][0], least), min(found[name][1], most)
    return found


def equations() -> list[Equation]:
    """A year is its quarters; what is open at its end is what was, and what came, less what went."""
    found: list[Equation] = []
    for year in YEARS:
        for name in official.FLOWS:
            parts = {f"{name} {year}-{part}": 1 for part in range(1, 5)}
            found.append({**parts, f"{name} {year}": -1})
        found.append(
            {f"open {year - 1}": 1, f"received {year}": 1, f"settled {year}": -1, f"open {year}": -1}
        )
        found.append({f"settled {year}": 1, f"settled_in_time {year}": -1, f"late {year}": -1})
        found.append({f"open {year}": 1, f"overdue {year}": -1, f"not overdue {year}": -1})
    return found


def world(seed: int) -> dict[str, int]:
    """Three years of a department with few denunciations: the same quantities as in the equations."""
    random, true = Random(seed), {}
    is_open = true[f"open {YEARS[0] - 1}"] = random.randrange(8)
    for year, part in QUARTERS:
        came = random.choice((0, 1, 2, 3, 5))
        went = random.randint(0, min(is_open + came, 5))
        is_open += came - went
        counted = (came, went, random.randint(0, went), is_open, random.randint(0, is_open))
        true |= {
            f"{name} {year}-{part}": number for name, number in zip(official.MEASURES, counted, strict=True)
        }
    for year in YEARS:
        for name in official.FLOWS:
            true[f"{name} {year}"] = sum(true[f"{name} {year}-{part}"] for part in range(1, 5))
        for name in official.STOCKS:
            true[f"{name} {year}"] = true[f"{name} {year}-4"]
        true[f"late {year}"] = true[f"settled {year}"] - true[f"settled_in_time {year}"]
        true[f"not overdue {year}"] = true[f"open {year}"] - true[f"overdue {year}"]
    return true


def publish(session: Session, true: dict[str, int], user_id: int) -> None:
    """The quarters of a world as they are frozen; complaints are there to be subtracted."""
    for year, part in QUARTERS:
        code = f"rq{year}-{part}"
        days = official.days_of(code)
        kind = {
            name: {Kind.DENUNCIATION.value: true[f"{name} {year}-{part}"], Kind.COMPLAINT.value: 7}
            for name in official.MEASURES
        }
        plain = {name: {"": 7} for name in official.MEASURES}
        session.add(
            OfficialQuarter(
                code=code,
                start=days.start,
                end=days.end,
                threshold=THRESHOLD,
                figures={"kind": kind, "unit": plain, "field": plain},
                published_by_id=user_id,
                published_at=NOW,
            )
        )
    session.flush()


def told(session: Session, true: dict[str, int], actor) -> Bounds:
    """What a viewer reads off every published table, and nothing more."""
    bounds = dict.fromkeys(true, (0, MOST))
    codes = {f"rq{year}-{part}": f"{year}-{part}" for year, part in QUARTERS}
    for code, when in (codes | {f"ry{year}": str(year) for year in YEARS}).items():
        found = official.of_period(session, code, actor=actor)
        for name in official.MEASURES:
            plain = sum(found.kinds[kind][name] for kind in Kind if kind is not Kind.DENUNCIATION)
            total, shown = found.totals[name], found.kinds[Kind.DENUNCIATION][name]
            assert (total is None) == (shown is None)
            if total is not None:
                assert total - plain == shown == true[f"{name} {when}"]
                bounds[f"{name} {when}"] = (shown, shown)
            elif found.is_small(name):
                bounds[f"{name} {when}"] = (0, THRESHOLD - 1)
    return bounds


def given_away(true: dict[str, int], bounds: Bounds) -> list[str]:
    """The small quantities of which a reader knows the one value that they have."""
    known = narrowed(bounds, equations())
    assert all(low <= true[name] <= high for name, (low, high) in known.items())
    return [name for name, (low, high) in known.items() if low == high < THRESHOLD]


def test_three_years_side_by_side_give_no_small_number_away(session, build) -> None:
    """Quarters, years and stocks of random departments, total less kinds, year less year."""
    viewer, user = build.actor(Role.VIEWER), build.user(Role.DIRECTOR)
    session.commit()
    shown = 0
    for seed in range(60):
        true = world(seed)
        publish(session, true, user.id)
        bounds = told(session, true, viewer)
        session.rollback()

        assert given_away(true, bounds) == [], seed
        shown += sum(low == high for low, high in bounds.values())
    # Not by hiding everything.
    assert shown > 60 * 10


def test_a_stock_between_two_years_would_give_numbers_away() -> None:
    """The same reader finds them where open denunciations are published beside both flows."""
    found = 0
    for seed in range(60):
        true = world(seed)
        names = [f"{name} {year}" for year in YEARS for name in ("received", "settled", "open")]
        bounds = dict.fromkeys(true, (0, MOST)) | {
            name: (true[name], true[name]) for name in names if true[name] >= THRESHOLD
        }
        found += bool(given_away(true, bounds))

    assert found > 5
