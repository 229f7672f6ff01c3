"""Cases (vụ việc), their append-only history, their clocks, and who is kept out or let in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, Tracked, UtcDateTime, enum_type
from models.enums import CaseOutcome, CaseState, Complexity, Kind, Level, Recount, Step

_OPEN = text("closed_on IS NULL AND voided_at IS NULL")
_WAITING = text("recount = 'waiting'")


class Case(Tracked, table=True):
    """One matter to settle.

    `step`, `due_on` and `target_on` are the current mandatory clock of the
    authority, copied from its `Deadline` so that lists sort without a join.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_a_day"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_an_outcome"),
        CheckConstraint("instance IN (1, 2)", name="instance_is_first_or_second"),
        CheckConstraint("kind = 'complaint' OR instance = 1", name="only_complaints_have_instances"),
        CheckConstraint("NOT disciplinary OR kind = 'complaint'", name="only_complaints_are_disciplinary"),
        CheckConstraint("NOT further OR kind = 'denunciation'", name="only_denunciations_are_further"),
        CheckConstraint("accepted_on IS NULL OR accepted_on >= received_on", name="accepted_after_receipt"),
        CheckConstraint("closed_on IS NULL OR closed_on >= received_on", name="closed_after_receipt"),
        CheckConstraint("(due_on IS NULL) = (step IS NULL)", name="a_clock_has_a_step"),
        CheckConstraint(
            "NOT (kind = 'denunciation' OR is_protected) OR (summary = '' AND search = '')",
            name="protected_words_are_sealed",
        ),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voiding_has_a_reason"),
        # Open cases by nearest breach, with all that a reader's scope asks: counted without the rows.
        Index(
            "ix_cases_open_due",
            "due_on",
            "id",
            "closed_on",
            "voided_at",
            "kind",
            "unit_id",
            "officer_id",
            "is_estimated",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_cases_open_unit_due", "unit_id", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index(
            "ix_cases_open_officer_due",
            "officer_id",
            "due_on",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        # Counting all cases within a reader's scope, and paging by receipt, without touching the rows.
        Index(
            "ix_cases_standing",
            "received_on",
            "id",
            "voided_at",
            "closed_on",
            "kind",
            "unit_id",
            "officer_id",
        ),
        Index("ix_cases_unit_id_received_on", "unit_id", "received_on"),
        Index("ix_cases_received_on", "received_on"),
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805 - SQLAlchemy calls it on the class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    code: str = Field(unique=True, max_length=20)
    kind: Kind = Field(sa_type=enum_type(Kind, "case_kind"))
    instance: int = 1
    disciplinary: bool = False
    further: bool = False
    state: CaseState = Field(default=CaseState.NEW, sa_type=enum_type(CaseState, "case_state"))
    # The state to return to when a suspension ends.
    state_before: CaseState | None = Field(default=None, sa_type=enum_type(CaseState, "case_state_before"))
    outcome: CaseOutcome | None = Field(default=None, sa_type=enum_type(CaseOutcome, "case_outcome"))
    summary: str = Field(default="", max_length=2000)
    sealed: bytes | None = Field(default=None, sa_type=Sealed("case"))
    # The key of this case, itself sealed; the notes of its events, which nobody can change, are under it.
    sealed_key: bytes | None = Field(default=None, sa_type=Sealed("data key"))
    search: str = Field(default="", max_length=3000)
    is_protected: bool = False
    unit_id: int = Field(foreign_key="units.id")
    officer_id: int | None = Field(default=None, foreign_key="users.id")
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    addressed_level: Level = Field(default=Level.DEPARTMENT, sa_type=enum_type(Level, "case_addressed_level"))
    over_level: bool | None = None
    complexity: Complexity = Field(default=Complexity.PLAIN, sa_type=enum_type(Complexity, "complexity"))
    remote: bool = False
    persons: int = 1
    received_on: date
    accepted_on: date | None = None
    decided_on: date | None = None
    closed_on: date | None = None
    # Whether the decision came within its term; None before there is one.
    settled_in_time: bool | None = None
    step: Step | None = Field(default=None, sa_type=enum_type(Step, "case_step"))
    due_on: date | None = None
    target_on: date | None = None
    promised_on: date | None = None
    is_estimated: bool = False
    batch_id: int | None = Field(default=None, foreign_key="import_batches.id", index=True)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)
    version: int = Field(default=1, sa_type=Integer)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.voided_at is None

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today


class CaseEvent(SQLModel, table=True):
    """One thing that happened; everything derived is recomputed from the events, by the day they happened.

    Append-only. A mistake is put right by a later event that names it in `undoes_id`: the
    action "undo" takes it back, any other action stands in its place. `from_state` and
    `to_state` are what was true when the event was entered; nothing is derived from them.
    `complexity`, `remote` and `variant` say what was found out on that day; None says nothing.
    """

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case_id_happened_on", "case_id", "happened_on"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    action: str = Field(max_length=40)
    from_state: CaseState | None = Field(default=None, sa_type=enum_type(CaseState, "event_from_state"))
    to_state: CaseState | None = Field(default=None, sa_type=enum_type(CaseState, "event_to_state"))
    # What the action found, where it leaves a choice (right, partly right, wrong).
    outcome: CaseOutcome | None = Field(default=None, sa_type=enum_type(CaseOutcome, "event_outcome"))
    happened_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by_id: int = Field(foreign_key="users.id")
    backdate_reason: str = Field(default="", max_length=300)
    document_number: str = Field(default="", max_length=60)
    document_on: date | None = None
    signer: str = Field(default="", max_length=120)
    from_unit_id: int | None = Field(default=None, foreign_key="units.id")
    to_unit_id: int | None = Field(default=None, foreign_key="units.id")
    officer_id: int | None = Field(default=None, foreign_key="users.id")
    complexity: Complexity | None = Field(default=None, sa_type=enum_type(Complexity, "event_complexity"))
    remote: bool | None = None
    # A rule of its own that the case falls under (clocks.csv); '' says that it falls under none.
    variant: str | None = Field(default=None, max_length=40)
    # Notes and reasons may carry names: encrypted for every kind.
    sealed_note: bytes | None = Field(default=None, sa_type=Sealed("event"))
    # Why this event stands in the place of the one it undoes.
    sealed_reason: bytes | None = Field(default=None, sa_type=Sealed("event"))
    attachment_id: int | None = Field(default=None, foreign_key="attachments.id")
    undoes_id: int | None = Field(default=None, foreign_key="case_events.id", sa_type=BigId)


class Deadline(Tracked, table=True):
    """One legal clock of a case, with the rule version that it is pinned to."""

    __tablename__ = "deadlines"
    __table_args__ = (
        CheckConstraint("paused_days >= 0 AND extensions >= 0", name="pauses_and_extensions_are_counted"),
        Index("ix_deadlines_case_id", "case_id"),
        Index("ix_deadlines_rule_id", "rule_id"),
        # The few whose dates an administrator has to decide about.
        Index("ix_deadlines_waiting", "case_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    step: Step = Field(sa_type=enum_type(Step, "deadline_step"))
    rule_id: str = Field(max_length=20)
    rule_version: int
    started_on: date
    raw_end: date
    due_on: date
    target_on: date
    paused_days: int = 0
    extensions: int = 0
    met_on: date | None = None
    # Set where the dates stand although rules or calendar of today would give others.
    recount: Recount | None = Field(default=None, sa_type=enum_type(Recount, "deadline_recount"))
    # A clock that an undone or corrected event took away stays in the trail.
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CaseExclusion(Tracked, table=True):
    """The wall: this user, or everybody in this unit, must not see this case, counts and search included.

    A row that `admits` lets one user keep what is closed to the whole department.
    """

    __tablename__ = "case_exclusions"
    __table_args__ = (
        UniqueConstraint("case_id", "user_id"),
        UniqueConstraint("case_id", "unit_id"),
        CheckConstraint("(user_id IS NULL) <> (unit_id IS NULL)", name="a_person_or_a_unit"),
        CheckConstraint("NOT admits OR user_id IS NOT NULL", name="a_person_is_admitted"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId, index=True)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    admits: bool = False
    reason: str = Field(default="", max_length=40)


class CaseGrant(Tracked, table=True):
    """A verifier may see this case although his role would not show it, until a day or for good.

    One row for a person and a case; an earlier grant of the pair stands in the trail.
    """

    __tablename__ = "case_grants"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId, index=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    granted_by_id: int = Field(foreign_key="users.id")
    granted_at: datetime = Field(sa_type=UtcDateTime)
    valid_to: date | None = None
    # Reasons may carry names: encrypted for every kind.
    sealed_reason: bytes | None = Field(default=None, sa_type=Sealed("grant"))
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
