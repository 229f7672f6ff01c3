"""All methods on the same provinces: thresholds from the calibration seeds, judged on the others."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning import aggregates, calibrate, crowds, goals, metrics, told
from benchmarks.early_warning.methods import Method, Series
from benchmarks.early_warning.methods.bayes import Bayes
from benchmarks.early_warning.methods.farrington import Farrington
from benchmarks.early_warning.methods.simple import Ears, Naive
from benchmarks.early_warning.oracle import real, run_r
from benchmarks.early_warning.sim.province import JUDGED, WEEKS, Outbreak, province

FOLDER = Path(__file__).parent
SEEDS: dict[str, list[int]] = json.loads((FOLDER / "seeds.json").read_text("utf-8"))
FIRST = WEEKS - JUDGED
# What is replayed has a year and some weeks before it.
FIRST_SCORED = 60
# A register that is only a year older than what is judged.
YOUNG = 52 + JUDGED
# New false alarms a week in the whole province.
BUDGET = 2.0
OWN, SCAN = Bayes(), Bayes("scan")
PEERS: tuple[Method, ...] = (
    Ears(0.3),
    Ears(1.0),
    Farrington(0),
    Farrington(3),
    Farrington(5),
)
METHODS: tuple[Method, ...] = (Naive(), *PEERS, Bayes("tail"), SCAN, OWN)
BOOTSTRAPS = 2_000
# Series of each of the 42 scenarios of aggregates.
SERIES = 12
Scores = NDArray[np.float64]
# Every method is judged on the same provinces: each is made once.
_made = lru_cache(maxsize=None)(province)
Found = list[tuple[Outbreak, int | None]]


def judged(most: int | None = None, tell: Callable[[str], None] = print) -> dict[str, Any]:
    """Judge every method on at most so many seeds of each kind; tells a line as each is done."""
    seeds = {name: some[:most] for name, some in SEEDS.items()}
    methods, finds = {}, {}
    for method in METHODS:
        methods[method.name], finds[method.name] = _judged(method, seeds, delayed=False)
        tell(_line(method.name, methods[method.name]))
    delayed = {}
    for name, method in (
        ("corrected", OWN),
        ("uncorrected", Bayes(corrected=False)),
        ("scan_corrected", SCAN),
    ):
        delayed[name], _found = _judged(method, seeds, delayed=True)
        tell(_line(f"delayed, {name}", delayed[name]))
    delayed["told"] = {
        name: round(_told(seeds, late=late, level=one["threshold"]), 3)
        for name, late, one in (
            ("at_once", False, methods[SCAN.name]),
            ("late", True, delayed["scan_corrected"]),
        )
    }
    young, _found = _judged(OWN, seeds, delayed=False, weeks=YOUNG)
    tell(_line(f"{OWN.name}, a year of history", young))
    result = {
        "benchmark": "early_warning",
        "seeds": seeds,
        "budget": BUDGET,
        "methods": methods,
        "delayed": delayed,
        "young": young,
        "false_discovery": _false_discovery(seeds),
        "gain": _gains(methods, finds),
        "crowds": crowds.judged(seeds),
        "aggregates": aggregates.judged(seeds["noufaily_test"][0], SERIES if most is None else 4),
        "oracle": run_r.equal_bounds(seeds["noufaily_test"][0], aggregates.ALPHA),
        "real": real.judged(METHODS, seeds["test"][0]),
        "cost": _cost(),
    }
    result["goals"] = goals.rows(result)
    tell(goals.table(result["goals"]))
    return result


def _judged(
    method: Method, seeds: dict[str, list[int]], *, delayed: bool, weeks: int = WEEKS
) -> tuple[dict[str, float], Found]:
    def scores(seed: int) -> Scores:
        return method.scores(Series(_made(seed, outbreaks=False, weeks=weeks), delayed), first)

    first = weeks - JUDGED
    level = calibrate.threshold([scores(seed) for seed in seeds["calibration"]], BUDGET)
    held = [scores(seed) for seed in seeds["hold_out"]]
    worths, found = [], []
    for seed in seeds["test"]:
        series = Series(_made(seed, outbreaks=True, weeks=weeks), delayed)
        over = method.scores(series, first) >= level
        outbreaks = series.province.outbreaks
        worths.append(metrics.worth(over, outbreaks, first_week=first))
        delays = metrics.first_alarms(metrics.new_alarms(over), outbreaks, first)
        found += list(zip(outbreaks, delays, strict=True))
    figures = {name: round(mean(asdict(one)[name] for one in worths), 4) for name in asdict(worths[0])}
    figures["threshold"] = round(level, 4)
    figures["quiet_hold_out"] = round(calibrate.rate(held, level), 3)
    classes = _made(seeds["hold_out"][0], outbreaks=False, weeks=weeks).tet[first:]
    figures["after_tet"] = round(_after_tet(held, classes, level), 3)
    return figures, found


def _told(seeds: dict[str, list[int]], *, late: bool, level: float) -> float:
    provinces = [Series(_made(seed, outbreaks=True), late) for seed in seeds["test"]]
    return told.found_in_two(provinces, level)


def _after_tet(scores: Sequence[Scores], classes: NDArray[np.int8], level: float) -> float:
    """New alarms a week in the three weeks after Tết, over those of ordinary weeks."""
    begun = np.mean([metrics.new_alarms(one >= level).sum(axis=(1, 2)) for one in scores], axis=0)
    after = begun[classes >= 2].mean()
    return float(after / max(begun[classes == 0].mean(), 1e-9))


def _false_discovery(seeds: dict[str, list[int]], q: float = 0.2) -> dict[str, float]:
    """Red: q-values by Benjamini and Hochberg, on quiet provinces and on those with outbreaks."""
    red, level = Bayes("q"), -np.log10(q)
    quiet = [red.scores(Series(_made(seed, outbreaks=False)), FIRST) for seed in seeds["hold_out"]]
    worths = []
    for seed in seeds["test"]:
        series = Series(_made(seed, outbreaks=True))
        over = red.scores(series, FIRST) >= level
        worths.append(metrics.worth(over, series.province.outbreaks, first_week=FIRST))
    return {
        "quiet": round(calibrate.rate(quiet, level), 3),
        "precision": round(mean(one.precision for one in worths), 3),
        "found": round(mean(one.found for one in worths), 3),
    }


def _gains(methods: dict[str, dict[str, float]], finds: dict[str, Found]) -> dict[str, Any]:
    """Found within two weeks, own less the best-tuned peer of each kind, with a paired bootstrap."""
    random = np.random.default_rng(1)
    own = _in_two(finds[OWN.name])
    gains: dict[str, Any] = {}
    for kind in ("EARS", "Farrington"):
        names = [method.name for method in PEERS if method.name.startswith(kind)]
        best = max(names, key=lambda name: methods[name]["found_in_two"])
        peer = _in_two(finds[best])
        drawn = random.integers(0, len(own), (BOOTSTRAPS, len(own)))
        differences = (own - peer)[drawn].mean(axis=1)
        gains[best] = {
            "gain": round(float((own - peer).mean()), 3),
            "lower_bound": round(float(np.quantile(differences, 0.025)), 3),
        }
    return gains


def _in_two(found: Found) -> NDArray[np.float64]:
    """1 for each outbreak found within its first two weeks, else 0."""
    return np.array([delay is not None and delay <= 1 for _one, delay in found], dtype=float)


def _cost() -> dict[str, float]:
    """Processor seconds of one weekly update, and of the replay of ten years."""
    series = Series(_made(SEEDS["calibration"][0], outbreaks=False, weeks=WEEKS + FIRST_SCORED))
    started = time.process_time()
    OWN.scores(series, series.weeks - 1)
    once = time.process_time() - started
    started = time.process_time()
    OWN.scores(series, FIRST_SCORED)
    replay = time.process_time() - started
    return {"weekly_update": round(once, 3), "replay_of_520_weeks": round(replay, 1)}


def _line(name: str, one: dict[str, float]) -> str:
    parts = (
        f"{name:34} POD {one['found']:.2f} @2w {one['found_in_two']:.2f}",
        f"9 and more {one['large_found']:.2f} @2w {one['large_in_two']:.2f}",
        f"delay {one['delay']:.1f}",
        f"false {one['new_false']:.2f} quiet {one['quiet_hold_out']:.2f}",
        f"on screen {one['on_screen']:.1f} not closed {one['not_closed']:.1f}",
        f"Tết x{one['after_tet']:.2f}",
    )
    return "  ".join(parts)
