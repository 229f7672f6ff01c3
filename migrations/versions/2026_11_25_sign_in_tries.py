"""count failed sign-ins of unknown names and of known devices, as those of accounts are counted"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_sign_in_tries"
down_revision = "2026_11_25_audit_seals"
branch_labels = None
depends_on = None

TABLE = "sign_in_tries"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_tries")),
    )
    op.create_index("ix_sign_in_tries_failed_at", TABLE, ["failed_at"])


def downgrade() -> None:
    op.drop_table(TABLE)
