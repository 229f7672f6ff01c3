"""open cases whose receipt date nobody has confirmed are counted from the index of open cases"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_find_estimated_cases"
down_revision = "2026_11_25_find_register_rows"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_cases_open_due", "cases"
BEFORE = ["due_on", "id", "closed_on", "voided_at", "kind", "unit_id", "officer_id"]
OPEN = sa.text("closed_on IS NULL AND voided_at IS NULL")


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    _create([*BEFORE, "is_estimated"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    _create(BEFORE)


def _create(columns: list[str]) -> None:
    op.create_index(NAME, TABLE, columns, sqlite_where=OPEN, postgresql_where=OPEN)
