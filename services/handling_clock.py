"""By when a petition has to be handled, while it is being entered and when it is saved."""

from dataclasses import dataclass

from sqlmodel import Session

from models.enums import Kind
from services import clocks
from services.deadlines import ClockResult, shipped_rules
from services.legal_rules import Rule
from services.petition_input import PetitionInput


@dataclass(frozen=True)
class HandlingTerm:
    """The dates of the handling and the version of the rule they come from."""

    result: ClockResult
    rule: Rule


def handling_term(session: Session, entry: PetitionInput) -> HandlingTerm | None:
    """The handling term of an entry as far as it is filled in; None where kind or day is missing.

    None too where no rule was in force on the day, or the calendar does not reach so far back.
    """
    days = clocks.calendar(session)
    if entry.kind is None or entry.received_on is None:
        return None
    if not days.first_day <= entry.received_on <= days.last_day:
        return None
    result = clocks.handling_deadline(
        session,
        entry.kind,
        received_on=entry.received_on,
        instance=entry.instance if entry.kind is Kind.COMPLAINT else 1,
        disciplinary=entry.disciplinary and entry.kind is Kind.COMPLAINT,
        further=entry.further and entry.kind is Kind.DENUNCIATION,
        in_competence=entry.in_competence,
    )
    if result is None:
        return None
    return HandlingTerm(result, shipped_rules().pinned(result.rule_id, result.version))
