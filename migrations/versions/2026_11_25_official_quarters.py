"""keep the official figures of a reporting quarter as they were published; rows are added, never changed"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_official_quarters"
down_revision = "2026_11_25_emergency_accesses"
branch_labels = None
depends_on = None

TABLE = "official_quarters"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_official_quarters_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_quarters")),
        sa.UniqueConstraint("code", name=op.f("uq_official_quarters_code")),
    )
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
            f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR code = NEW.code) "
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
