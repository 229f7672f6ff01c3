"""The day by which each waiting petition must be handled, derived anew from what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models import Deadline, Petition, PetitionCase
from models.enums import Kind, Step
from services import petition_records, rule_versions
from services.clock_basis import OUT_OF_COMPETENCE
from services.clock_choice import CaseFacts, run_clock
from services.deadlines import ClockResult, compute
from services.legal_rules import RuleTable
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

    A petition that keeps no rule version of its own goes by the one in force on the day of receipt.
    One whose days await a decision, or were kept by one (`Recount`), stands as it is stored; where
    a case has its clock, it stands as that clock.
    """
    rules, held = rule_versions.table(session), _held_by_cases(session, petition_ids)
    for petition in session.exec(select(Petition).where(col(Petition.id).in_(petition_ids))):
        stored = (petition.handling_due_on, petition.handling_target_on)
        if petition.handling_recount is not None:
            derived = stored
        else:
            derived = held.get(petition.id or 0) or _handling(petition, rules, calendar)
        yield DerivedHandling(petition.id or 0, petition.code, stored, derived)


def _handling(
    petition: Petition, rules: RuleTable, calendar: WorkingCalendar
) -> tuple[date | None, date | None]:
    if not calendar.first_day <= petition.received_on <= calendar.last_day:
        return None, None
    dates: ClockResult | None
    if petition.handling_rule_id is not None and petition.handling_rule_version is not None:
        rule_id, version = petition.handling_rule_id, petition.handling_rule_version
        rule = rules.pinned(rule_id, version, on=petition.received_on)
        dates = compute(rule, petition.received_on, calendar)
    else:
        dates = run_clock(Step.HANDLING, _facts(petition), petition.received_on, calendar, rules=rules)
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


def _held_by_cases(session: Session, petition_ids: Sequence[int]) -> dict[int, tuple[date, date]]:
    """The handling days of petitions whose case keeps them against the rules or calendar of today."""
    columns: Any = (PetitionCase.petition_id, Deadline.due_on, Deadline.target_on)
    found = session.execute(
        select(*columns)
        .join(Deadline, col(Deadline.case_id) == col(PetitionCase.case_id))
        .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
        .where(
            col(PetitionCase.petition_id).in_(petition_ids),
            Deadline.step == Step.HANDLING,
            Deadline.started_on == Petition.received_on,
            col(Deadline.recount).is_not(None),
            col(Deadline.dropped_at).is_(None),
        )
    )
    return {petition_id: (due_on, target_on) for petition_id, due_on, target_on in found}
