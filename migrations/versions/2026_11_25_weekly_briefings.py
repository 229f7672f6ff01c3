"""keep the weeks of the briefing as they were frozen, what was said about them, and what was decided"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_weekly_briefings"
down_revision = "2026_11_25_redacted_copies"
branch_labels = None
depends_on = None

TABLE = "briefing_snapshots"
SECTIONS = ("overview", "new", "overdue", "hot", "promises", "next_week", "conclusions")
STATES = ("open", "done", "not_done")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("matters", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("day >= monday", name=op.f("ck_briefing_snapshots_the_week_had_begun")),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["users.id"], name=op.f("fk_briefing_snapshots_frozen_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_snapshots")),
        sa.UniqueConstraint("monday", "version", name=op.f("uq_briefing_snapshots_monday_version")),
    )
    _guard()
    op.create_table(
        "briefing_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("section", _words("briefing_section", SECTIONS), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["users.id"], name=op.f("fk_briefing_comments_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_comments")),
        sa.UniqueConstraint("monday", "section", "version", name=op.f("uq_briefing_comments_monday_section_version")),
    )
    op.create_table(
        "briefing_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("directive_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _words("promise_state", STATES), nullable=False),
        sa.Column("sealed_why", sa.LargeBinary(), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (reported_at IS NULL)", name=op.f("ck_briefing_decisions_reported_or_open")
        ),
        sa.CheckConstraint(
            "(case_id IS NULL) = (directive_id IS NULL)",
            name=op.f("ck_briefing_decisions_a_case_has_a_directive"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_briefing_decisions_{column}"))
            for column, target in (
                ("unit_id", "units.id"),
                ("officer_id", "users.id"),
                ("case_id", "cases.id"),
                ("directive_id", "directives.id"),
                ("decided_by_id", "users.id"),
                ("reported_by_id", "users.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_decisions")),
    )
    op.create_index("ix_briefing_decisions_monday", "briefing_decisions", ["monday"])


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _guard() -> None:
    """As for the trail: no change, no removal, no INSERT OR REPLACE, no TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} "
            f"WHERE id = NEW.id OR (monday = NEW.monday AND version = NEW.version)) "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("briefing_decisions")
    op.drop_table("briefing_comments")
    op.drop_table(TABLE)
