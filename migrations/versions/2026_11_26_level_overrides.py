"""keep the level that a leader sets for a case until a day, what the points said, and how it was judged"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_level_overrides"
down_revision = "2026_11_26_hot_spot_files"
branch_labels = None
depends_on = None

TABLE = "level_overrides"
LEVELS = "('normal', 'watch', 'warning', 'hot')"
CHECKS = {
    "ends_after_it_began": "ends_on >= starts_on",
    "overrides_something": "level <> level_by_points",
    "judged_with_an_outcome": "(outcome IS NULL) = (judged_at IS NULL)",
    "override_level": f"level IN {LEVELS}",
    "override_level_by_points": f"level_by_points IN {LEVELS}",
    "override_outcome": "outcome IN ('right', 'wrong', 'calmed')",
}
OTHERS = {"case_id": "cases", "set_by_id": "users", "judged_by_id": "users"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("level_by_points", sa.String(32), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("sealed_judgement", sa.LargeBinary(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, other in OTHERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("case_id", "changed", "ends_on"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
