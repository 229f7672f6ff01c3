"""The budget of amber: what the scan finds where nothing happens, in weeks drawn from the baseline itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from services.early_warning import disputes, joint, scan, zones
from services.early_warning.alarms import LEAST_MATTERS, Signal, lives

Array = NDArray[np.float64]

LONGEST = max(disputes.WINDOWS)
# Scores below this one are no candidates for any budget.
FLOOR = 1.5
# Shares are drawn anew after so many weeks.
STRETCH = 26


@dataclass(frozen=True)
class Quiet:
    """A stream where nothing happens: `expected` (communes, fields) of one week.

    `shape` as in cell_share.Shares: how well a share is known; `dispersion` (fields,); `part` as in
    scan.Stream.
    """

    expected: Array
    shape: Array
    dispersion: Array
    part: float = 1.0


def threshold(
    streams: Sequence[Quiet],
    near: NDArray[np.int32],
    *,
    budget: float,
    weeks: int,
    close_after: int,
    seed: int,
    least: int = LEAST_MATTERS,
) -> float:
    """The lowest score of the scan of all at which quiet weeks bring at most `budget` new alarms each.

    `weeks` are drawn in a row: shares once per stretch, counts each week, overdispersed by a gamma
    factor (a negative binomial of that variance). Streams have no matter in common; what is not known of a
    share, and the unrest of a week, is the same for all.
    """
    random = np.random.default_rng(seed)
    signals: list[Signal] = []
    drawn, begin = 0, 0
    while drawn < weeks:
        stretch = min(STRETCH, weeks - drawn)
        counts = _drawn(random, streams, LONGEST + stretch)
        # All weeks of a stretch at once, each with fields of its own: fewer and larger steps.
        scores = disputes.scan_disputes(
            [_stream(one, many, stretch, len(near)) for one, many in zip(streams, counts, strict=True)],
            near,
            least=least,
        )
        for week in range(stretch):
            signals += zones.signals(_of_week(scores, week, stretch), near, week=begin + week, floor=FLOOR)
        drawn += stretch
        # Stretches lie apart, so that an alarm does not live from one into the next.
        begin += stretch + close_after + 1
    return _lowest(signals, budget * weeks, close_after)


def _stream(one: Quiet, counts: Array, weeks: int, places: int) -> scan.Stream:
    """The last LONGEST weeks of each week, beside one another: (LONGEST, communes, weeks x fields)."""
    windows = [counts[week + 1 : week + 1 + LONGEST] for week in range(weeks)]
    seen = np.concatenate(windows, axis=2)
    meant = np.broadcast_to(np.tile(one.expected, weeks), seen.shape)
    known = scan.Stream(
        seen, meant, np.tile(one.dispersion, weeks), shape=np.tile(one.shape, weeks), part=one.part
    )
    return joint.padded(known, places)


def _of_week(scores: scan.Scores, week: int, weeks: int) -> scan.Scores:
    """The scores of one of the weeks that were scanned beside one another."""
    fields = scores.score.shape[1] // weeks
    own = slice(week * fields, (week + 1) * fields)
    return scan.Scores(
        scores.score[:, own], scores.window[:, own], scores.centre[:, own], scores.size[:, own]
    )


def _drawn(random: np.random.Generator, streams: Sequence[Quiet], weeks: int) -> list[Array]:
    """Counts of all streams, each (weeks, communes, fields)."""
    # A commune that has more matters than is known, or an uneasy week, has more in every stream.
    doubt = random.uniform(size=streams[0].shape.shape)
    levels = [one.expected * _quantile(doubt, one.shape) for one in streams]
    uneasy = _factor(random, np.broadcast_to(levels[0], (weeks, *levels[0].shape)), streams[0].dispersion)
    return [random.poisson(level * uneasy).astype(np.float64) for level in levels]


def _quantile(doubt: Array, shape: Array) -> Array:
    """Of each share, over what is expected of it: gamma with mean 1."""
    known = np.maximum(shape, 1e-3)
    found: Array = gammaincinv(known, doubt) / known
    return found


def _factor(random: np.random.Generator, mean: Array, dispersion: Array) -> Array:
    """By which a week has more or less than usual: so that counts have so much more variance than Poisson."""
    wide = dispersion > 1.0 + 1e-6
    number = np.maximum(np.where(wide, mean / np.where(wide, dispersion - 1.0, 1.0), 1.0), 1e-9)
    return np.where(wide, random.gamma(number) / number, 1.0)


def _lowest(signals: list[Signal], most: float, close_after: int) -> float:
    """From the highest scores down, then by halving: alarms grow fewer as the threshold rises, nearly always.

    Of the many low scores none is looked at.
    """
    values = sorted({signal.score for signal in signals})

    def fits(place: int) -> bool:
        return len(lives(signals, values[place], close_after=close_after)) <= most

    high, step = len(values) - 1, max(1, int(most))
    while high > 0 and fits(max(0, high - step)):
        high, step = max(0, high - step), 2 * step
    if high <= 0:
        return FLOOR
    low = max(0, high - step)
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return float(values[low])
