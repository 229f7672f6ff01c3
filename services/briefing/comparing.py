"""What changed between two weeks: exactly the matters that differ, by what happened to them."""

from dataclasses import dataclass, field
from datetime import date

from services.briefing.matters import KEPT, Matter, Matters
from services.hotspots.alarms import ORDER
from services.hotspots.assessment import RiskLevel

# The changes, in the order in which a briefing tells them. `crowds` lists gatherings, the others cases.
NEW, LATE_ENTRY, OVERDUE, CAUGHT_UP = "received", "entered_late", "became_overdue", "caught_up"
HOTTER, COOLER, CROWDS = "hotter", "cooler", "crowds"
DECIDED, CLOSED, MOVED, GONE = "decided", "closed", "moved", "gone"
CHANGES = (NEW, LATE_ENTRY, OVERDUE, HOTTER, CROWDS, DECIDED, CLOSED, CAUGHT_UP, COOLER, MOVED, GONE)


@dataclass(frozen=True)
class Changes:
    """The ids of what changed, by kind of change, from the end of one day to that of another."""

    since: date
    until: date
    lists: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether nothing can have come and gone between the two days without a trace in either."""
        return self.until - self.since <= KEPT


def compare(one: Matters, other: Matters) -> Changes:
    """The changes from the earlier of two days to the later, whichever is named first."""
    before, after = sorted((one, other), key=lambda matters: matters.day)
    found: dict[str, list[int]] = {name: [] for name in CHANGES}
    for case_id, now in after.cases.items():
        for name in _of_case(before.cases.get(case_id), now, before.day):
            found[name].append(case_id)
    found[CROWDS] = [crowd for crowd in after.crowds if crowd not in before.crowds]
    aged_out = after.day - KEPT
    found[GONE] = [
        case_id
        for case_id, then in before.cases.items()
        if case_id not in after.cases and not (then.closed_on and then.closed_on <= aged_out)
    ]
    return Changes(before.day, after.day, found)


def _of_case(then: Matter | None, now: Matter, since: date) -> list[str]:
    # What is not in the earlier week came in since, or was entered (or opened again) since.
    found = [] if then else [NEW if now.received_on > since else LATE_ENTRY]
    was = then or Matter(now.unit_id, now.received_on)
    if now.late_since is not None and was.late_since is None:
        found.append(OVERDUE)
    if was.late_since is not None and now.late_since is None and now.closed_on is None:
        found.append(CAUGHT_UP)
    change = rank(now.level) - rank(was.level)
    if now.closed_on is None and change:
        found.append(HOTTER if change > 0 else COOLER)
    if now.decided_on is not None and was.decided_on is None:
        found.append(DECIDED)
    if now.closed_on is not None and was.closed_on is None:
        found.append(CLOSED)
    if now.unit_id != was.unit_id:
        found.append(MOVED)
    return found


def rank(level: str) -> int:
    """How hot a level is; none on record is the calmest."""
    return ORDER[RiskLevel(level)] if level in set(RiskLevel) else 0
