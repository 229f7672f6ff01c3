"""Real series as backgrounds: three sets of R's package surveillance, with outbreaks added that are known.

Nothing of them is kept here; they are exported when the benchmark runs, and it says so where R is absent.
Each set is judged in its last 104 weeks, with ten draws of outbreaks. Every method has the same number
of new alarms on the series as they are, one of a unit in four years: what is real in them counts as false.
"""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning import calibrate, metrics
from benchmarks.early_warning.methods import Method, Series
from benchmarks.early_warning.oracle.run_r import RscriptMissing, told
from benchmarks.early_warning.sim.province import Outbreak, Province

SETS = ("ha.sts", "salmNewport", "fluBYBW")
JUDGED, DRAWS = 104, 10
# New alarms of a unit and week; outbreaks of a unit in the judged weeks.
BUDGET, OUTBREAKS = 1 / 208, 0.5
NEAREST = 6


def judged(methods: Sequence[Method], seed: int) -> dict[str, Any]:
    """Found and found within two weeks, by set and method; or why there is nothing."""
    try:
        sets = exported()
    except RscriptMissing as missing:
        return {"skipped": str(missing)}
    return {name: _set(methods, counts, near, seed) for name, (counts, near) in sets.items()}


def exported() -> dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Counts (weeks, units) and nearest units of each set. Raises RscriptMissing."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        told("export_real.R", folder)
        for name in SETS:
            counts = np.genfromtxt(Path(folder) / f"{name}.csv", delimiter=",")
            beside = np.genfromtxt(Path(folder) / f"{name}_near.csv", delimiter=",")
            found[name] = np.nan_to_num(counts).astype(np.int32), nearest(beside)
    return found


def nearest(beside: NDArray[np.float64]) -> NDArray[np.int32]:
    """Each unit and its nearest by the number of borders between them; itself alone where none is known."""
    units = len(beside)
    if np.isnan(beside).any():
        return np.arange(units, dtype=np.int32)[:, None]
    steps = np.where(np.eye(units, dtype=bool), 0, units)
    reached = np.eye(units, dtype=bool)
    for number in range(1, units):
        reached = reached | (reached.astype(float) @ beside > 0)
        steps = np.where(reached & (steps == units), number, steps)
    return np.argsort(steps, axis=1, kind="stable")[:, :NEAREST].astype(np.int32)


def _set(
    methods: Sequence[Method], counts: NDArray[np.int32], near: NDArray[np.int32], seed: int
) -> dict[str, Any]:
    first = len(counts) - JUDGED
    as_it_is = _province(counts, near, ())
    drawn = [_province(*_broken_out(counts, near, seed, number)) for number in range(DRAWS)]
    figures: dict[str, Any] = {}
    for method in methods:
        quiet = method.scores(Series(as_it_is), first)
        level = calibrate.threshold([quiet], BUDGET * counts.shape[1])
        worths = [
            metrics.worth(method.scores(Series(one), first) >= level, one.outbreaks, first_week=first)
            for one in drawn
        ]
        figures[method.name] = {
            "found": round(mean(one.found for one in worths), 3),
            "found_in_two": round(mean(one.found_in_two for one in worths), 3),
        }
    return figures


def _broken_out(
    counts: NDArray[np.int32], near: NDArray[np.int32], seed: int, number: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], tuple[Outbreak, ...]]:
    """Outbreaks as in the simulated province, each in a unit of its own: 4 to 20 matters, 2 to 6 weeks."""
    random = np.random.default_rng([seed, number])
    more, found = counts.copy(), []
    for unit in random.permutation(counts.shape[1])[: max(4, round(OUTBREAKS * counts.shape[1]))].tolist():
        length, extra = int(random.integers(2, 7)), int(random.integers(4, 21))
        start = int(random.integers(len(counts) - JUDGED, len(counts) - 6))
        rising = np.linspace(1, 2, length)
        more[start : start + length, unit] += random.multinomial(extra, rising / rising.sum())
        found.append(Outbreak((unit,), 0, start, start + length - 1, extra))
    return more, near, tuple(found)


def _province(
    counts: NDArray[np.int32], near: NDArray[np.int32], outbreaks: tuple[Outbreak, ...]
) -> Province:
    """One field, no calendar of Tết, everything entered at once."""
    cells = counts[:, :, None]
    nothing = np.zeros(len(counts), dtype=np.int8)
    births = np.zeros(counts.shape[1], dtype=np.int32)
    return Province(cells, cells[:, None], births, near, [date.min] * len(counts), nothing, outbreaks)
