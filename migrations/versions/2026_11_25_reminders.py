"""keep which band of which clock was told to whom, and which supervisors are missing"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_reminders"
down_revision = "2026_11_25_people_of_one_part"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECIPIENTS = ("officer", "unit_head", "focal_unit", "director", "fallback")


def closed_list(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", BigId, nullable=False),
        sa.Column("deadline_id", BigId, nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column(
            "step",
            closed_list("reminder_step", "handling", "settlement", "sending", "publication", "enforcement"),
            nullable=False,
        ),
        sa.Column("band", sa.String(40), nullable=False),
        sa.Column("band_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(deadline_id IS NULL) <> (petition_id IS NULL)",
            name=op.f("ck_reminders_of_a_deadline_or_a_petition"),
        ),
        sa.CheckConstraint(
            "(deadline_id IS NULL) = (case_id IS NULL)", name=op.f("ck_reminders_a_deadline_has_a_case")
        ),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name=op.f("fk_reminders_deadline_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_reminders_petition_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reminders_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "deadline_id", "band", "band_on", name=op.f("uq_reminders_deadline_id_band_band_on")
        ),
        sa.UniqueConstraint(
            "petition_id", "band", "band_on", name=op.f("uq_reminders_petition_id_band_band_on")
        ),
    )
    op.create_index("ix_reminders_case_id", "reminders", ["case_id"])
    op.create_table(
        "reminder_recipients",
        sa.Column("id", BigId, nullable=False),
        sa.Column("reminder_id", BigId, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("capacity", closed_list("reminder_capacity", *RECIPIENTS), nullable=False),
        sa.Column("inbox_item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminders.id"], name=op.f("fk_reminder_recipients_reminder_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminder_recipients_user_id")),
        sa.ForeignKeyConstraint(
            ["inbox_item_id"], ["inbox_items.id"], name=op.f("fk_reminder_recipients_inbox_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_recipients")),
        sa.UniqueConstraint(
            "reminder_id", "user_id", name=op.f("uq_reminder_recipients_reminder_id_user_id")
        ),
    )
    op.create_index(
        op.f("ix_reminder_recipients_inbox_item_id"), "reminder_recipients", ["inbox_item_id"]
    )
    op.create_table(
        "supervisor_gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("missing", closed_list("missing_supervisor", *RECIPIENTS), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_supervisor_gaps_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_gaps")),
    )
    op.create_index(
        "uq_supervisor_gaps_open",
        "supervisor_gaps",
        ["unit_id", "missing"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("supervisor_gaps")
    op.drop_table("reminder_recipients")
    op.drop_table("reminders")
