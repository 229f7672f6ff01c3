"""From a record of a register to the rows of the database: petition, case, people, visit, crowd."""

from dataclasses import dataclass

from models.enums import Kind, PetitionOutcome, PetitionState, Step
from services import vault
from services.identity import PURPOSE as IDENTITY_PURPOSE
from services.imports.case_building import BuiltCase, CaseBuilder
from services.imports.columns import Register
from services.imports.places import Place
from services.imports.provenance import Provenance, Values
from services.imports.records import Progress, Record
from services.legal_rules import RuleTable
from services.petition_records import PURPOSE, SEARCH_MARK
from services.text import N_, fold, sorted_words
from services.working_days import WorkingCalendar

CROWD_REMARK = N_("From a register that tells people with the same content, not people present.")
_OUTCOMES = {
    Progress.ACCEPTED: PetitionOutcome.ACCEPT,
    Progress.IN_PROGRESS: PetitionOutcome.ACCEPT,
    Progress.SETTLED: PetitionOutcome.ACCEPT,
    Progress.GUIDED: PetitionOutcome.GUIDE,
    Progress.FORWARDED: PetitionOutcome.FORWARD,
    Progress.FILED: PetitionOutcome.FILE,
    # As a withdrawal ends the handling in a case: what was withdrawn was not accepted.
    Progress.WITHDRAWN: PetitionOutcome.REFUSE,
}


@dataclass(slots=True)
class Built:
    """The rows of one petition, without the ids that the database gives."""

    petition: Values
    party: Values | None
    identity: Values | None
    case: BuiltCase | None
    visit: Values | None
    crowd: Values | None


class Builder:
    """Builds the rows of one import."""

    def __init__(self, provenance: Provenance, calendar: WorkingCalendar, rules: RuleTable) -> None:
        self._from = provenance
        self._cases = CaseBuilder(provenance, calendar, rules)

    def build(self, record: Record, place: Place, code: str) -> Built:
        """All rows of one petition; a filed one is not eligible and has no case."""
        case = None if record.progress is Progress.FILED else self._cases.build(record, place, code)
        key = vault.new_key()
        party, identity = _people(record, key)
        return Built(
            petition=self._petition(record, place, code, case, key),
            party=party,
            identity=identity,
            case=case,
            visit=self._visit(record, place) if self._from.register is Register.RECEPTIONS else None,
            crowd=self._crowd(record, place) if record.is_crowd else None,
        )

    def _petition(
        self, record: Record, place: Place, code: str, case: BuiltCase | None, key: bytes
    ) -> Values:
        outcome = _OUTCOMES.get(record.progress)
        # Only a petition still waiting for its handling has a clock of its own.
        rows = case.fields.rows if case and case.fields.step is Step.HANDLING else ()
        clock = next((row.dates for row in rows if row.step == Step.HANDLING), None)
        return {
            "code": code,
            "kind": record.kind,
            "state": PetitionState.HANDLED if outcome else PetitionState.RECEIVED,
            "received_on": record.received_on,
            **self._from.entered(),
            "backdate_reason": self._from.title[:300],
            "channel_id": self._from.channel_id,
            **_words(record, key),
            "sealed_key": key,
            "content_hash": vault.content_hash(record.content),
            "is_anonymous": record.is_anonymous,
            "eligible": None if outcome is None else outcome is not PetitionOutcome.FILE,
            "in_competence": record.in_competence,
            "outcome": outcome,
            "outcome_number": record.outcome_number,
            "outcome_body": record.outcome_body,
            "handled_on": record.received_on if outcome else None,
            "unit_id": place.unit_id,
            "field_id": place.field_id,
            "commune_id": place.commune_id,
            "persons": record.persons_present or 1,
            "persons_same_content": record.persons_same_content,
            "handling_due_on": clock.due_on if clock else None,
            "handling_target_on": clock.target_on if clock else None,
            "handling_rule_id": clock.rule_id if clock else None,
            "handling_rule_version": clock.version if clock else None,
            "promised_on": record.promised_on,
            "is_estimated": True,
            **self._from.staged(),
        }

    def _visit(self, record: Record, place: Place) -> Values:
        return {
            "received_on": record.received_on,
            "kind": record.kind,
            "persons": record.persons_present,
            "persons_same_content": record.persons_same_content,
            "in_competence": record.in_competence,
            "guided_to": record.outcome_body,
            "guide_number": record.outcome_number,
            "settled_before_by": record.settled_before_by,
            "by_head": record.by_head,
            "unit_id": place.unit_id,
            "field_id": place.field_id,
            "commune_id": place.commune_id,
            **self._from.entered(),
            **self._from.staged(),
        }

    def _crowd(self, record: Record, place: Place) -> Values:
        return {
            "gathered_on": record.received_on,
            "level": self._from.level,
            "persons": record.persons_present or record.persons_same_content or 1,
            "unit_id": place.unit_id,
            "field_id": place.field_id,
            "commune_id": place.commune_id,
            "remark": "" if record.persons_present else CROWD_REMARK,
            **self._from.entered(),
            **self._from.staged(),
        }


def _words(record: Record, key: bytes) -> Values:
    """The content: encrypted for a denunciation, else plain and searchable."""
    if record.kind is Kind.DENUNCIATION:
        sealed = vault.seal({"summary": record.content}, purpose=PURPOSE, key=key)
        return {"summary": "", "search": "", "sealed": sealed}
    search = f"{fold(record.content)}{SEARCH_MARK}{fold(record.name)}"
    return {"summary": record.content, "search": search, "sealed": None}


def _people(record: Record, key: bytes) -> tuple[Values | None, Values | None]:
    """The sender, and what of it must be encrypted; nothing for an anonymous petition."""
    if record.is_anonymous:
        return None, None
    is_protected = record.kind is Kind.DENUNCIATION
    party = {
        "is_protected": is_protected,
        "name": "" if is_protected else record.name,
        "folded": "" if is_protected else fold(record.name),
        "address": "" if is_protected else record.address,
        "name_key": "" if is_protected else sorted_words(record.name),
    }
    if not is_protected and not record.identity_number:
        return party, None
    secret = {"number": record.identity_number, "phone": "", "email": ""}
    if is_protected:
        secret |= {"name": record.name, "address": record.address}
    identity = {
        "sealed": vault.seal(secret, purpose=IDENTITY_PURPOSE, key=key),
        "number_hash": vault.number_hash(record.identity_number),
        "name_hash": vault.name_hash(record.name) if is_protected else "",
    }
    return party, identity
