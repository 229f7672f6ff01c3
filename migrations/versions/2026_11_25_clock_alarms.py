"""keep what the nightly proof finds: stored clocks that do not follow from the history"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_clock_alarms"
down_revision = "2026_11_25_saved_views"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "clock_alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("stored", sa.String(40), nullable=False),
        sa.Column("derived", sa.String(40), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(case_id IS NULL) <> (petition_id IS NULL)", name=op.f("ck_clock_alarms_of_a_case_or_a_petition")
        ),
        sa.CheckConstraint(
            "resolved_by_id IS NULL OR resolved_at IS NOT NULL",
            name=op.f("ck_clock_alarms_resolved_has_a_time"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clock_alarms_case_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_clock_alarms_petition_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["users.id"], name=op.f("fk_clock_alarms_resolved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_alarms")),
    )
    for name in ("case", "petition"):
        op.create_index(
            f"uq_clock_alarms_{name}",
            "clock_alarms",
            [f"{name}_id", "field"],
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )
    op.create_index("ix_clock_alarms_resolved_at", "clock_alarms", ["resolved_at"])


def downgrade() -> None:
    op.drop_table("clock_alarms")
