"""alarms of all streams as one, with the numbers of each; a week scored again supersedes its alarms"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_joint_warning"
down_revision = "2026_11_26_statistical_warning"
branch_labels = None
depends_on = None

ALARMS, SIGNALS, JUDGEMENTS = "warning_alarms", "warning_signals", "warning_judgements"
CHECK = f"ck_{ALARMS}_warning_stream"
SINGLE = "('received', 'repeats', 'crowds', 'over_level')"
EVERY = "('received', 'repeats', 'crowds', 'over_level', 'together')"


def upgrade() -> None:
    # No rebuild of the signals, so that their triggers stay.
    op.add_column(SIGNALS, sa.Column("parts", sa.JSON(), nullable=True))
    with op.batch_alter_table(ALARMS) as batch:
        batch.add_column(sa.Column("superseded_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f(f"fk_{ALARMS}_superseded_by_id"), "warning_runs", ["superseded_by_id"], ["id"]
        )
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"stream IN {EVERY}")


def downgrade() -> None:
    """The older version knows no alarm of all streams: those go, with what was said of them."""
    for table in (SIGNALS, JUDGEMENTS):
        _unguard(table)
        op.execute(
            f"DELETE FROM {table} WHERE alarm_id IN (SELECT id FROM {ALARMS} "  # nosec B608
            "WHERE stream = 'together' OR superseded_by_id IS NOT NULL)"
        )
    op.execute(f"DELETE FROM {ALARMS} WHERE stream = 'together' OR superseded_by_id IS NOT NULL")  # nosec B608
    op.drop_column(SIGNALS, "parts")
    for table in (SIGNALS, JUDGEMENTS):
        _guard(table)
    with op.batch_alter_table(ALARMS) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"stream IN {SINGLE}")
        batch.drop_constraint(op.f(f"fk_{ALARMS}_superseded_by_id"), type_="foreignkey")
        batch.drop_column("superseded_by_id")


def _unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}")
    else:
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _guard(table: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
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
