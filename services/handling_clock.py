"""By when a petition has to be handled, while it is being entered and when it is saved."""

from dataclasses import dataclass

from sqlmodel import Session

from models import Petition
from models.enums import Kind
from services import clocks, petition_records, rule_versions
from services.deadlines import ClockResult, compute
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
    return HandlingTerm(result, rule_versions.table(session).pinned(result.rule_id, result.version))


def term_in_force(session: Session, petition: Petition) -> HandlingTerm | None:
    """What rules and calendar of today give for a stored petition, whatever it is pinned to."""
    words = petition_records.words_of(petition)
    entry = PetitionInput(
        kind=petition.kind,
        received_on=petition.received_on,
        instance=words.instance,
        disciplinary=words.disciplinary,
        further=words.further,
        in_competence=petition.in_competence,
    )
    return handling_term(session, entry)


def term_of(session: Session, petition: Petition) -> HandlingTerm | None:
    """The handling term of a stored petition under the rule version it is pinned to."""
    if petition.handling_rule_id is None or petition.handling_rule_version is None:
        return term_in_force(session, petition)
    return term_under(session, petition, petition.handling_rule_id, petition.handling_rule_version)


def term_under(session: Session, petition: Petition, rule_id: str, version: int) -> HandlingTerm:
    """The handling term of a stored petition under a version of a rule, by the calendar of today."""
    rule = rule_versions.table(session).pinned(rule_id, version)
    return HandlingTerm(compute(rule, petition.received_on, clocks.calendar(session)), rule)


def pin(petition: Petition, term: HandlingTerm | None) -> None:
    """Write the dates of a term to a petition, with the version they come from; None leaves it as it is."""
    if term is None:
        return
    petition.handling_due_on, petition.handling_target_on = term.result.due_on, term.result.target_on
    petition.handling_rule_id, petition.handling_rule_version = term.result.rule_id, term.result.version
