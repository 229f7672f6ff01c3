"""templates of documents can be replaced, and documents made from them kept

Nothing was replaced and nothing kept before: both tables begin empty. The media type of a Word
document is longer than any a scan has, so files get more room for theirs.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_word_templates"
down_revision = "2026_11_25_word_index"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch:
        batch.alter_column("media_type", existing_type=sa.String(60), type_=sa.String(100), existing_nullable=False)
    op.create_table(
        "word_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= uploaded_at", name=op.f("ck_word_templates_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["users.id"], name=op.f("fk_word_templates_uploaded_by_id")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_word_templates_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_templates")),
    )
    op.create_index(
        "ix_word_templates_in_use",
        "word_templates",
        ["name"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "made_documents",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("event_id", BigId, nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("word_template_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("names_sender", sa.Boolean(), nullable=False),
        sa.Column("sealed_typed", sa.LargeBinary(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "case_id IS NOT NULL OR petition_id IS NOT NULL", name=op.f("ck_made_documents_on_something")
        ),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (dropped_by_id IS NULL)",
            name=op.f("ck_made_documents_dropping_has_a_person"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_made_documents_case_id")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_made_documents_petition_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["case_events.id"], name=op.f("fk_made_documents_event_id")),
        sa.ForeignKeyConstraint(
            ["word_template_id"], ["word_templates.id"], name=op.f("fk_made_documents_word_template_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_made_documents_attachment_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_made_documents_made_by_id")),
        sa.ForeignKeyConstraint(
            ["dropped_by_id"], ["users.id"], name=op.f("fk_made_documents_dropped_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_documents")),
    )
    op.create_index("ix_made_documents_case_id", "made_documents", ["case_id"])
    op.create_index("ix_made_documents_petition_id", "made_documents", ["petition_id"])


def downgrade() -> None:
    op.drop_table("made_documents")
    op.drop_table("word_templates")
    attachments = sa.table("attachments", sa.column("media_type", sa.String))
    op.execute(attachments.update().values(media_type=sa.func.substr(attachments.c.media_type, 1, 60)))
    with op.batch_alter_table("attachments") as batch:
        batch.alter_column("media_type", existing_type=sa.String(100), type_=sa.String(60), existing_nullable=False)
