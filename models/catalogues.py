"""Lists that an administrator edits on screen: fields, communes, channels, settings, calendar."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.base import Tracked, UtcDateTime


class SubjectField(Tracked, table=True):
    """A field of state management (lĩnh vực), such as petrol or industrial clusters."""

    __tablename__ = "subject_fields"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    name_en: str = Field(default="", max_length=120)
    folded: str = Field(default="", max_length=120, index=True)
    position: int = 0
    valid_from: date
    valid_to: date | None = None


class Commune(Tracked, table=True):
    """A commune or ward; `tile_row` and `tile_column` place it on the map without the internet."""

    __tablename__ = "communes"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    folded: str = Field(default="", max_length=120, index=True)
    is_remote: bool = False
    population: int | None = None
    tile_row: int | None = None
    tile_column: int | None = None
    valid_from: date
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="communes.id")


class Channel(Tracked, table=True):
    """The way a petition arrives; `from_body` channels ask for the forwarding body."""

    __tablename__ = "channels"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=120)
    name_en: str = Field(default="", max_length=120)
    from_body: bool = False
    position: int = 0
    valid_from: date
    valid_to: date | None = None


class Setting(SQLModel, table=True):
    """A threshold or a text with its validity; the version of the day decides."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=80)
    value: str = Field(max_length=4000)
    valid_from: date
    note: str = Field(default="", max_length=300)


class CalendarDay(SQLModel, table=True):
    """A day that works, or does not, against the public calendar; with the letter that says so."""

    __tablename__ = "calendar_days"

    day: date = Field(primary_key=True)
    is_working: bool
    reason: str = Field(max_length=200)
    letter_number: str = Field(default="", max_length=80)
    is_verified: bool = False


class SavedView(SQLModel, table=True):
    """A named filter of one person for one page; shared, it is offered in a unit and everything below it.

    `query` is text as in a URL (services/stored_filters.py); it names what is asked for and
    gives no right to it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "page", "name"),
        # One person opens a page with one view.
        Index(
            "ix_saved_views_default",
            "user_id",
            "page",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    page: str = Field(max_length=40)
    name: str = Field(max_length=80)
    query: str = Field(max_length=1000)
    is_default: bool = False
    shared_unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)


class SavedMapping(SQLModel, table=True):
    """How the columns of a register of somebody's own are read."""

    __tablename__ = "saved_mappings"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    mapping: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    created_by_id: int = Field(foreign_key="users.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
