"""From the facts of one matter on one day to points, level and the sentences that explain them."""

from dataclasses import dataclass, field
from typing import Any

from models.enums import RiskLevel as RiskLevel
from services.hotspots.points import PointTable
from services.text import N_

HIGHEST = 100


@dataclass(frozen=True)
class MatterFacts:
    """What is known of a matter on a day. None means "not recorded", never "no"."""

    crowd_size: int = 0
    crowd_count: int = 0
    crowds_close: int = 0
    over_level_reach: int | None = 0
    over_level_count: int | None = 0
    repetition: int = 0
    units: int = 1
    days_late: int | None = 0
    months_open: int = 0
    # -1: nothing to enforce; None: decided, but the day of effect is not recorded.
    days_unenforced: int | None = -1
    media: int | None = None
    directive: int = 0
    dialogue: int = 0
    agreement: int = 0


@dataclass(frozen=True)
class Reason:
    """A sentence (msgid and values) with the points it brings; negative ones cool or cap."""

    factor: str
    points: int
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessment:
    """The points are the sum of the reasons, from 0 to 100; the level follows points and rules."""

    points: int
    level: RiskLevel
    reasons: tuple[Reason, ...]
    rules: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def reasons_shown(self) -> tuple[Reason, ...]:
        """Hard rules first, then what weighs most; the end of the scale last."""
        return (*self.rules, *sorted(self.reasons, key=lambda r: (r.factor == BOUND, -r.points)))


SENTENCES: dict[str, str | dict[int, str]] = {
    "crowd_size": N_("The largest crowd of the last {days} days had {value} people"),
    "crowd_count": N_("{value} crowds in the last {days} days"),
    "over_level_reach": {
        3: N_("It reached the province, above the competent level"),
        4: N_("It reached the central authorities, above the competent level"),
    },
    "over_level_count": N_("Taken above the competent level {value} times in {days} days"),
    "repetition": N_("{value} more petitions after the answer"),
    "units": N_("{value} units are involved"),
    "days_late": N_("{value} days beyond the legal deadline"),
    "months_open": N_("Accepted {value} months ago and not finished"),
    "days_unenforced": N_("The decision has been effective for {value} days and is not enforced"),
    "media": {1: N_("Taken up by the local press"), 2: N_("Widely discussed in the press and online")},
    "directive": {
        1: N_("A directive of a superior waits for its answer"),
        2: N_("The answer to a directive of a superior is late"),
    },
    "dialogue": N_("A dialogue was held in the last {days} days"),
    "agreement": N_("An agreement was reached or a part withdrawn"),
}
CAPS = {
    "cap.crowd": (
        ("crowd_size", "crowd_count"),
        N_("Size and number of crowds together count at most {most} points"),
    ),
    "cap.time": (
        ("days_late", "months_open"),
        N_("Lateness and length together count at most {most} points"),
    ),
}
RULES = {
    "rule.crowd_persons": ("crowd_size", N_("Rule: a crowd of {value} people is at least a warning")),
    "rule.crowds_close": (
        "crowds_close",
        N_("Rule: {value} crowds within {days} days are at least a warning"),
    ),
}
BOUND = "bound"
BOUNDS = {False: N_("The scale ends at {most} points"), True: N_("Points do not fall below 0")}
MISSING = {
    "over_level_reach": N_("Over-level: not recorded"),
    "days_late": N_("Legal deadline: not recorded"),
    "days_unenforced": N_("Day of legal effect: not recorded"),
    "media": N_("Press and social media: not recorded"),
}


def assess(facts: MatterFacts, table: PointTable) -> Assessment:
    """Points, level and reasons of a matter by one version of the table."""
    reasons = [reason for factor in SENTENCES if (reason := _reason(factor, facts, table)) is not None]
    for cap, (factors, msgid) in CAPS.items():
        most = table.single(cap).points
        over = sum(r.points for r in reasons if r.factor in factors) - most
        if over > 0:
            reasons.append(Reason(cap, -over, msgid, {"most": most}))
    whole = sum(r.points for r in reasons)
    points = min(HIGHEST, max(0, whole))
    if points != whole:
        # Said like a cap: what stands in the list adds up to the points beside it.
        reasons.append(Reason(BOUND, points - whole, BOUNDS[points > whole], {"most": HIGHEST}))
    rules = [rule for name in RULES if (rule := _rule(name, facts, table)) is not None]
    weight = max([points, *(rule.points for rule in rules)])
    missing = tuple(MISSING[name] for name in MISSING if getattr(facts, name) is None)
    return Assessment(points, _level(weight, table), tuple(reasons), tuple(rules), missing)


def _reason(factor: str, facts: MatterFacts, table: PointTable) -> Reason | None:
    value = getattr(facts, factor)
    points = table.points(factor, value) if value is not None else 0
    if not points:
        return None
    words = SENTENCES[factor]
    # Bands above the highest sentence keep that sentence.
    msgid = words if isinstance(words, str) else words[min(value, max(words))]
    return Reason(factor, points, msgid, {"value": value, "days": table.window(factor)})


def _rule(name: str, facts: MatterFacts, table: PointTable) -> Reason | None:
    line = table.single(name)
    factor, msgid = RULES[name]
    value = getattr(facts, factor)
    if value < line.low:
        return None
    return Reason(name, line.points, msgid, {"value": value, "days": line.window_days})


def _level(weight: int, table: PointTable) -> RiskLevel:
    for level in (RiskLevel.HOT, RiskLevel.WARNING, RiskLevel.WATCH):
        if weight >= table.single(f"level.{level.value}").points:
            return level
    return RiskLevel.NORMAL
