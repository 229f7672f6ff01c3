"""The statistical warning: scored weeks, alarms and their life, what people said, sensitive days."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Sealed, UtcDateTime, enum_type
from models.enums import AlarmColour, AlarmLabel, AlarmScope, SensitiveKind, WarningStream


class WarningRun(SQLModel, table=True):
    """One week as it was scored; append-only: scoring it again adds a version.

    `counts` are the packed weekly counts of all streams up to that week as they were on record then,
    so that every alarm can be computed again (services/warning/replaying.py): numbers by commune,
    field and unit, no matter and no person. `settings` holds thresholds and budgets by name,
    `notes` what a reader has to know: weeks without record, matters without place, late entries.
    """

    __tablename__ = "warning_runs"
    __table_args__ = (UniqueConstraint("monday", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    monday: date
    version: int = 1
    # How `counts` is to be read, and by which method it was scored.
    format: int
    method: str = Field(max_length=20)
    as_of: datetime = Field(sa_type=UtcDateTime)
    settings: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    notes: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    counts: bytes = Field(sa_type=LargeBinary)
    # None: run by the timer.
    run_by_id: int | None = Field(default=None, foreign_key="users.id")


class WarningAlarm(SQLModel, table=True):
    """An alarm from its first week to its last; what it rested on each week is in its signals."""

    __tablename__ = "warning_alarms"
    __table_args__ = (
        CheckConstraint("last_week >= first_week", name="ends_after_it_began"),
        CheckConstraint("closed_week IS NULL OR closed_week > last_week", name="closed_after_quiet_weeks"),
        CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)", name="a_unit_has_its_id"),
        CheckConstraint("(scope = 'cell') = (commune_id IS NOT NULL)", name="a_cell_has_its_commune"),
        Index("ix_warning_alarms_closed_week", "closed_week"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream: WarningStream = Field(sa_type=enum_type(WarningStream, "warning_stream"))
    scope: AlarmScope = Field(sa_type=enum_type(AlarmScope, "alarm_scope"))
    colour: AlarmColour = Field(sa_type=enum_type(AlarmColour, "alarm_colour"))
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    # None: all fields together.
    field_id: int | None = Field(default=None, foreign_key="subject_fields.id")
    unit_id: int | None = Field(default=None, foreign_key="units.id")
    # Mondays: of the first signal, of the latest one, and of the week at whose end it was closed.
    first_week: date
    last_week: date
    closed_week: date | None = None
    # The run that scored its only week again and did not find it; it counts no more.
    superseded_by_id: int | None = Field(default=None, foreign_key="warning_runs.id")


class WarningSignal(SQLModel, table=True):
    """The numbers of an alarm in one run; append-only.

    `seen` against `expected` in `window_weeks` weeks in the commune (or unit, or province); `zone` names the
    communes of which it has the most too many, with their sums. `p` is chance for the place alone,
    `q` the share of false ones among all at least as striking, `score` that of the scan. Of an alarm of
    all streams these are the numbers of new matters, and `parts` has those of each stream.
    """

    __tablename__ = "warning_signals"
    __table_args__ = (
        UniqueConstraint("run_id", "alarm_id"),
        Index("ix_warning_signals_alarm_id", "alarm_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="warning_runs.id")
    alarm_id: int = Field(foreign_key="warning_alarms.id")
    colour: AlarmColour = Field(sa_type=enum_type(AlarmColour, "signal_colour"))
    window_weeks: int
    zone: list = Field(sa_type=JSON)  # type: ignore[type-arg]
    seen: int
    expected: float
    zone_seen: int
    zone_expected: float
    parts: list | None = Field(default=None, sa_type=JSON)  # type: ignore[type-arg]
    p: float
    q: float
    score: float
    history_weeks: int
    is_provisional: bool = False


class WarningJudgement(SQLModel, table=True):
    """What somebody said of an alarm: noted, and later what it was; append-only, the latest counts."""

    __tablename__ = "warning_judgements"
    __table_args__ = (Index("ix_warning_judgements_alarm_id", "alarm_id"),)

    id: int | None = Field(default=None, primary_key=True)
    alarm_id: int = Field(foreign_key="warning_alarms.id")
    label: AlarmLabel = Field(sa_type=enum_type(AlarmLabel, "alarm_label"))
    # What people write may name people: encrypted.
    sealed_note: bytes | None = Field(default=None, sa_type=Sealed("alarm note"))
    said_by_id: int = Field(foreign_key="users.id")
    said_at: datetime = Field(sa_type=UtcDateTime)


class WarningBacktest(SQLModel, table=True):
    """The warning tried on the weeks behind it; append-only. `content` holds numbers alone."""

    __tablename__ = "warning_backtests"

    id: int | None = Field(default=None, primary_key=True)
    monday: date
    weeks: int
    content: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    made_at: datetime = Field(sa_type=UtcDateTime)


class SensitivePeriod(SQLModel, table=True):
    """Days on which a matter becomes a hot spot sooner: an election, a congress, a project that begins.

    With a commune it is a known cause there and stands beside its alarms; it silences none.
    """

    __tablename__ = "sensitive_periods"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_it_began"),
        Index("ix_sensitive_periods_last_on", "last_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: SensitiveKind = Field(sa_type=enum_type(SensitiveKind, "sensitive_kind"))
    name: str = Field(max_length=120)
    first_on: date
    last_on: date
    # None: the whole province.
    commune_id: int | None = Field(default=None, foreign_key="communes.id")
    entered_by_id: int = Field(foreign_key="users.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
