"""keep who opened what is sealed of a petition in an emergency, why, and until when"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_emergency_accesses"
down_revision = "2026_11_25_grants_with_an_end"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "emergency_accesses"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", BigId, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("told_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_emergency_accesses_ends_after_it_began")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_emergency_accesses_petition_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_emergency_accesses_user_id")),
        sa.ForeignKeyConstraint(["told_id"], ["users.id"], name=op.f("fk_emergency_accesses_told_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_accesses")),
    )
    op.create_index(
        "ix_emergency_accesses_petition_id_user_id", TABLE, ["petition_id", "user_id"]
    )


def downgrade() -> None:
    op.drop_table(TABLE)
