"""Unfinished entry, files, imports, the audit trail and the counters behind them."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime, enum_type
from models.enums import BatchState


class Draft(SQLModel, table=True):
    """What someone typed and has not saved yet; encrypted, one row per form in hand."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "form", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    form: str = Field(max_length=40)
    key: str = Field(max_length=40)
    sealed: bytes = Field(sa_type=Sealed("draft"))
    saved_at: datetime = Field(sa_type=UtcDateTime)


class Attachment(SQLModel, table=True):
    """A file by its hash, never altered; always encrypted on disk."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_petition_id", "petition_id"),
        Index("ix_attachments_redacts_id", "redacts_id"),
        CheckConstraint("(redacts_id IS NULL) = (sealed_boxes IS NULL)", name="redacted_copies_have_boxes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, index=True)
    # The name on the clerk's disk may hold a person's name: encrypted.
    sealed_name: bytes = Field(sa_type=Sealed("file name"))
    media_type: str = Field(max_length=100)
    size: int
    is_encrypted: bool = False
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    draft_id: int | None = Field(default=None, foreign_key="drafts.id")
    # A redacted copy belongs to its original and to nothing else; what it hides is sealed.
    redacts_id: int | None = Field(default=None, foreign_key="attachments.id")
    sealed_boxes: bytes | None = Field(default=None, sa_type=Sealed("redaction"))
    uploaded_by_id: int = Field(foreign_key="users.id")
    uploaded_at: datetime = Field(sa_type=UtcDateTime)


class ImportBatch(SQLModel, table=True):
    """One run of an import with its counts; `rows` is the sum of the four others."""

    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint(
            "rows = accepted + remarked + held_back + already_present", name="every_row_is_accounted_for"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_name: str = Field(max_length=200)
    file_sha256: str = Field(max_length=64)
    layout: str = Field(max_length=60)
    title: str = Field(default="", max_length=200)
    year: int | None = None
    state: BatchState = Field(default=BatchState.STAGING, sa_type=enum_type(BatchState, "batch_state"))
    rows: int = 0
    accepted: int = 0
    remarked: int = 0
    held_back: int = 0
    already_present: int = 0
    imported_by_id: int = Field(foreign_key="users.id")
    imported_at: datetime = Field(sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = Field(default="", max_length=300)


class ImportRow(SQLModel, table=True):
    """One row of a register: where it stood, what became of it, and the reasons as codes."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_place", "place"),
        Index("ix_import_rows_batch_id", "batch_id"),
        Index("ix_import_rows_petition_id", "petition_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    batch_id: int = Field(foreign_key="import_batches.id")
    row_number: int
    # Layout, title, year and row number of the register, as one key.
    place: str = Field(max_length=300)
    content_hash: str = Field(max_length=64)
    result: str = Field(max_length=20)
    reasons: list = Field(sa_type=JSON)  # type: ignore[type-arg]
    # The cells as they stood, for the file of held-back rows; encrypted.
    sealed: bytes | None = Field(default=None, sa_type=Sealed("import_row"))
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)


class AuditEntry(SQLModel, table=True):
    """Who did or saw what; append-only. Protected fields stand here as names and hashes only."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject", "subject_id"),
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_action_at", "action", "at"),
        Index("ix_audit_entries_user_id_at", "user_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="users.id")
    actor: str = Field(max_length=120)
    action: str = Field(max_length=60)
    subject: str = Field(default="", max_length=40)
    subject_id: int | None = Field(default=None, sa_type=BigInteger)
    details: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]
    reason: str = Field(default="", max_length=300)


class InboxItem(SQLModel, table=True):
    """A message inside the product: something came back, or waits."""

    __tablename__ = "inbox_items"
    __table_args__ = (Index("ix_inbox_items_user_id_read_at", "user_id", "read_at"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    topic: str = Field(max_length=60)
    values: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CodeCounter(SQLModel, table=True):
    """The last number given out in a calendar year; locked while the next one is taken."""

    __tablename__ = "code_counters"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int = 0


class ChangeCounter(SQLModel, table=True):
    """One row: the number of the latest write that facts have to follow."""

    __tablename__ = "change_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: int = Field(default=0, sa_type=BigInteger)


class Tombstone(SQLModel, table=True):
    """A followed row that is gone from its table; `changed` as in `Tracked`."""

    __tablename__ = "tombstones"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    table_name: str = Field(max_length=40)
    row_id: int = Field(sa_type=BigInteger)
    changed: int = Field(default=0, sa_type=BigInteger, index=True)
    gone_on: date
