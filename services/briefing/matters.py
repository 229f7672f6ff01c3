"""The matters behind a frozen week: ids, days and levels only, packed into a few bytes each.

Open cases, and those closed in the months before: whatever lies between two frozen weeks within
that time can be told by comparing them, without looking at what the rows became afterwards.
"""

import json
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.facts.scope import CASE, EVENT, condition, day
from services.filters import Filter
from services.hotspots.assessment import Assessment
from services.permissions import Actor
from services.statistics.counted import Context, Counted
from services.statistics.counting import counted
from services.statistics.narrowing import narrowed
from services.statistics.stocks import due_between, with_holder
from services.statistics.windows import Window

# Cases closed, and crowds gathered, longer ago than this are no longer in a snapshot.
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Matter:
    """One case on the last day of a week; days are None where they had not come."""

    unit_id: int
    received_on: date
    decided_on: date | None = None
    closed_on: date | None = None
    # The day its mandatory clock had run out, or runs out in the seven days after.
    late_since: date | None = None
    due_on: date | None = None
    level: str = ""
    points: int = 0


@dataclass
class Matters:
    """The cases of a week by id, and its crowds: id -> day, case, persons."""

    day: date
    cases: dict[int, Matter] = field(default_factory=dict)
    crowds: dict[int, tuple[date, int | None, int]] = field(default_factory=dict)

    def overdue(self) -> set[int]:
        """The cases whose mandatory clock had run out."""
        return {i for i, one in self.cases.items() if one.late_since is not None}

    def due_next(self) -> dict[int, date]:
        """The cases whose mandatory clock runs out in the seven days after, with the day."""
        return {i: one.due_on for i, one in self.cases.items() if one.due_on is not None}


def read(at: date, *, actor: Actor, context: Context, levels: dict[int, Assessment | None]) -> Matters:
    """The matters of a day from the facts, with the levels that the caller has read."""
    scope = condition(actor.figures, CASE, context.facts.marked(actor.figures))
    relation, unit = with_holder(at)
    rows = context.facts.query(
        f"SELECT c.id, {unit}, c.received_on, "  # nosec B608
        f"CASE WHEN c.accepted_on IS NOT NULL AND c.decided_on <= {day(at)} THEN c.decided_on END, "
        f"CASE WHEN c.open_until <= {day(at)} THEN c.open_until END "
        f"FROM {relation} WHERE c.received_on <= {day(at)} AND c.open_until > {day(at - KEPT)} AND {scope} "
        "ORDER BY c.id"
    )
    window = Window(None, None, at)
    late = _days(counted("overdue", window, context), actor, context)
    coming = due_between(at + timedelta(days=1), at + timedelta(days=7), at=at, context=context)
    due = _days(coming, actor, context)
    cases: dict[int, Matter] = {}
    for case_id, unit_id, received, decided, closed in rows:
        one = levels.get(case_id)
        cases[case_id] = Matter(
            unit_id,
            received,
            decided,
            closed,
            late.get(case_id),
            due.get(case_id),
            one.level.value if one else "",
            one.points if one else 0,
        )
    events = condition(actor.figures, EVENT, context.facts.marked(actor.figures))
    crowds = {
        crowd: (gathered, case_id, persons)
        for crowd, gathered, case_id, persons in context.facts.query(
            f"SELECT e.id, e.gathered_on, e.case_id, e.persons FROM crowd_facts e WHERE "  # nosec B608
            f"e.gathered_on <= {day(at)} AND e.gathered_on > {day(at - KEPT)} AND {events} ORDER BY e.id"
        )
    }
    return Matters(at, cases, crowds)


def pack(found: Matters, lists: dict[str, list[int]]) -> bytes:
    """The matters and the lists of a week as bytes; ids as differences, days as numbers."""
    base = found.day.toordinal()
    ids = list(found.cases)
    cases = list(found.cases.values())
    columns: dict[str, Any] = {
        "id": _differences(ids),
        "unit": [one.unit_id for one in cases],
        "level": [one.level for one in cases],
        "points": [one.points for one in cases],
    }
    for name in _DAYS:
        days = (getattr(one, name) for one in cases)
        columns[name] = [None if value is None else base - value.toordinal() for value in days]
    crowds = [
        [crowd, base - gathered.toordinal(), case_id, persons]
        for crowd, (gathered, case_id, persons) in found.crowds.items()
    ]
    held = {"day": found.day.isoformat(), "cases": columns, "crowds": crowds, "lists": lists}
    return zlib.compress(json.dumps(held, separators=(",", ":")).encode())


def unpack(packed: bytes) -> tuple[Matters, dict[str, list[int]]]:
    """What `pack` made, of any format: a column that a format did not have reads as not recorded."""
    held = json.loads(zlib.decompress(packed))
    at = date.fromisoformat(held["day"])
    columns, base = held["cases"], at.toordinal()
    ids = _sums(columns["id"])
    blank: list[Any] = [None] * len(ids)
    days = [
        [None if value is None else date.fromordinal(base - value) for value in columns.get(name, blank)]
        for name in _DAYS
    ]
    rest = zip(
        columns["unit"],
        *days,
        columns.get("level", [""] * len(ids)),
        columns.get("points", [0] * len(ids)),
        strict=True,
    )
    found = Matters(at, {i: Matter(*values) for i, values in zip(ids, rest, strict=True)})
    for crowd, back, case_id, persons in held.get("crowds", []):
        found.crowds[crowd] = (date.fromordinal(base - back), case_id, persons)
    return found, {name: list(one) for name, one in held.get("lists", {}).items()}


# In the order of the fields of Matter.
_DAYS = ("received_on", "decided_on", "closed_on", "late_since", "due_on")


def _days(found: Counted, actor: Actor, context: Context) -> dict[int, date]:
    found = narrowed(found, Filter(), actor.figures, context)
    return dict(context.facts.query(f"SELECT c.id, {found.on} FROM {found.relation} WHERE {found.where}"))  # nosec B608


def _differences(ids: list[int]) -> list[int]:
    return [now - before for before, now in zip([0, *ids], ids, strict=False)]


def _sums(differences: list[int]) -> list[int]:
    total, ids = 0, []
    for difference in differences:
        total += difference
        ids.append(total)
    return ids
