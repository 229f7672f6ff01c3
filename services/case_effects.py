"""What a change of the history would do to the terms of a case, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import Case, CaseEvent
from services import clocks
from services.case_clocks import ClockRow


@dataclass(frozen=True, slots=True)
class TermChange:
    """One clock before and after; None where it does not run. Due day, and the day it was met."""

    step: str
    due_before: date | None
    due_after: date | None
    met_before: date | None
    met_after: date | None

    @property
    def moves(self) -> bool:
        """Whether anything about the clock changes."""
        return (self.due_before, self.met_before) != (self.due_after, self.met_after)


def of_events(
    session: Session, case: Case, before: Sequence[CaseEvent], after: Sequence[CaseEvent]
) -> list[TermChange]:
    """Every clock of the case, with its days under the events as they are and as they would be.

    Raises the refusal of the engine where a term cannot be counted (a year without data).
    """
    old = _rows(session, case, before)
    new = _rows(session, case, after)
    return [_change(step, old.get(step), new.get(step)) for step in dict.fromkeys([*old, *new])]


def _rows(session: Session, case: Case, events: Sequence[CaseEvent]) -> dict[str, ClockRow]:
    fields = clocks.explained(session, case, clocks.course_of(case, events))
    return {row.step: row for row in fields.rows}


def _change(step: str, old: ClockRow | None, new: ClockRow | None) -> TermChange:
    return TermChange(
        step,
        old.dates.due_on if old else None,
        new.dates.due_on if new else None,
        old.met_on if old else None,
        new.met_on if new else None,
    )
