"""Official figures: what the whole department counted for a reporting quarter, frozen."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class OfficialQuarter(SQLModel, table=True):
    """The figures of one reporting quarter as they were published; append-only.

    `figures` holds by kind, unit and field how many of each measure there were. Numbers of
    denunciations stand here whole; services/statistics/official.py says which may be shown.
    `threshold` is the smallest number of denunciations that was shown when it was published.
    """

    __tablename__ = "official_quarters"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    start: date
    end: date
    threshold: int
    figures: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    published_by_id: int = Field(foreign_key="users.id")
    published_at: datetime = Field(sa_type=UtcDateTime)
