"""keep linked identities, second factors and one-time tickets; a session knows how it was opened

Sessions that are open were opened with a password alone: whoever's role asks for a second factor is
led to it at the next click. Going back drops secrets and links; people sign in with their passwords.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_sign_in_methods"
down_revision = "2026_11_25_official_quarters"
branch_labels = None
depends_on = None

METHODS = sa.Enum(
    "password", "single_sign_on", name="sign_in_method", native_enum=False, create_constraint=True, length=32
)
PURPOSES = sa.Enum(
    "second_step",
    "link",
    "state",
    name="ticket_purpose",
    native_enum=False,
    create_constraint=True,
    length=32,
)
sessions = sa.table("user_sessions", sa.column("method", sa.String))


def upgrade() -> None:
    with op.batch_alter_table("user_sessions") as batch:
        batch.add_column(sa.Column("method", sa.String(32), nullable=True))
        batch.add_column(sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sessions.update().values(method="password"))
    with op.batch_alter_table("user_sessions") as batch:
        batch.alter_column("method", existing_type=sa.String(32), type_=METHODS, nullable=False)
    op.create_table(
        "external_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_external_identities_user_id")),
        sa.ForeignKeyConstraint(
            ["linked_by_id"], ["users.id"], name=op.f("fk_external_identities_linked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identities_issuer_subject")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_external_identities_user_id_issuer")),
    )
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(300), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])
    op.create_table(
        "sign_in_tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", PURPOSES, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_tickets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tickets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_tickets_token_hash")),
    )
    op.create_index("ix_sign_in_tickets_expires_at", "sign_in_tickets", ["expires_at"])


def downgrade() -> None:
    for table in ("sign_in_tickets", "recovery_codes", "second_factors", "external_identities"):
        op.drop_table(table)
    with op.batch_alter_table("user_sessions") as batch:
        batch.drop_constraint(op.f("ck_user_sessions_sign_in_method"), type_="check")
        batch.drop_column("second_factor_at")
        batch.drop_column("method")
