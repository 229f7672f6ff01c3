"""a redacted copy knows its original, and its boxes are kept sealed"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_redacted_copies"
down_revision = "2026_11_25_identity_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("redacts_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sealed_boxes", sa.LargeBinary(), nullable=True))
        batch.create_foreign_key(op.f("fk_attachments_redacts_id"), "attachments", ["redacts_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_attachments_redacted_copies_have_boxes"),
            "(redacts_id IS NULL) = (sealed_boxes IS NULL)",
        )
        batch.create_index("ix_attachments_redacts_id", ["redacts_id"])


def downgrade() -> None:
    # Copies without the link to their original would be files of nobody.
    op.execute("DELETE FROM attachments WHERE redacts_id IS NOT NULL")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_index("ix_attachments_redacts_id")
        batch.drop_constraint(op.f("ck_attachments_redacted_copies_have_boxes"), type_="check")
        batch.drop_constraint(op.f("fk_attachments_redacts_id"), type_="foreignkey")
        batch.drop_column("sealed_boxes")
        batch.drop_column("redacts_id")
