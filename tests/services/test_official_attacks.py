"""Nobody works a hidden number of denunciations out of those that are shown, knowing all the rules."""

from collections import defaultdict
from itertools import product

import pytest

from services.statistics.suppression import of_part, of_sum

Output = tuple[tuple[int | None, ...], int | None]


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
