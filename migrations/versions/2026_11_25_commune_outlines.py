"""outlines of communes for the map, supplied by the administrator"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_commune_outlines"
down_revision = "2026_11_25_personal_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commune_outlines",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_commune_outlines_commune_id")),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["users.id"], name=op.f("fk_commune_outlines_loaded_by_id")),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_commune_outlines")),
    )


def downgrade() -> None:
    op.drop_table("commune_outlines")
