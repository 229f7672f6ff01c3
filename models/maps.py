"""The outlines of communes, supplied by the administrator and kept for the map."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class CommuneOutline(SQLModel, table=True):
    """The outline of a commune in degrees, simplified; `rings` are closed lines of [longitude, latitude]."""

    __tablename__ = "commune_outlines"

    commune_id: int = Field(
        primary_key=True, foreign_key="communes.id", sa_column_kwargs={"autoincrement": False}
    )
    rings: list = Field(sa_type=JSON)  # type: ignore[type-arg]
    # A point inside, where the name stands and a click is looked for.
    longitude: float
    latitude: float
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    loaded_by_id: int = Field(foreign_key="users.id")
