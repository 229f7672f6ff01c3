"""What leaders watch: crowds, over-level records, directives, and what follows a decision."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from models.base import BigId, Sealed, Tracked, UtcDateTime, enum_type
from models.enums import CaseOutcome, Kind, Level


class CrowdEvent(Tracked, table=True):
    """People gathered about one matter (đoàn đông người)."""

    __tablename__ = "crowd_events"
    __table_args__ = (
        CheckConstraint("persons >= 1", name="someone_came"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after_it_began"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voiding_has_a_reason"),
        Index("ix_crowd_events_gathered_on", "gathered_on"),
        Index("ix_crowd_events_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    gathered_on: date
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_ongoing: bool = False
    level: Level = Field(default=Level.DEPARTMENT, sa_type=enum_type(Level, "crowd_level"))
    place: str = Field(default="", max_length=200)
    persons: int
    representatives: int | None = None
    has_banners: bool | None = None
    received_by: str = Field(default="", max_length=120)
    result: str = Field(default="", max_length=500)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    unit_id: int = Field(foreign_key="units.id")
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    batch_id: int | None = Field(default=None, foreign_key="import_batches.id", index=True)
    remark: str = Field(default="", max_length=300)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)


class OverLevelRecord(Tracked, table=True):
    """A matter was taken to a level above the one competent (vượt cấp), by the law of that day."""

    __tablename__ = "over_level_records"
    __table_args__ = (
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voiding_has_a_reason"),
        Index("ix_over_level_records_recorded_on", "recorded_on"),
        Index("ix_over_level_records_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recorded_on: date
    level: Level = Field(sa_type=enum_type(Level, "over_level_level"))
    competent_level: Level = Field(default=Level.DEPARTMENT, sa_type=enum_type(Level, "over_level_competent"))
    body: str = Field(default="", max_length=200)
    persons: int = 1
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    unit_id: int = Field(foreign_key="units.id")
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)


class Directive(Tracked, table=True):
    """A superior's written opinion on a case, with the day by which an answer is due."""

    __tablename__ = "directives"
    __table_args__ = (
        CheckConstraint("due_on IS NULL OR due_on >= issued_on", name="due_after_issue"),
        Index("ix_directives_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    number: str = Field(max_length=60)
    from_body: str = Field(max_length=200)
    issued_on: date
    due_on: date | None = None
    answered_on: date | None = None
    answer_number: str = Field(default="", max_length=60)
    sealed_content: bytes | None = Field(default=None, sa_type=Sealed("directive"))
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)


class Decision(Tracked, table=True):
    """The decision, conclusion or answer that settles a case."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("served_on IS NULL OR served_on >= decided_on", name="served_after_decided"),
        Index("ix_decisions_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    kind: Kind = Field(sa_type=enum_type(Kind, "decision_kind"))
    number: str = Field(max_length=60)
    signer: str = Field(default="", max_length=120)
    outcome: CaseOutcome = Field(sa_type=enum_type(CaseOutcome, "decision_outcome"))
    decided_on: date
    served_on: date | None = None
    effective_on: date | None = None
    # True as long as the citizen may still complain when that day comes, or nobody knows (not served yet).
    is_effect_provisional: bool = True
    published_on: date | None = None
    enforced_on: date | None = None
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    # A decision whose event was undone stays in the trail.
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Obligation(Tracked, table=True):
    """What a decision orders somebody to do; money in đồng, land in square metres."""

    __tablename__ = "obligations"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="money_is_not_negative"),
        Index("ix_obligations_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decisions.id")
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    unit_id: int = Field(foreign_key="units.id")
    task: str = Field(max_length=300)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    area: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)


class Visit(Tracked, table=True):
    """One visit at the reception desk; persons present and persons with the same content apart."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voiding_has_a_reason"),
        Index("ix_visits_received_on", "received_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    received_on: date
    kind: Kind = Field(sa_type=enum_type(Kind, "visit_kind"))
    persons: int | None = None
    persons_same_content: int | None = None
    in_competence: bool | None = None
    guided_to: str = Field(default="", max_length=200)
    guide_number: str = Field(default="", max_length=60)
    settled_before_by: str = Field(default="", max_length=200)
    by_head: bool = False
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId, index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId, index=True)
    unit_id: int = Field(foreign_key="units.id")
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    batch_id: int | None = Field(default=None, foreign_key="import_batches.id", index=True)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)
