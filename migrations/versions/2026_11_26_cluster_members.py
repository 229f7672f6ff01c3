"""keep which cases somebody confirmed, or refused, to be about the same project, firm, group or place"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_cluster_members"
down_revision = "2026_11_26_risk_point_versions"
branch_labels = None
depends_on = None

TABLE = "cluster_members"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("tie", sa.String(32), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "tie IN ('project', 'firm', 'group', 'place')", name=op.f(f"ck_{TABLE}_cluster_tie")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{TABLE}_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f(f"fk_{TABLE}_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("tie", "key", "case_id", name=op.f(f"uq_{TABLE}_tie_key_case_id")),
    )
    for column in ("case_id", "changed"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
