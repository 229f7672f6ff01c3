"""keep the file of a hot spot: who answers for it, when it is reviewed next, and what was done"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_hot_spot_files"
down_revision = "2026_11_26_number_passports"
branch_labels = None
depends_on = None

FILES, MEASURES = "hot_spot_files", "hot_spot_measures"
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        FILES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("owner_unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("sealed_plan", sa.LargeBinary(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (next_review_on IS NOT NULL)", name=op.f(f"ck_{FILES}_open_has_a_review")
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (sealed_reason IS NULL)", name=op.f(f"ck_{FILES}_closed_has_a_reason")
        ),
        sa.CheckConstraint(
            "next_review_on IS NULL OR next_review_on > opened_on", name=op.f(f"ck_{FILES}_reviewed_later")
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on", name=op.f(f"ck_{FILES}_closed_after_opening")
        ),
        *_foreign_keys(
            FILES, case_id="cases", owner_unit_id="units", owner_id="users", entered_by_id="users"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILES}")),
    )
    op.create_table(
        MEASURES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('dialogue', 'inspection', 'police', 'media', 'other', 'review')",
            name=op.f(f"ck_{MEASURES}_measure_kind"),
        ),
        *_foreign_keys(MEASURES, file_id=FILES, case_id="cases", entered_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MEASURES}")),
    )
    for table, columns in ((FILES, ("case_id", "changed")), (MEASURES, ("file_id", "case_id", "changed"))):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _foreign_keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def downgrade() -> None:
    op.drop_table(MEASURES)
    op.drop_table(FILES)
