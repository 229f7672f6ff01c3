"""cases know which case they were merged into or split from, and which first decision they complain about

Cases entered before today have no relation on record.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_case_relations"
down_revision = "2026_11_25_clock_alarms"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_relations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("other_id", BigId, nullable=True),
        sa.Column(
            "relation",
            sa.Enum(
                "merged_into",
                "split_from",
                "second_of",
                "further_of",
                name="case_relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "other_id IS NOT NULL OR decision_number <> ''",
            name=op.f("ck_case_relations_relates_to_something"),
        ),
        sa.CheckConstraint(
            "other_id IS NULL OR other_id <> case_id", name=op.f("ck_case_relations_not_to_itself")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_relations_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_relations_other_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_case_relations_entered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_relations")),
    )
    op.create_index("ix_case_relations_case_id", "case_relations", ["case_id"])
    op.create_index("ix_case_relations_other_id", "case_relations", ["other_id"])


def downgrade() -> None:
    op.drop_table("case_relations")
