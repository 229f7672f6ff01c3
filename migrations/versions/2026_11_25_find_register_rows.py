"""the row of a register behind a petition is found without reading its whole batch"""

from alembic import op

revision = "2026_11_25_find_register_rows"
down_revision = "2026_11_25_rule_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_import_rows_petition_id", "import_rows", ["petition_id"])


def downgrade() -> None:
    op.drop_index("ix_import_rows_petition_id", table_name="import_rows")
