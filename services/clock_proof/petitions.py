"""The day by which each waiting petition must be handled, derived anew from what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models import Deadline, Petition, PetitionCase
from models.enums import Kind, Step
from services import petition_records
from services.case_clocks import OUT_OF_COMPETENCE
from services.clock_choice import CaseFacts, run_clock, shipped_clocks
from services.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DerivedHandling:
    """A petition with its handling days as they are stored and as they follow."""

    petition_id: int
    code: str
    stored: tuple[date | None, date | None]
    derived: tuple[date | None, date | None]


def waiting_ids(session: Session) -> list[int]:
    """The petitions whose handling is still to come; handled ones keep the days they were handled by."""
    found = session.exec(
        select(Petition.id)
        .where(col(Petition.handled_on).is_(None), col(Petition.voided_at).is_(None))
        .order_by(col(Petition.id))
    )
    return [i for i in found if i is not None]


def recomputed(
    session: Session, petition_ids: Sequence[int], *, calendar: WorkingCalendar
) -> Iterator[DerivedHandling]:
    """Derive the handling days of these petitions; nothing is written.

    A petition keeps no rule version of its own: it goes by the one to which the handling of
    its case is pinned, else by the one in force on the day of receipt.
    """
    pins = _pins(session, petition_ids)
    for petition in session.exec(select(Petition).where(col(Petition.id).in_(petition_ids))):
        stored = (petition.handling_due_on, petition.handling_target_on)
        derived = _handling(petition, pins.get(petition.id or 0, {}), calendar)
        yield DerivedHandling(petition.id or 0, petition.code, stored, derived)


def _handling(
    petition: Petition, pins: dict[tuple[str, date], int], calendar: WorkingCalendar
) -> tuple[date | None, date | None]:
    if not calendar.first_day <= petition.received_on <= calendar.last_day:
        return None, None
    facts = _facts(petition)
    clock = shipped_clocks().clock(Step.HANDLING, facts)
    pin = pins.get((clock.rule_id, petition.received_on)) if clock else None
    dates = run_clock(Step.HANDLING, facts, petition.received_on, calendar, version=pin)
    return (dates.due_on, dates.target_on) if dates else (None, None)


def _facts(petition: Petition) -> CaseFacts:
    variant = OUT_OF_COMPETENCE if petition.in_competence is False else ""
    if petition.kind is Kind.RECOMMENDATION:
        return CaseFacts(petition.kind, variant=variant)
    words = petition_records.words_of(petition)
    complains = petition.kind is Kind.COMPLAINT
    return CaseFacts(
        petition.kind,
        words.instance if complains else 1,
        words.disciplinary and complains,
        words.further and not complains,
        variant=variant,
    )


def _pins(session: Session, petition_ids: Sequence[int]) -> dict[int, dict[tuple[str, date], int]]:
    columns: Any = (PetitionCase.petition_id, Deadline.rule_id, Deadline.started_on, Deadline.rule_version)
    found = session.execute(
        select(*columns)
        .join(Deadline, col(Deadline.case_id) == col(PetitionCase.case_id))
        .where(
            col(PetitionCase.petition_id).in_(petition_ids),
            Deadline.step == Step.HANDLING,
            col(Deadline.dropped_at).is_(None),
        )
    )
    pins: dict[int, dict[tuple[str, date], int]] = {}
    for petition_id, rule_id, started_on, version in found:
        pins.setdefault(petition_id, {})[rule_id, started_on] = version
    return pins
