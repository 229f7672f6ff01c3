"""A province of 150 communes and 12 fields over ten years, quiet or with outbreaks that are known.

Matters by the week of their event: field curves with two harmonics, a trend and Tết; shares of
communes that differ by field; more variance than Poisson; communes that begin late. An outbreak
adds 4 to 20 matters in two to six weeks, rising, a third of them also in a neighbouring commune.
With delay every matter is entered 0 to 4 weeks after its event.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from services.early_warning import tet_weeks as tet

COMMUNES, FIELDS, WEEKS = 150, 12, 520
MEAN = 0.15
FIRST_MONDAY = date(2016, 1, 4)
# The weeks in which methods are judged; what lies before is history.
JUDGED = 104
OUTBREAKS = 60
# The share of the communes without history, and how many weeks before the end the first begin.
NEW_SHARE, NEW_WEEKS = 0.13, 130
NEAREST = 6
# By how many weeks entry follows the event.
DELAYS = np.array([0.55, 0.25, 0.12, 0.05, 0.03])


@dataclass(frozen=True)
class Outbreak:
    """Extra matters in one field from week `start` to `end`, both included; the first commune is its own."""

    communes: tuple[int, ...]
    field: int
    start: int
    end: int
    extra: int


@dataclass(frozen=True, eq=False)
class Province:
    """Counts by (week, commune, field); `entered` by (week, weeks of delay, commune, field).

    `births` is the first week of each commune; before it there are no counts, and zeros are no
    data. `near` lists each commune and its nearest ones, itself first, shape (communes, NEAREST).
    """

    counts: NDArray[np.int32]
    entered: NDArray[np.int32]
    births: NDArray[np.int32]
    near: NDArray[np.int32]
    mondays: list[date]
    tet: NDArray[np.int8]
    outbreaks: tuple[Outbreak, ...]

    def known_at(self, week: int) -> NDArray[np.int32]:
        """The counts of all weeks up to one as they were on record at its end."""
        found = self.counts[: week + 1].copy()
        for lag in range(len(DELAYS) - 1):
            if week - lag >= 0:
                found[week - lag] = self.entered[week - lag, : lag + 1].sum(axis=0)
        return found


def province(seed: int, *, outbreaks: bool, weeks: int = WEEKS, judged: int = JUDGED) -> Province:
    """One province by its seed; the quiet one has the same background as the one with outbreaks."""
    random = np.random.default_rng(seed)
    mondays = [FIRST_MONDAY + timedelta(weeks=week) for week in range(weeks)]
    classes = tet.classes(mondays)
    births = np.zeros(COMMUNES, dtype=np.int32)
    young = random.choice(COMMUNES, round(NEW_SHARE * COMMUNES), replace=False)
    births[young] = random.integers(weeks - NEW_WEEKS, weeks - 26, len(young))
    places = random.uniform(0, 1, (COMMUNES, 2))
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    near = np.argsort(distances, axis=1)[:, :NEAREST].astype(np.int32)
    mean = _curves(random, weeks, classes)[:, None, :] * _shares(random)[None]
    mean *= MEAN * COMMUNES * FIELDS / mean.sum(axis=(1, 2)).mean()
    # A negative binomial by its gamma: variance mu + 0.15 mu in all fields, a little more in some.
    spread = random.uniform(0.05, 0.25, FIELDS)
    mean = random.gamma(mean / spread, spread)
    mean[np.arange(weeks)[:, None] < births[None]] = 0
    counts = random.poisson(mean).astype(np.int32)
    found = _break_out(random, counts, births, near, weeks, judged) if outbreaks else ()
    entered = _entered(random, counts)
    return Province(counts, entered, births, near, mondays, classes, found)


def _curves(random: np.random.Generator, weeks: int, classes: NDArray[np.int8]) -> NDArray[np.float64]:
    """The level of each field by week, shape (weeks, fields)."""
    turns = 2 * np.pi * np.arange(weeks)[:, None] / 52.1775
    level = random.lognormal(0, 0.5, FIELDS)
    log = np.log(level)[None] + random.normal(0, 0.06, FIELDS)[None] * (np.arange(weeks)[:, None] / 52)
    for harmonic, size in ((1, 0.3), (2, 0.15)):
        phase = random.uniform(0, 2 * np.pi, FIELDS)
        log = log + size * random.uniform(0.4, 1.2, FIELDS) * np.cos(harmonic * turns + phase)
    effect = np.array([0.0, np.log(0.25), np.log(0.7), np.log(1.5)])
    return np.exp(log + effect[classes][:, None])


def _shares(random: np.random.Generator) -> NDArray[np.float64]:
    """The part of each commune in each field, shape (communes, fields)."""
    size = random.lognormal(0, 0.7, COMMUNES)
    own = random.gamma(2.5, 1 / 2.5, (COMMUNES, FIELDS))
    shares: NDArray[np.float64] = size[:, None] * own
    return shares / shares.sum(axis=0)


def _break_out(
    random: np.random.Generator,
    counts: NDArray[np.int32],
    births: NDArray[np.int32],
    near: NDArray[np.int32],
    weeks: int,
    judged: int,
) -> tuple[Outbreak, ...]:
    """Add outbreaks within the judged weeks, no two in the same cell within half a year."""
    found: list[Outbreak] = []
    taken: dict[tuple[int, int], int] = {}
    number = round(OUTBREAKS * judged / JUDGED)
    for start in sorted(random.integers(weeks - judged, weeks - 6, number)):
        commune, field = int(random.integers(COMMUNES)), int(random.integers(FIELDS))
        if births[commune] > start - 8 or taken.get((commune, field), -99) > start - 26:
            continue
        taken[commune, field] = int(start)
        length, extra = int(random.integers(2, 7)), int(random.integers(4, 21))
        communes = (commune, int(near[commune, 1])) if random.uniform() < 1 / 3 else (commune,)
        rising = np.linspace(1, 2, length)
        for place, weight in zip(communes, (0.7, 0.3) if len(communes) == 2 else (1.0,), strict=True):
            added = random.multinomial(round(extra * weight), rising / rising.sum())
            counts[start : start + length, place, field] += added.astype(np.int32)
        found.append(Outbreak(communes, field, int(start), int(start) + length - 1, extra))
    return tuple(found)


def _entered(random: np.random.Generator, counts: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many of each week's matters are entered so many weeks later, shape (weeks, delays, ...)."""
    found = random.multinomial(counts.reshape(-1), DELAYS)
    by_delay = found.reshape(*counts.shape, len(DELAYS)).astype(np.int32)
    return np.moveaxis(by_delay, -1, 1)
