"""What a clerk enters about one petition: plain validated values, and the name of each field."""

from datetime import date
from typing import Any

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from models.enums import Kind, Level, PartyRole, PetitionOutcome
from services.text import N_, nfc, tidy

# The name of each field as it stands on the form; refusals name the field by it.
LABELS = {
    "kind": N_("Kind of petition"),
    "received_on": N_("Date of the receipt stamp"),
    "backdate_reason": N_("Reason for the late entry"),
    "channel_id": N_("Way it came"),
    "sender_body": N_("Forwarding body"),
    "sender_number": N_("Number of its letter"),
    "sender_on": N_("Date of its letter"),
    "petition_on": N_("Date on the petition"),
    "eoffice_number": N_("Number in the e-office"),
    "summary": N_("Content in short"),
    "about": N_("What is complained of"),
    "name": N_("Full name"),
    "address": N_("Address"),
    "number": N_("Identity number"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "role": N_("Takes part as"),
    "is_anonymous": N_("Anonymous"),
    "is_protected": N_("Asks for protection of identity"),
    "respondent_name": N_("Respondent or denounced person"),
    "respondent_address": N_("Office or address of that person"),
    "respondent_user_id": N_("Person on our staff"),
    "respondent_unit_id": N_("Denounced unit of ours"),
    "also_denounced_ids": N_("Others on our staff who are denounced"),
    "not_our_staff": N_("Not our staff"),
    "signatories": N_("People who signed"),
    "persons": N_("People present"),
    "persons_same_content": N_("People with the same content"),
    "field_id": N_("Field"),
    "commune_id": N_("Commune"),
    "unit_id": N_("Receiving unit"),
    "addressed_level": N_("Addressed to"),
    "over_level": N_("Over-level"),
    "competent_level": N_("Competent level"),
    "instance": N_("Instance"),
    "disciplinary": N_("Against a disciplinary decision"),
    "further": N_("Further denunciation"),
    "eligible": N_("Eligible for handling"),
    "in_competence": N_("In our competence"),
    "duplicate_of_id": N_("Same as an earlier petition"),
    "note": N_("Internal note"),
    "scans": N_("Scans"),
    "crowd_place": N_("Where the people gathered"),
    "crowd_representatives": N_("Representatives"),
    "crowd_banners": N_("With banners"),
    "crowd_is_ongoing": N_("Still there"),
    "outcome": N_("Result of the handling"),
    "outcome_number": N_("Number of the document"),
    "outcome_body": N_("Body it goes to"),
    "outcome_reason": N_("Grounds"),
    "signer": N_("Signed by"),
    "handled_on": N_("Date of the document"),
    "reason": N_("Reason"),
}


class Entry(SQLModel):
    """Text that is NFC and free of stray white space, whoever typed it."""

    @field_validator("*", mode="before")
    @classmethod
    def _tidy(cls, value: Any, info: Any) -> Any:
        if not isinstance(value, str):
            return value
        # Line breaks in the words of a petition are the writer's; elsewhere they are accidents.
        return nfc(value) if info.field_name in ("summary", "about", "note") else tidy(value)


class PersonInput(Entry):
    """One person as the paper names him."""

    name: str = ""
    address: str = ""
    number: str = ""
    phone: str = ""
    email: str = ""
    role: PartyRole = PartyRole.PETITIONER

    @property
    def is_blank(self) -> bool:
        return not (self.name or self.address or self.number or self.phone or self.email)


class CrowdInput(Entry):
    """The four things asked about people who came together."""

    place: str = ""
    representatives: int | None = None
    has_banners: bool | None = None
    is_ongoing: bool = False


class HandlingInput(Entry):
    """How the handling of a petition ended, with its document."""

    outcome: PetitionOutcome
    number: str = ""
    body: str = ""
    signer: str = ""
    handled_on: date
    reason: str = ""
    backdate_reason: str = ""


class PetitionInput(Entry):
    """One petition as it is entered; `petition_checks.problems` says what is wrong with it."""

    kind: Kind | None = None
    received_on: date | None = None
    backdate_reason: str = ""
    channel_id: int | None = None
    sender_body: str = ""
    sender_number: str = ""
    sender_on: date | None = None
    petition_on: date | None = None
    eoffice_number: str = ""
    summary: str = ""
    about: str = ""
    people: list[PersonInput] = Field(default_factory=list)
    is_anonymous: bool = False
    is_protected: bool = False
    respondent_name: str = ""
    respondent_address: str = ""
    respondent_user_id: int | None = None
    # A denounced organisation of ours: whoever heads it is then denounced.
    respondent_unit_id: int | None = None
    also_denounced_ids: list[int] = Field(default_factory=list)
    not_our_staff: bool = False
    signatories: int = 1
    persons: int = 1
    persons_same_content: int | None = None
    field_id: int | None = None
    commune_id: int | None = None
    unit_id: int | None = None
    addressed_level: Level = Level.DEPARTMENT
    # None is "not recorded", never "no".
    over_level: bool | None = None
    competent_level: Level | None = None
    instance: int = 1
    disciplinary: bool = False
    further: bool = False
    eligible: bool | None = True
    in_competence: bool | None = None
    duplicate_of_id: int | None = None
    dismissed_ids: list[int] = Field(default_factory=list)
    note: str = ""
    crowd: CrowdInput = Field(default_factory=CrowdInput)
    handling: HandlingInput | None = None
    draft_key: str = ""

    @property
    def is_sealed(self) -> bool:
        """Whether names and words of this petition may stand nowhere in plain text."""
        return self.kind is Kind.DENUNCIATION or self.is_protected

    @property
    def accused_user_ids(self) -> frozenset[int]:
        """Everybody on our staff whom a denunciation names; nobody for other kinds."""
        if self.kind is not Kind.DENUNCIATION:
            return frozenset()
        first = {self.respondent_user_id} if self.respondent_user_id is not None else set()
        return frozenset(first | set(self.also_denounced_ids))

    @property
    def accused_unit_ids(self) -> frozenset[int]:
        """The unit of ours that a denunciation names."""
        if self.kind is not Kind.DENUNCIATION or self.respondent_unit_id is None:
            return frozenset()
        return frozenset({self.respondent_unit_id})

    @property
    def named_people(self) -> list[PersonInput]:
        """The people with something written about them; none of an anonymous petition."""
        return [] if self.is_anonymous else [person for person in self.people if not person.is_blank]
