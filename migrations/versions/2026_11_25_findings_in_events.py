"""what was found out about a case (complex, remote, its own rule) stands in its events

Until now the terms were counted with what the case says today; the receipt of every case
gets exactly that, so that no clock moves. Why an event replaces another one is sealed.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_findings_in_events"
down_revision = "2026_11_25_reminders"
branch_labels = None
depends_on = None

CHECK = "complexity IN ('plain', 'complex', 'especially_complex')"
COLUMNS = (
    ("complexity", sa.String(32)),
    ("remote", sa.Boolean()),
    ("variant", sa.String(40)),
    ("sealed_reason", sa.LargeBinary()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        # Inline, because SQLite adds no constraint to a table that exists; no rebuild, so the triggers stay.
        check = [sa.CheckConstraint(CHECK, name=op.f("ck_case_events_event_complexity"))]
        op.add_column(
            "case_events", sa.Column(name, kind, *(check if name == "complexity" else []), nullable=True)
        )
    _unguard()
    op.execute(
        "UPDATE case_events SET "
        "complexity = (SELECT c.complexity FROM cases c WHERE c.id = case_events.case_id), "
        "remote = (SELECT c.remote FROM cases c WHERE c.id = case_events.case_id), variant = '' "
        "WHERE action = 'receive'"
    )
    _guard()


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table("case_events") as batch:
        batch.drop_constraint(op.f("ck_case_events_event_complexity"), type_="check")
        for name, _ in reversed(COLUMNS):
            batch.drop_column(name)
    _guard()


def _unguard() -> None:
    """Set the append-only triggers aside: this step writes to events that exist, or rebuilds their table."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER IF EXISTS case_events_no_{name}")
    else:
        op.execute("ALTER TABLE case_events DISABLE TRIGGER USER")


def _guard() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE case_events ENABLE TRIGGER USER")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER case_events_no_{verb.lower()} BEFORE {verb} ON case_events "
            f"BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER case_events_no_replace BEFORE INSERT ON case_events "
        "WHEN EXISTS (SELECT 1 FROM case_events WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END"
    )
