"""Petitions (đơn), their people and what was decided about likely duplicates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, Tracked, UtcDateTime, enum_type
from models.enums import (
    DuplicateVerdict,
    Kind,
    Level,
    PartyRole,
    PetitionOutcome,
    PetitionState,
    Recount,
)


class Petition(Tracked, table=True):
    """One document that came in.

    A denunciation, or a petition of someone who asks for protection, keeps its
    words in `sealed` (encrypted JSON) and none in `summary` or `search`.
    """

    __tablename__ = "petitions"
    __table_args__ = (
        CheckConstraint(
            "NOT (kind = 'denunciation' OR is_protected) OR (summary = '' AND search = '')",
            name="protected_words_are_sealed",
        ),
        CheckConstraint("(outcome IS NULL) = (handled_on IS NULL)", name="outcome_has_a_day"),
        CheckConstraint(
            "outcome IS NULL OR outcome NOT IN ('return', 'file') OR eligible = false",
            name="returned_or_filed_is_not_eligible",
        ),
        CheckConstraint(
            "NOT (kind = 'complaint' AND outcome IS NOT NULL AND outcome = 'forward')",
            name="complaints_are_never_forwarded",
        ),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voiding_has_a_reason"),
        CheckConstraint("persons >= 0 AND signatories >= 0", name="people_are_counted"),
        Index("ix_petitions_unit_id_received_on", "unit_id", "received_on"),
        Index("ix_petitions_received_on", "received_on"),
        Index(
            "ix_petitions_waiting",
            "handling_due_on",
            sqlite_where=text("handled_on IS NULL AND voided_at IS NULL"),
            postgresql_where=text("handled_on IS NULL AND voided_at IS NULL"),
        ),
        Index("ix_petitions_content_hash", "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    code: str = Field(unique=True, max_length=20)
    kind: Kind = Field(sa_type=enum_type(Kind, "petition_kind"))
    state: PetitionState = Field(
        default=PetitionState.RECEIVED, sa_type=enum_type(PetitionState, "petition_state")
    )
    received_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by_id: int = Field(foreign_key="users.id")
    backdate_reason: str = Field(default="", max_length=300)
    petition_on: date | None = None
    channel_id: int = Field(foreign_key="channels.id")
    sender_body: str = Field(default="", max_length=200)
    sender_number: str = Field(default="", max_length=60)
    sender_on: date | None = None
    eoffice_number: str = Field(default="", max_length=60)
    summary: str = Field(default="", max_length=2000)
    sealed: bytes | None = Field(default=None, sa_type=Sealed("petition"))
    # The key of this petition, itself sealed: what is said of it can be destroyed by destroying that.
    sealed_key: bytes | None = Field(default=None, sa_type=Sealed("data key"))
    search: str = Field(default="", max_length=3000)
    content_hash: str = Field(default="", max_length=64)
    is_protected: bool = False
    is_anonymous: bool = False
    eligible: bool | None = None
    in_competence: bool | None = None
    outcome: PetitionOutcome | None = Field(
        default=None, sa_type=enum_type(PetitionOutcome, "petition_outcome")
    )
    outcome_number: str = Field(default="", max_length=60)
    outcome_body: str = Field(default="", max_length=200)
    handled_on: date | None = None
    unit_id: int = Field(foreign_key="units.id")
    officer_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    signatories: int = 1
    persons: int = 1
    persons_same_content: int | None = None
    addressed_level: Level = Field(
        default=Level.DEPARTMENT, sa_type=enum_type(Level, "petition_addressed_level")
    )
    # None is "not recorded", never "no".
    over_level: bool | None = None
    duplicate_of_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId, index=True)
    handling_due_on: date | None = None
    handling_target_on: date | None = None
    # The rule version behind the two dates, and whether they stand against rules or calendar of today.
    handling_rule_id: str | None = Field(default=None, max_length=20)
    handling_rule_version: int | None = None
    handling_recount: Recount | None = Field(default=None, sa_type=enum_type(Recount, "petition_recount"))
    promised_on: date | None = None
    is_estimated: bool = False
    batch_id: int | None = Field(default=None, foreign_key="import_batches.id", index=True)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)


class PetitionCase(SQLModel, table=True):
    """Which petitions belong to which case; a mixed petition has one row per part."""

    __tablename__ = "petition_cases"
    __table_args__ = (UniqueConstraint("petition_id", "part"),)

    petition_id: int = Field(foreign_key="petitions.id", primary_key=True, sa_type=BigId)
    case_id: int = Field(foreign_key="cases.id", primary_key=True, sa_type=BigId, index=True)
    part: int = 1


class PetitionExclusion(Tracked, table=True):
    """The wall of a petition, as that of a case; it stands from intake on, whether there is a case or not."""

    __tablename__ = "petition_exclusions"
    __table_args__ = (
        UniqueConstraint("petition_id", "user_id"),
        UniqueConstraint("petition_id", "unit_id"),
        CheckConstraint("(user_id IS NULL) <> (unit_id IS NULL)", name="a_person_or_a_unit"),
        CheckConstraint("NOT admits OR user_id IS NOT NULL", name="a_person_is_admitted"),
    )

    id: int | None = Field(default=None, primary_key=True)
    petition_id: int = Field(foreign_key="petitions.id", sa_type=BigId, index=True)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    admits: bool = False
    reason: str = Field(default="", max_length=40)


class Party(SQLModel, table=True):
    """A person of a petition; the name of a protected person is only in the identity."""

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint(
            "NOT is_protected OR (name = '' AND folded = '' AND address = '')", name="protected_has_no_name"
        ),
        Index("ix_parties_name_key", "name_key"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    petition_id: int = Field(foreign_key="petitions.id", sa_type=BigId, index=True)
    role: PartyRole = Field(default=PartyRole.PETITIONER, sa_type=enum_type(PartyRole, "party_role"))
    ordinal: int = 1
    is_protected: bool = False
    name: str = Field(default="", max_length=200)
    folded: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=300)
    # The folded words of the name in alphabetical order; empty for protected people.
    name_key: str = Field(default="", max_length=200)
    user_id: int | None = Field(default=None, foreign_key="users.id")
    # A denounced unit of ours: whoever heads it is then denounced.
    unit_id: int | None = Field(default=None, foreign_key="units.id")
    not_our_staff: bool = False
    # Whom only one part of a mixed petition is about; None for people of the whole petition.
    part: int | None = None


class Identity(SQLModel, table=True):
    """What must never be read in passing: encrypted, with keyed hashes for finding duplicates."""

    __tablename__ = "identities"
    __table_args__ = (
        Index("ix_identities_number_hash", "number_hash"),
        Index("ix_identities_name_hash", "name_hash"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    party_id: int = Field(foreign_key="parties.id", unique=True, sa_type=BigId)
    sealed: bytes = Field(sa_type=Sealed("identity"))
    number_hash: str = Field(default="", max_length=64)
    name_hash: str = Field(default="", max_length=64)


class DuplicateDecision(SQLModel, table=True):
    """A person judged a likely duplicate: the same petition again, or not."""

    __tablename__ = "duplicate_decisions"
    __table_args__ = (UniqueConstraint("petition_id", "other_id"),)

    id: int | None = Field(default=None, primary_key=True)
    petition_id: int = Field(foreign_key="petitions.id", sa_type=BigId)
    other_id: int = Field(foreign_key="petitions.id", sa_type=BigId)
    verdict: DuplicateVerdict = Field(sa_type=enum_type(DuplicateVerdict, "duplicate_verdict"))
    decided_by_id: int = Field(foreign_key="users.id")
    decided_at: datetime = Field(sa_type=UtcDateTime)


class Note(SQLModel, table=True):
    """An internal note on a petition or a case; encrypted throughout."""

    __tablename__ = "notes"
    __table_args__ = (CheckConstraint("petition_id IS NOT NULL OR case_id IS NOT NULL", name="on_something"),)

    id: int | None = Field(default=None, primary_key=True)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId, index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId, index=True)
    sealed: bytes = Field(sa_type=Sealed("note"))
    written_by_id: int = Field(foreign_key="users.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
