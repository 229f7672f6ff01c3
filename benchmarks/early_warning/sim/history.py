"""Eight years of a province in four streams, with great crowds whose weeks before are known.

Frozen, with its seeds, before any rule was tuned on it. The background is that of `province`: the matters
received; of a cell's matters 12 % are also repeats, 4 % over-level and 1 % small crowds (5 to 29
people) on average, by the habits of each commune. Entry is at once: what delay costs is measured apart.

The mix is an assumption, made before anything was measured; no register known to us publishes it:

* A great crowd (30 people and more) comes about 20 times a year: one or two for a thousand matters.
* 85 % come after a dispute that grew for 4 to 14 weeks: land, compensation, plots for resettlement.
  People write, repeat, go to the province, come as a few, and only then as many. 6 to 25 extra
  matters, rising; two fifths of them repeats and a quarter over-level, later than the matters; one small
  crowd for twelve of them, in the second half. One in seven is received in the next commune, one in
  ten under another field.
* 15 % come out of nowhere: an accident, dead fish, wages not paid. No rule can tell them before, so that
  about 85 % is the most that any rule can reach.
* Half as many disputes grow in the same way and are settled without a crowd. A warning of them is right
  for those who settle, and still no crowd came: it counts against precision.
* After a crowd matters go on for some weeks.

The quiet province has the background alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning.sim import province as place
from services.early_warning import tet_weeks as tet

WEEKS, JUDGED = 416, 260
STREAMS = ("received", "crowds", "over_level", "repeats")
OF_MATTERS = {"crowds": 0.01, "over_level": 0.04, "repeats": 0.12}
CROWDS_A_YEAR, SETTLED_A_YEAR = 20, 8
OUT_OF_NOWHERE = 0.15
SHORTEST, LONGEST = 4, 14
FEWEST, MOST = 6, 25
# Of the extra matters of a dispute: how many more of each stream, and how late in it (power of the weights).
MORE = {"crowds": (1 / 12, 3.0), "over_level": (0.25, 2.0), "repeats": (0.4, 1.5)}
NEXT_COMMUNE, OTHER_FIELD = 1 / 7, 0.1
# No two disputes in one cell within a year.
APART = 52
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Dispute:
    """A dispute of a cell from week `start` to `week`, which has the great crowd where `crowd` is true.

    Out of nowhere start and week are the same, and `extra` is 0.
    """

    commune: int
    field: int
    start: int
    week: int
    extra: int
    crowd: bool


@dataclass(frozen=True)
class History:
    """`streams` by name (weeks, communes, fields); zeros before `births`, the first week of each commune."""

    streams: dict[str, Counts]
    births: NDArray[np.int32]
    near: NDArray[np.int32]
    tet: NDArray[np.int8]
    disputes: tuple[Dispute, ...]


def history(seed: int, *, disputes: bool, weeks: int = WEEKS) -> History:
    """One history by its seed; the quiet one has the same background as the one with disputes."""
    background = place.province(seed, outbreaks=False, weeks=weeks)
    random = np.random.default_rng([seed, 1])
    streams: dict[str, Counts] = {"received": background.counts.copy()}
    for name, part in OF_MATTERS.items():
        habit = part * random.gamma(2.0, 1 / 2.0, (place.COMMUNES, 1))
        streams[name] = random.binomial(background.counts, np.minimum(habit, 0.9)[None]).astype(np.int32)
    known = _disputes(random, background, streams, weeks) if disputes else ()
    return History(streams, background.births, background.near, tet.classes(background.mondays), known)


def _disputes(
    random: np.random.Generator, background: place.Province, streams: dict[str, Counts], weeks: int
) -> tuple[Dispute, ...]:
    """Draw the disputes, add what they bring to the streams, and return them by their week."""
    found: list[Dispute] = []
    taken: dict[tuple[int, int], int] = {}
    # Larger communes have more of them, but not in step with their size.
    size = background.counts.sum(axis=(0, 2)) + 1.0
    chance = np.sqrt(size) / np.sqrt(size).sum()
    wanted = [True] * round(CROWDS_A_YEAR * weeks / 52) + [False] * round(SETTLED_A_YEAR * weeks / 52)
    drawn = random.integers(LONGEST, weeks - 4, len(wanted)).tolist()
    for week, crowd in sorted(zip(drawn, wanted, strict=True)):
        commune, field = int(random.choice(place.COMMUNES, p=chance)), int(random.integers(place.FIELDS))
        length, extra = int(random.integers(SHORTEST, LONGEST + 1)), int(random.integers(FEWEST, MOST + 1))
        if crowd and random.uniform() < OUT_OF_NOWHERE:
            length, extra = 0, 0
        if week - length < background.births[commune] + 8:
            continue
        if week - taken.get((commune, field), -APART) < APART:
            continue
        taken[commune, field] = week
        one = Dispute(commune, field, week - length, week, extra, crowd)
        if length:
            _grow(random, one, int(background.near[commune, 1]), streams)
        if crowd:
            _gather(random, one, streams)
        found.append(one)
    return tuple(found)


def _grow(random: np.random.Generator, one: Dispute, beside: int, streams: dict[str, Counts]) -> None:
    """The weeks before: matters that rise, and after them repeats, over-level and small crowds."""
    rising = np.linspace(1.0, 3.0, one.week - one.start)
    for name, (part, power) in {"received": (1.0, 1.0), **MORE}.items():
        number = one.extra if name == "received" else int(random.poisson(part * one.extra))
        weights = rising**power
        if name == "crowds":
            weights[: len(weights) // 2] = 0
        for after, many in enumerate(random.multinomial(number, weights / weights.sum())):
            for _each in range(many):
                commune = beside if random.uniform() < NEXT_COMMUNE else one.commune
                field = int(random.integers(place.FIELDS)) if random.uniform() < OTHER_FIELD else one.field
                streams[name][one.start + after, commune, field] += 1


def _gather(random: np.random.Generator, one: Dispute, streams: dict[str, Counts]) -> None:
    """The week of the great crowd, and the weeks after it."""
    streams["crowds"][one.week, one.commune, one.field] += 1
    streams["received"][one.week, one.commune, one.field] += random.integers(2, 7)
    for after, mean in enumerate((3.0, 1.5, 0.7), start=1):
        more = int(random.poisson(mean))
        streams["received"][one.week + after, one.commune, one.field] += more
        streams["repeats"][one.week + after, one.commune, one.field] += random.binomial(more, 0.5)
