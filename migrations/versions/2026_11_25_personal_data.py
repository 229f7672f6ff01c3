"""requests about a person's data and the restrictions that follow from them"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_personal_data"
down_revision = "2026_11_25_checklist_marks"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.CheckConstraint("basis IN ('person', 'authority', 'house')", name=op.f("ck_data_requests_data_basis")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_data_requests_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    op.create_index("ix_data_requests_made_at", "data_requests", ["made_at"])
    op.create_table(
        "data_restrictions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("party_id", _BIG, nullable=False),
        sa.Column("was_plain", sa.Boolean(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_data_restrictions_lifted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["data_requests.id"], name=op.f("fk_data_restrictions_request_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_data_restrictions_party_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_data_restrictions_set_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["users.id"], name=op.f("fk_data_restrictions_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_restrictions")),
    )
    op.create_index(op.f("ix_data_restrictions_request_id"), "data_restrictions", ["request_id"])
    op.create_index(op.f("ix_data_restrictions_party_id"), "data_restrictions", ["party_id"])


def downgrade() -> None:
    op.drop_table("data_restrictions")
    op.drop_table("data_requests")
