"""Word templates that an administrator put in place of the shipped ones, and documents made from them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime


class WordTemplate(SQLModel, table=True):
    """One version of a template; the one without an end is in use, else the shipped file is."""

    __tablename__ = "word_templates"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= uploaded_at", name="ends_after_it_began"),
        Index(
            "ix_word_templates_in_use",
            "name",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    file_name: str = Field(default="", max_length=200)
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    size: int
    note: str = Field(default="", max_length=300)
    uploaded_by_id: int = Field(foreign_key="users.id")
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, foreign_key="users.id")


class MadeDocument(SQLModel, table=True):
    """A document that was kept with its case or petition; the file lies encrypted like every other.

    `names_sender` where the paper names a protected sender: reading it asks the same right as
    reading the identity. What a person typed for it is sealed, to be offered again.
    """

    __tablename__ = "made_documents"
    __table_args__ = (
        CheckConstraint("case_id IS NOT NULL OR petition_id IS NOT NULL", name="on_something"),
        CheckConstraint("(dropped_at IS NULL) = (dropped_by_id IS NULL)", name="dropping_has_a_person"),
        Index("ix_made_documents_case_id", "case_id"),
        Index("ix_made_documents_petition_id", "petition_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    event_id: int | None = Field(default=None, foreign_key="case_events.id", sa_type=BigId)
    action: str = Field(max_length=40)
    template: str = Field(max_length=60)
    # None is the shipped file.
    word_template_id: int | None = Field(default=None, foreign_key="word_templates.id")
    attachment_id: int = Field(foreign_key="attachments.id")
    is_draft: bool = True
    names_sender: bool = False
    sealed_typed: bytes | None = Field(default=None, sa_type=Sealed("document"))
    made_by_id: int = Field(foreign_key="users.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    # A document kept by mistake leaves the list and stays in the trail.
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dropped_by_id: int | None = Field(default=None, foreign_key="users.id")
