"""The goals of the statistical warning, what was measured of each, and whether it is met."""

from collections.abc import Callable
from typing import Any

OWN, TAILS = "EB + scan for disputes", "EB tails, 1-8 weeks"
OURS = (OWN, TAILS, "EB + scan")
Row = tuple[str, str, float | str, bool | None]


def rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry for each figure a goal asks for; `met` is None where it was not measured."""
    own, red = result["methods"][OWN], result["false_discovery"]
    crowds, single, cost = result["crowds"], result["aggregates"], result["cost"]
    loss = round(own["found_in_two"] - result["delayed"]["corrected"]["found_in_two"], 3)
    told = [
        _most("G1", "new alarms a week, quiet hold-out", own["quiet_hold_out"], 2.3),
        _least("G1", "outbreaks found", own["found"], 0.75),
        _least("G1", "of nine and more found", own["large_found"], 0.90),
        _least("G1", "of nine and more in two weeks", own["large_in_two"], 0.70),
        _most("G1", "median delay in weeks", own["delay"], 1.0),
    ]
    for name, gain in result["gain"].items():
        told.append(_least("G2", f"gain in two weeks over {name}", gain["gain"], 0.12))
        told.append(_least("G2", f"lower bound of it, {name}", gain["lower_bound"], 0.0))
    told += [
        _most("G3", "red: new alarms a week, quiet", red["quiet"], 0.25),
        _least("G3", "red: precision", red["precision"], 0.65),
        _least("G3", "red: found", red["found"], 0.55),
        _most("G4", "alarms on screen in a week", own["on_screen"], 5.0),
        _most("G5", "after Tết over ordinary weeks", own["after_tet"], 1.5),
        _least("G6", "in two weeks with a year of history", result["young"]["found_in_two"], 0.50),
        _most("G7", "seconds of a weekly update", cost["weekly_update"], 1.0),
        _most("G7", "seconds of a replay of 520 weeks", cost["replay_of_520_weeks"], 60.0),
        *_real(result["real"]),
        *_oracle(result["oracle"]),
        _between("G9", "false positives of Farrington at .01", single["farrington"]["mean"], 0.008, 0.012),
        _most("G9", "greatest false positives of ours at .01", single["own"]["greatest"], 0.05),
        _most("G9", "finds behind Farrington's at equal false positives", single["distance"], 0.08),
        _most("delay", "lost in two weeks by late entry", loss, 0.08),
        _least("crowds", "warned of 14 days before", crowds["warned"], 0.70),
        _least("crowds", "precision of red", crowds["red_precision"], 0.50),
        _most("crowds", "red alarms a month, quiet", crowds["quiet_red_a_month"], 2.0),
    ]
    return [dict(zip(("goal", "asked", "measured", "met"), one, strict=True)) for one in told]


def table(told: list[dict[str, Any]]) -> str:
    """The entries as lines of text."""
    word = {True: "met", False: "MISSED", None: "not measured"}
    lines = [f"{one['goal']:7} {one['asked']:75} {one['measured']!s:>10}  {word[one['met']]}" for one in told]
    return "\n".join(lines)


def _compared(goal: str, asked: str, value: float, met: Callable[[float], bool]) -> Row:
    return goal, asked, value, met(value)


def _most(goal: str, asked: str, value: float, limit: float) -> Row:
    return _compared(goal, f"{asked}, at most {limit}", value, lambda one: one <= limit)


def _least(goal: str, asked: str, value: float, limit: float) -> Row:
    # A bound of nothing asks for more than nothing.
    return _compared(goal, f"{asked}, at least {limit}", value, lambda one: one >= limit and one > 0)


def _between(goal: str, asked: str, value: float, low: float, high: float) -> Row:
    return _compared(goal, f"{asked}, {low} to {high}", value, lambda one: low <= one <= high)


def _real(real: dict[str, Any]) -> list[Row]:
    """Sets of real series on which a method of ours is at least as good as each peer within two weeks."""
    asked = "real sets of three not behind any peer, at least 2"
    if "skipped" in real:
        return [("G8", asked, real["skipped"], None)]
    found: list[Row] = []
    for name in OURS:
        sets = sum(
            one[name]["found_in_two"]
            >= max(value["found_in_two"] for peer, value in one.items() if peer not in OURS)
            for one in real.values()
        )
        found.append(("G8", f"{name}: {asked}", sets, sets >= 2))
    return found


def _oracle(oracle: dict[str, Any]) -> list[Row]:
    asked = "upper bounds equal to R's"
    if "skipped" in oracle:
        return [("G9", asked, oracle["skipped"], None)]
    return [_least("G9", asked, oracle["equal"], 0.995)]
