"""What people do about hot spots: files with reviews and measures, levels set by leaders, related cases."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.base import BigId, Sealed, Tracked, UtcDateTime, enum_type
from models.enums import ClusterTie, MeasureKind, OverrideOutcome, RiskLevel


class HotSpotFile(Tracked, table=True):
    """A case that leaders keep under watch: who answers for it, by what plan, and when they look again.

    There is no open file without a day of its next review. Plans and reasons may name people:
    encrypted for every kind, under the key of the case.
    """

    __tablename__ = "hot_spot_files"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (next_review_on IS NOT NULL)", name="open_has_a_review"),
        CheckConstraint("(closed_on IS NULL) = (sealed_reason IS NULL)", name="closed_has_a_reason"),
        CheckConstraint("next_review_on IS NULL OR next_review_on > opened_on", name="reviewed_later"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opening"),
        Index("ix_hot_spot_files_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    opened_on: date
    owner_unit_id: int = Field(foreign_key="units.id")
    # None: the unit as a whole.
    owner_id: int | None = Field(default=None, foreign_key="users.id")
    sealed_plan: bytes = Field(sa_type=Sealed("hot spot plan"))
    next_review_on: date | None = None
    closed_on: date | None = None
    sealed_reason: bytes | None = Field(default=None, sa_type=Sealed("hot spot reason"))
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)


class HotSpotMeasure(Tracked, table=True):
    """Something that was done to calm a hot spot, or the review or closing of its file, on a day.

    One that was recorded by mistake is taken back with a reason, and still stands to be read.
    """

    __tablename__ = "hot_spot_measures"
    __table_args__ = (
        CheckConstraint("(voided_at IS NULL) = (sealed_void_reason IS NULL)", name="voided_with_a_reason"),
        Index("ix_hot_spot_measures_file_id", "file_id"),
        Index("ix_hot_spot_measures_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="hot_spot_files.id")
    # That of the file: what is said here is under the key of the case.
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    kind: MeasureKind = Field(sa_type=enum_type(MeasureKind, "measure_kind"))
    taken_on: date
    sealed_note: bytes | None = Field(default=None, sa_type=Sealed("hot spot measure"))
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voided_by_id: int | None = Field(default=None, foreign_key="users.id")
    sealed_void_reason: bytes | None = Field(default=None, sa_type=Sealed("hot spot void reason"))


class LevelOverride(Tracked, table=True):
    """A level that a leader set for a case until a day, beside the level by points; judged after its end.

    What the points said then is kept, so that it can be told later who was right.
    """

    __tablename__ = "level_overrides"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_began"),
        CheckConstraint("level <> level_by_points", name="overrides_something"),
        CheckConstraint("(outcome IS NULL) = (judged_at IS NULL)", name="judged_with_an_outcome"),
        Index("ix_level_overrides_case_id", "case_id"),
        Index("ix_level_overrides_ends_on", "ends_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    level: RiskLevel = Field(sa_type=enum_type(RiskLevel, "override_level"))
    level_by_points: RiskLevel = Field(sa_type=enum_type(RiskLevel, "override_level_by_points"))
    points: int
    starts_on: date
    ends_on: date
    # From that day on it holds no more, though its end was later.
    lifted_on: date | None = None
    sealed_reason: bytes = Field(sa_type=Sealed("level reason"))
    set_by_id: int = Field(foreign_key="users.id")
    set_at: datetime = Field(sa_type=UtcDateTime)
    outcome: OverrideOutcome | None = Field(
        default=None, sa_type=enum_type(OverrideOutcome, "override_outcome")
    )
    sealed_judgement: bytes | None = Field(default=None, sa_type=Sealed("level judgement"))
    judged_by_id: int | None = Field(default=None, foreign_key="users.id")
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ClusterMember(Tracked, table=True):
    """Somebody confirmed or refused that a case belongs together with others about the same thing.

    A cluster is the cases confirmed for one tie and key. `name` is that of a project, a firm, a
    place or a trade, as it stands in plain words of cases; nothing of a denunciation.
    """

    __tablename__ = "cluster_members"
    __table_args__ = (
        UniqueConstraint("tie", "key", "case_id"),
        Index("ix_cluster_members_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    tie: ClusterTie = Field(sa_type=enum_type(ClusterTie, "cluster_tie"))
    key: str = Field(max_length=200)
    name: str = Field(max_length=200)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    is_confirmed: bool
    decided_by_id: int = Field(foreign_key="users.id")
    decided_at: datetime = Field(sa_type=UtcDateTime)
