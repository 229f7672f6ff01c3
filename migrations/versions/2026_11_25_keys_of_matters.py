"""each petition and each case has a key of its own, itself sealed; so have hashes that cannot be renewed

Rows that exist keep none: what they hold stays under the master key, which is renewed by `manage.py keys rotate`.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_keys_of_matters"
down_revision = "2026_11_25_commune_outlines"
branch_labels = None
depends_on = None

TABLES = ("petitions", "cases")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sealed_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "lasting_keys",
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_lasting_keys")),
    )


def downgrade() -> None:
    """Nothing sealed under such a key can be read afterwards; back is for empty databases."""
    op.drop_table("lasting_keys")
    for table in TABLES:
        # Not in batch mode: rebuilding the table would drop the triggers of its words.
        op.drop_column(table, "sealed_key")
