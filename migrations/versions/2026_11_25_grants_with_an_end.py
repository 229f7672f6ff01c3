"""say why a verifier was given a case, and when the grant was withdrawn

Nothing wrote grants before today: there is none to decide about.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_grants_with_an_end"
down_revision = "2026_11_25_keys_of_matters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_grants", sa.Column("sealed_reason", sa.LargeBinary(), nullable=True))
    op.add_column("case_grants", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # A withdrawn grant would count again where nothing tells that it was withdrawn.
    op.execute("DELETE FROM case_grants WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("case_grants") as batch:
        batch.drop_column("withdrawn_at")
        batch.drop_column("sealed_reason")
