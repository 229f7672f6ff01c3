"""keep the code of a figure with the question behind it and what its reader saw; rows are added, never changed"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_number_passports"
down_revision = "2026_11_25_weekly_briefings"
branch_labels = None
depends_on = None

TABLE = "number_passports"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("figure", sa.String(60), nullable=False),
        sa.Column("question", sa.String(1000), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_number_passports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_passports")),
    )
    op.create_index(op.f("ix_number_passports_code"), TABLE, ["code"])
    _guard()


def _guard() -> None:
    """As for the trail: no change, no removal, no INSERT OR REPLACE, no TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
