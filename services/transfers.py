"""Moves of a case between units: how often, back to whom, and who may still move it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from models import Case, CaseEvent
from services import thresholds
from services.case_course import standing
from services.case_list import unit_names
from services.errors import AppError
from services.permissions import Actor, Permission, can
from services.text import N_, tidy

FREE = "transfer.free"
# What people do; a unit that ends passes its cases to its successor without anybody sending them round.
BY_PEOPLE = ("assign", "hand_over")


class TransferNeedsLeader(AppError):
    """The case has been sent round often enough."""

    msgid = N_(
        "The case has already changed units {count} times. Another move needs the director, "
        "or the head of a unit above both."
    )


class ReturnNeedsReason(AppError):
    """The case would come back to a unit that had it."""

    msgid = N_("“{unit}” had this case before. Give the reason why it goes back there, and confirm.")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One move from unit to unit: the how-manieth, and whether it came back to a unit that had the case."""

    event_id: int
    from_unit_id: int
    to_unit_id: int
    on: date
    number: int
    returns: bool


@dataclass(slots=True)
class Passage:
    """The way of one case through units: its moves by people, and every unit that has had it."""

    transfers: list[Transfer] = field(default_factory=list)
    units: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often people moved the case."""
        return len(self.transfers)

    def comes_back(self, case: Case, to_unit_id: int) -> bool:
        """Whether a unit would get the case again."""
        return to_unit_id != case.unit_id and to_unit_id in self.units


def passage_of(events: Sequence[CaseEvent]) -> Passage:
    """The way of a case through units, from its events in the order of their entry."""
    found = Passage()
    for event in standing(events):
        before, after = event.from_unit_id, event.to_unit_id
        if after is None or after == before:
            if after is not None and not found.units:
                found.units.append(after)
            continue
        if before is not None and not found.units:
            found.units.append(before)
        if before is not None and event.action in BY_PEOPLE:
            found.transfers.append(
                Transfer(
                    event_id=event.id or 0,
                    from_unit_id=before,
                    to_unit_id=after,
                    on=event.happened_on,
                    number=found.count + 1,
                    returns=after in found.units,
                )
            )
        found.units.append(after)
    return found


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands against moving some cases, for one actor; made once for a plan."""

    actor: Actor
    free: int
    passages: Mapping[int, Passage]
    names: Mapping[int, str]
    return_reason: str

    def refusal(self, case: Case, to_unit_id: int) -> AppError | None:
        """Why the case may not go to that unit now; None where it may.

        From the move after the free ones on a leader is needed; a return to a unit that had
        the case needs a reason from everybody else.
        """
        if to_unit_id == case.unit_id or self._leads(case.unit_id, to_unit_id):
            return None
        passage = self.passage(case)
        if passage.count >= self.free:
            return TransferNeedsLeader(field="officer_id", count=passage.count)
        if passage.comes_back(case, to_unit_id) and not self.return_reason:
            return ReturnNeedsReason(field="return_reason", unit=self.names.get(to_unit_id, ""))
        return None

    def passage(self, case: Case) -> Passage:
        """The way of the case so far."""
        return self.passages.get(case.id or 0) or Passage(units=[case.unit_id])

    def _leads(self, from_unit_id: int, to_unit_id: int) -> bool:
        """Whether the actor stands above both units."""
        units = self.actor.scope.unit_ids
        above = units is None or {from_unit_id, to_unit_id} <= units
        return above and can(self.actor, Permission.CASE_TRANSFER_LEAD)


def guard(
    session: Session,
    found: Sequence[Case],
    to_unit_ids: Sequence[int],
    *,
    actor: Actor,
    today: date,
    return_reason: str = "",
) -> Guard:
    """Read the ways of these cases so far."""
    events = session.exec(
        select(CaseEvent)
        .where(col(CaseEvent.case_id).in_([case.id for case in found]))
        .order_by(col(CaseEvent.id))
    )
    by_case: dict[int, list[CaseEvent]] = {}
    for event in events:
        by_case.setdefault(event.case_id, []).append(event)
    return Guard(
        actor=actor,
        free=thresholds.number(session, FREE, today=today),
        passages={case_id: passage_of(own) for case_id, own in by_case.items()},
        names=unit_names(session, set(to_unit_ids)),
        return_reason=tidy(return_reason),
    )
