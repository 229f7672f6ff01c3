"""The one filter that every screen shares, and its form in a URL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.enums import CaseState, Kind

# The names of the filter in a URL; everything else there is a page's own.
NAMES = ("unit", "from", "to", "period", "kind", "field", "commune", "status", "state")


class Status(StrEnum):
    """What the filter bar offers as status of a case."""

    OPEN = "open"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True)
class Filter:
    """Unit subtree, days from-to (both included), kinds, field, commune, status; empty means all.

    `period` is the code the days came from ("y2026", "m2026-11", "custom"; see
    services/periods.py), kept so that the screen can name it.
    """

    unit_id: int | None = None
    start: date | None = None
    end: date | None = None
    period: str = ""
    kinds: frozenset[Kind] = frozenset()
    field_ids: frozenset[int] = frozenset()
    commune_ids: frozenset[int] = frozenset()
    status: Status | None = None
    states: frozenset[CaseState] = frozenset()

    def with_days(self, start: date, end: date) -> "Filter":
        """The same filter over other days."""
        return replace(self, start=start, end=end, period="custom")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the days is chosen."""
        return self != Filter(start=self.start, end=self.end, period=self.period)

    def to_query(self) -> dict[str, str]:
        """Plain text for a URL; only what is set."""
        parts = {
            "unit": str(self.unit_id or ""),
            "from": self.start.isoformat() if self.start and self.period in ("", "custom") else "",
            "to": self.end.isoformat() if self.end and self.period in ("", "custom") else "",
            "period": self.period,
            "kind": ",".join(sorted(kind.value for kind in self.kinds)),
            "field": ",".join(str(i) for i in sorted(self.field_ids)),
            "commune": ",".join(str(i) for i in sorted(self.commune_ids)),
            "status": self.status.value if self.status else "",
            "state": ",".join(sorted(state.value for state in self.states)),
        }
        return {name: text for name, text in parts.items() if text}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filter":
        """Read a URL; what does not parse is left out rather than guessed."""
        status = query.get("status", "")
        unit = _numbers(query.get("unit", ""))
        return cls(
            unit_id=min(unit) if unit else None,
            start=_day(query.get("from", "")),
            end=_day(query.get("to", "")),
            period=query.get("period", "")[:20],
            kinds=frozenset(Kind(k) for k in query.get("kind", "").split(",") if k in set(Kind)),
            field_ids=_numbers(query.get("field", "")),
            commune_ids=_numbers(query.get("commune", "")),
            status=Status(status) if status in set(Status) else None,
            states=frozenset(CaseState(s) for s in query.get("state", "").split(",") if s in set(CaseState)),
        )


def _numbers(text: str) -> frozenset[int]:
    parts = (part for part in text.split(",") if part.isascii() and part.isdigit())
    # No id is longer, and neither database takes a number of any length.
    return frozenset(int(part) for part in parts if len(part) <= 9)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
