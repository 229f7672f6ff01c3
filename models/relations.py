"""How cases stand to one another: merged, split, a second complaint against a first decision."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import BigId, UtcDateTime, enum_type
from models.enums import RelationKind


class CaseRelation(SQLModel, table=True):
    """One case and the case, or the decision of another body, that it comes from.

    `moved` holds the ids of what a merge or a split carried over, by table, so that it can be
    undone exactly. A relation that was undone stays in the trail with `dropped_at`.
    """

    __tablename__ = "case_relations"
    __table_args__ = (
        CheckConstraint("other_id IS NOT NULL OR decision_number <> ''", name="relates_to_something"),
        CheckConstraint("other_id IS NULL OR other_id <> case_id", name="not_to_itself"),
        Index("ix_case_relations_case_id", "case_id"),
        Index("ix_case_relations_other_id", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    other_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    relation: RelationKind = Field(sa_type=enum_type(RelationKind, "case_relation"))
    # The first decision, where another body issued it or no case of ours holds it.
    decision_number: str = Field(default="", max_length=60)
    decided_on: date | None = None
    decided_by: str = Field(default="", max_length=200)
    # When the citizen received it: his term for the second complaint counts from then.
    served_on: date | None = None
    moved: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
