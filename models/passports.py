"""Number passports: the code of a figure, the question behind it, and what a reader saw under it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.base import BigId, UtcDateTime


class NumberPassport(SQLModel, table=True):
    """One reader's sight of a figure; append-only.

    The same question on the same day has the same `code` for everybody; `value` is what this
    reader saw, and is told to nobody else. `question` holds days, ids and words of closed lists
    as a URL has them, never a name or a word that somebody typed.
    """

    __tablename__ = "number_passports"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    code: str = Field(index=True, max_length=12)
    figure: str = Field(max_length=60)
    question: str = Field(max_length=1000)
    seen_on: date
    value: float | None = None
    user_id: int = Field(foreign_key="users.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
