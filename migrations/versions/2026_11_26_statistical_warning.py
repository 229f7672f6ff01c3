"""keep scored weeks, alarms with their numbers and what was said of them, and sensitive days"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_statistical_warning"
down_revision = "2026_11_26_cluster_members"
branch_labels = None
depends_on = None

RUNS, ALARMS, SIGNALS = "warning_runs", "warning_alarms", "warning_signals"
JUDGEMENTS, BACKTESTS, PERIODS = "warning_judgements", "warning_backtests", "sensitive_periods"
GUARDED = (RUNS, SIGNALS, JUDGEMENTS, BACKTESTS)
COLOURS = "('red', 'amber')"


def upgrade() -> None:
    op.create_table(
        RUNS,
        _id(),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("run_by_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("monday", "version", name=op.f(f"uq_{RUNS}_monday_version")),
        *_keys(RUNS, run_by_id="users"),
    )
    op.create_table(
        ALARMS,
        _id(),
        _word("stream", ALARMS, "warning_stream", "('received', 'repeats', 'crowds', 'over_level')"),
        _word("scope", ALARMS, "alarm_scope", "('cell', 'unit', 'field')"),
        _word("colour", ALARMS, "alarm_colour", COLOURS),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in ("commune", "field", "unit")),
        sa.Column("first_week", sa.Date(), nullable=False),
        sa.Column("last_week", sa.Date(), nullable=False),
        sa.Column("closed_week", sa.Date(), nullable=True),
        _check(ALARMS, "ends_after_it_began", "last_week >= first_week"),
        _check(ALARMS, "closed_after_quiet_weeks", "closed_week IS NULL OR closed_week > last_week"),
        _check(ALARMS, "a_unit_has_its_id", "(scope = 'unit') = (unit_id IS NOT NULL)"),
        _check(ALARMS, "a_cell_has_its_commune", "(scope = 'cell') = (commune_id IS NOT NULL)"),
        *_keys(ALARMS, commune_id="communes", field_id="subject_fields", unit_id="units"),
    )
    op.create_table(
        SIGNALS,
        _id(),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        _word("colour", SIGNALS, "signal_colour", COLOURS),
        sa.Column("window_weeks", sa.Integer(), nullable=False),
        sa.Column("zone", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("seen", "zone_seen", "history_weeks")),
        *(
            sa.Column(name, sa.Float(), nullable=False)
            for name in ("expected", "zone_expected", "p", "q", "score")
        ),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("run_id", "alarm_id", name=op.f(f"uq_{SIGNALS}_run_id_alarm_id")),
        *_keys(SIGNALS, run_id=RUNS, alarm_id=ALARMS),
    )
    op.create_table(
        JUDGEMENTS,
        _id(),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        _word("label", JUDGEMENTS, "alarm_label", "('noted', 'true', 'known', 'data_error', 'calmed')"),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *_keys(JUDGEMENTS, alarm_id=ALARMS, said_by_id="users"),
    )
    op.create_table(
        BACKTESTS,
        _id(),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_keys(BACKTESTS),
    )
    kinds = "('tet', 'holiday', 'election', 'congress', 'project', 'other')"
    op.create_table(
        PERIODS,
        _id(),
        _word("kind", PERIODS, "sensitive_kind", kinds),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _check(PERIODS, "ends_after_it_began", "last_on >= first_on"),
        *_keys(PERIODS, commune_id="communes", entered_by_id="users"),
    )
    for table, column in (
        (ALARMS, "closed_week"),
        (SIGNALS, "alarm_id"),
        (JUDGEMENTS, "alarm_id"),
        (PERIODS, "last_on"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for table in GUARDED:
        _guard(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _word(column: str, table: str, name: str, words: str) -> sa.Column[str]:
    """A word of a closed list."""
    check = sa.CheckConstraint(f"{column} IN {words}", name=op.f(f"ck_{table}_{name}"))
    return sa.Column(column, sa.String(32), check, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _keys(table: str, **columns: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in columns.items()
        ),
    ]


def _guard(table: str) -> None:
    """As for the trail: no change, no removal, no INSERT OR REPLACE, no TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in (PERIODS, BACKTESTS, JUDGEMENTS, SIGNALS, ALARMS, RUNS):
        op.drop_table(table)
