"""saved views have one name per person and page, one default per page, and a unit they are shared with

No screen has written this table before. A row that is there nevertheless keeps its filter;
what it was shared with is not known, so it becomes its owner's alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_saved_views"
down_revision = "2026_11_25_find_estimated_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_views") as batch:
        batch.add_column(sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("shared_unit_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_saved_views_shared_unit_id"), "units", ["shared_unit_id"], ["id"]
        )
        batch.create_unique_constraint(
            op.f("uq_saved_views_user_id_page_name"), ["user_id", "page", "name"]
        )
        batch.drop_column("is_shared")
    with op.batch_alter_table("saved_views") as batch:
        batch.alter_column("is_default", existing_type=sa.Boolean(), server_default=None)
        batch.create_index(op.f("ix_saved_views_shared_unit_id"), ["shared_unit_id"])
        batch.create_index(
            "ix_saved_views_default",
            ["user_id", "page"],
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )


def downgrade() -> None:
    with op.batch_alter_table("saved_views") as batch:
        batch.drop_index("ix_saved_views_default")
        batch.drop_index(op.f("ix_saved_views_shared_unit_id"))
        batch.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    saved = sa.table(
        "saved_views", sa.column("is_shared", sa.Boolean), sa.column("shared_unit_id", sa.Integer)
    )
    op.execute(saved.update().values(is_shared=saved.c.shared_unit_id.is_not(None)))
    with op.batch_alter_table("saved_views") as batch:
        batch.alter_column("is_shared", existing_type=sa.Boolean(), server_default=None)
        batch.drop_constraint(op.f("uq_saved_views_user_id_page_name"), type_="unique")
        batch.drop_constraint(op.f("fk_saved_views_shared_unit_id"), type_="foreignkey")
        batch.drop_column("shared_unit_id")
        batch.drop_column("is_default")
