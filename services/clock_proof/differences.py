"""What differs between a stored case or petition and what follows from its history; nothing is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

from services.case_clocks import ClockRow
from services.clock_proof.derivation import Derived

# The copy of the running clock on the case, and the days and the state its events lead to.
CLOCK_FIELDS = ("step", "due_on", "target_on")
COURSE_FIELDS = ("state", "accepted_on", "decided_on", "closed_on")
DATES = ("started_on", "raw_end", "due_on", "target_on", "paused_days", "extensions")
# The same of a deadline or of a derived clock at one stroke: nearly all of them are equal.
_dates_of = attrgetter(*DATES)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, as it is stored and as it follows from the history; both as text."""

    field: str
    stored: str
    derived: str


def of_case(found: Derived) -> list[Difference]:
    """Every field of the case and of its deadlines that does not follow from its events.

    A history that the engine refuses is one difference: `clocks`, with the name of the refusal.
    """
    if found.refusal:
        return [Difference("clocks", "", found.refusal[:40])]
    pairs: list[tuple[str, Any, Any]] = [
        (name, getattr(found.case, name), getattr(found.fields, name)) for name in CLOCK_FIELDS
    ]
    if found.has_history:
        pairs += [(name, getattr(found.case, name), getattr(found.course, name)) for name in COURSE_FIELDS]
    # An estimated day of settlement proves nothing about the term, so an import leaves it open.
    if not (found.case.is_estimated and found.case.settled_in_time is None):
        pairs.append(("settled_in_time", found.case.settled_in_time, found.fields.settled_in_time))
    pairs += _deadline_pairs(found)
    return [
        Difference(name, said(stored), said(derived)) for name, stored, derived in pairs if stored != derived
    ]


def of_petition(
    stored: tuple[date | None, date | None], derived: tuple[date | None, date | None]
) -> list[Difference]:
    """The day by which a petition must be handled, and the day that warns of it."""
    names = ("handling_due_on", "handling_target_on")
    return [
        Difference(name, said(before), said(after))
        for name, before, after in zip(names, stored, derived, strict=True)
        if before != after
    ]


def said(value: Any) -> str:
    """A value as the alarm keeps it: "" for nothing, a date as ISO, a member of a closed list by value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else str(value)


def _deadline_pairs(found: Derived) -> Iterator[tuple[str, Any, Any]]:
    """Each derived clock beside its deadline; one that is missing or left over is named by its step alone."""
    stored: dict[str, list[Any]] = {}
    for one in found.deadlines:
        stored.setdefault(one.step.value, []).append(one)
    for row in found.fields.rows:
        if row.mandatory:
            deadline = _taken(stored.get(row.step, []), row)
            if deadline is None:
                yield row.step, None, row.dates.due_on
                continue
            before, after = (deadline.rule_id, deadline.rule_version), (row.dates.rule_id, row.dates.version)
            if before != after:
                yield f"{row.step}.rule", "{} v{}".format(*before), "{} v{}".format(*after)
            if _dates_of(deadline) != _dates_of(row.dates):
                for name in DATES:
                    yield f"{row.step}.{name}", getattr(deadline, name), getattr(row.dates, name)
            yield f"{row.step}.met_on", deadline.met_on, row.met_on
    for step, left in stored.items():
        for one in left:
            yield step, one.due_on, None


def _taken(stored: list[Any], row: ClockRow) -> Any:
    """The deadline that is most like the derived clock, taken out of those of its step."""
    if not stored:
        return None
    wanted = (row.dates.rule_id, row.dates.started_on)
    best = next((one for one in stored if (one.rule_id, one.started_on) == wanted), stored[0])
    stored.remove(best)
    return best
