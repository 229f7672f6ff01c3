"""Keys that outlast a change of the master key; nothing here is of use without that."""

from sqlmodel import Field, SQLModel

from models.base import Sealed


class LastingKey(SQLModel, table=True):
    """The key behind hashes that cannot be computed again, because their words are kept nowhere."""

    __tablename__ = "lasting_keys"

    purpose: str = Field(primary_key=True, max_length=40)
    sealed_key: bytes = Field(sa_type=Sealed("data key"))
