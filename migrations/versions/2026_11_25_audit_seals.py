"""seals of the audit trail, append-only; and indexes by which the trail is read

The entries that exist are covered by the first seal; until then nothing vouches for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_audit_seals"
down_revision = "2026_11_25_sign_in_methods"
branch_labels = None
depends_on = None

TABLE = "audit_seals"
INDEXES = {
    "ix_audit_entries_action_at": ["action", "at"],
    "ix_audit_entries_user_id_at": ["user_id", "at"],
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("ranges", sa.Text(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "entries > 0 AND first_id <= last_id", name=op.f("ck_audit_seals_seals_something")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seals")),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_entries", columns)
    _guard()


def _guard() -> None:
    """As for the entries: no change, no removal, no INSERT OR REPLACE, no TRUNCATE."""
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
    for name in INDEXES:
        op.drop_index(name, table_name="audit_entries")
    op.drop_table(TABLE)
