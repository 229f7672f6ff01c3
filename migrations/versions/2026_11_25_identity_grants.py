"""keep who asked to see the people behind a petition, and who let him, until when"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_identity_grants"
down_revision = "2026_11_25_walls_of_units"
branch_labels = None
depends_on = None

TABLE = "identity_grants"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_purpose", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_grounds", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_identity_grants_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> user_id",
            name=op.f("ck_identity_grants_decided_by_another"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR decided_at IS NOT NULL", name=op.f("ck_identity_grants_granted_is_decided")
        ),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_identity_grants_petition_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identity_grants_user_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_identity_grants_decided_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_identity_grants_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_grants")),
    )
    op.create_index("ix_identity_grants_petition_id", TABLE, ["petition_id"])
    op.create_index("ix_identity_grants_user_id", TABLE, ["user_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
