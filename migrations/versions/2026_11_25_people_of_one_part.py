"""a person may belong to one part of a mixed petition

People recorded before belong to the whole petition.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_people_of_one_part"
down_revision = "2026_11_25_case_relations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parties", sa.Column("part", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("parties") as batch:
        batch.drop_column("part")
