"""the first tables: units, people, petitions, cases, what is watched, the trail

Every later change to the schema is a migration of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_first_tables"
down_revision = None
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("letter_number", sa.String(80), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    op.create_table(
        "channels",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("from_body", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("code", name=op.f("uq_channels_code")),
    )
    op.create_index(op.f("ix_channels_changed"), "channels", ["changed"], unique=False)
    op.create_table(
        "code_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_code_counters")),
    )
    op.create_table(
        "communes",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("folded", sa.String(120), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("tile_row", sa.Integer(), nullable=True),
        sa.Column("tile_column", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_communes_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["successor_id"], ["communes.id"], name=op.f("fk_communes_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communes")),
        sa.UniqueConstraint("code", name=op.f("uq_communes_code")),
    )
    op.create_index(op.f("ix_communes_changed"), "communes", ["changed"], unique=False)
    op.create_index(op.f("ix_communes_folded"), "communes", ["folded"], unique=False)
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.String(4000), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", "valid_from", name=op.f("uq_settings_key_valid_from")),
    )
    op.create_table(
        "subject_fields",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("folded", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_subject_fields_ends_after_it_began")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_fields")),
        sa.UniqueConstraint("code", name=op.f("uq_subject_fields_code")),
    )
    op.create_index(op.f("ix_subject_fields_changed"), "subject_fields", ["changed"], unique=False)
    op.create_index(op.f("ix_subject_fields_folded"), "subject_fields", ["folded"], unique=False)
    op.create_table(
        "tombstones",
        sa.Column("id", BigId, nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_changed"), "tombstones", ["changed"], unique=False)
    op.create_table(
        "units",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(60), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "department",
                "division",
                "subordinate",
                "outside",
                name="unit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "successor_id IS NULL OR valid_to IS NOT NULL", name=op.f("ck_units_successor_needs_an_end")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_units_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["units.id"], name=op.f("fk_units_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    op.create_index(op.f("ix_units_changed"), "units", ["changed"], unique=False)
    op.create_index(op.f("ix_units_folded"), "units", ["folded"], unique=False)
    op.create_index(op.f("ix_units_path"), "units", ["path"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("folded", sa.String(120), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("vi", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_index(op.f("ix_users_folded"), "users", ["folded"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_entries_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject", "subject_id"], unique=False)
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_user_id <> to_user_id", name=op.f("ck_delegations_to_somebody_else")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_delegations_ends_after_it_began")),
        sa.ForeignKeyConstraint(["from_user_id"], ["users.id"], name=op.f("fk_delegations_from_user_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["users.id"], name=op.f("fk_delegations_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_from_user_id"), "delegations", ["from_user_id"], unique=False)
    op.create_index(op.f("ix_delegations_to_user_id"), "delegations", ["to_user_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("user_id", "form", "key", name=op.f("uq_drafts_user_id_form_key")),
    )
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("layout", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "staging",
                "complete",
                "voided",
                name="batch_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("remarked", sa.Integer(), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.Column("already_present", sa.Integer(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "rows = accepted + remarked + held_back + already_present",
            name=op.f("ck_import_batches_every_row_is_accounted_for"),
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["users.id"], name=op.f("fk_import_batches_imported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "director",
                "inspector",
                "unit_head",
                "officer",
                "reception_clerk",
                "viewer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_role_assignments_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_role_assignments_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_role_assignments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignments")),
    )
    op.create_index(op.f("ix_role_assignments_unit_id"), "role_assignments", ["unit_id"], unique=False)
    op.create_index(op.f("ix_role_assignments_user_id"), "role_assignments", ["user_id"], unique=False)
    op.create_table(
        "saved_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_saved_mappings_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mappings")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_mappings_name")),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_user_id"), "saved_views", ["user_id"], unique=False)
    op.create_table(
        "unit_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_unit_heads_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_heads_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_unit_heads_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_heads")),
    )
    op.create_index(op.f("ix_unit_heads_unit_id"), "unit_heads", ["unit_id"], unique=False)
    op.create_index(op.f("ix_unit_heads_user_id"), "unit_heads", ["user_id"], unique=False)
    op.create_table(
        "unit_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "focal_unit", name="unit_role_name", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_unit_roles_ends_after_it_began")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_roles_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_roles")),
    )
    op.create_index("ix_unit_roles_role_valid_from", "unit_roles", ["role", "valid_from"], unique=False)
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_sessions_token_hash")),
    )
    op.create_index(op.f("ix_user_sessions_user_id"), "user_sessions", ["user_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "denunciation",
                "recommendation",
                name="case_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("disciplinary", sa.Boolean(), nullable=False),
        sa.Column("further", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "accepted",
                "verifying",
                "dialogue",
                "decided",
                "published",
                "enforcing",
                "suspended",
                "closed",
                name="case_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state_before",
            sa.Enum(
                "new",
                "accepted",
                "verifying",
                "dialogue",
                "decided",
                "published",
                "enforcing",
                "suspended",
                "closed",
                name="case_state_before",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "refused",
                "guided",
                "forwarded",
                "returned",
                "right",
                "partly_right",
                "wrong",
                "upheld",
                "changed",
                "cancelled",
                "answered",
                "withdrawn",
                "terminated",
                name="case_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("summary", sa.String(2000), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("search", sa.String(3000), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column(
            "addressed_level",
            sa.Enum(
                "unit",
                "department",
                "province",
                "centre",
                name="case_addressed_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("over_level", sa.Boolean(), nullable=True),
        sa.Column(
            "complexity",
            sa.Enum(
                "plain",
                "complex",
                "especially_complex",
                name="complexity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("settled_in_time", sa.Boolean(), nullable=True),
        sa.Column(
            "step",
            sa.Enum(
                "handling",
                "settlement",
                "sending",
                "publication",
                "enforcement",
                name="case_step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_cases_closed_has_a_day")
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_cases_voiding_has_a_reason")
        ),
        sa.CheckConstraint(
            "NOT (kind = 'denunciation' OR is_protected) OR (summary = '' AND search = '')",
            name=op.f("ck_cases_protected_words_are_sealed"),
        ),
        sa.CheckConstraint(
            "NOT disciplinary OR kind = 'complaint'", name=op.f("ck_cases_only_complaints_are_disciplinary")
        ),
        sa.CheckConstraint(
            "NOT further OR kind = 'denunciation'", name=op.f("ck_cases_only_denunciations_are_further")
        ),
        sa.CheckConstraint(
            "kind = 'complaint' OR instance = 1", name=op.f("ck_cases_only_complaints_have_instances")
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR outcome IS NOT NULL", name=op.f("ck_cases_closed_has_an_outcome")
        ),
        sa.CheckConstraint("(due_on IS NULL) = (step IS NULL)", name=op.f("ck_cases_a_clock_has_a_step")),
        sa.CheckConstraint(
            "accepted_on IS NULL OR accepted_on >= received_on", name=op.f("ck_cases_accepted_after_receipt")
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= received_on", name=op.f("ck_cases_closed_after_receipt")
        ),
        sa.CheckConstraint("instance IN (1, 2)", name=op.f("ck_cases_instance_is_first_or_second")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_cases_batch_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_cases_commune_id")),
        sa.ForeignKeyConstraint(["field_id"], ["subject_fields.id"], name=op.f("fk_cases_field_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name=op.f("fk_cases_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_cases_code")),
    )
    op.create_index(op.f("ix_cases_batch_id"), "cases", ["batch_id"], unique=False)
    op.create_index(op.f("ix_cases_changed"), "cases", ["changed"], unique=False)
    op.create_index(
        "ix_cases_open_due",
        "cases",
        ["due_on", "id", "closed_on", "voided_at", "kind", "unit_id", "officer_id"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_officer_due",
        "cases",
        ["officer_id", "due_on", "id"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_unit_due",
        "cases",
        ["unit_id", "due_on", "id"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
    )
    op.create_index("ix_cases_received_on", "cases", ["received_on"], unique=False)
    op.create_index(
        "ix_cases_standing",
        "cases",
        ["received_on", "id", "voided_at", "closed_on", "kind", "unit_id", "officer_id"],
        unique=False,
    )
    op.create_index("ix_cases_unit_id_received_on", "cases", ["unit_id", "received_on"], unique=False)
    op.create_table(
        "petitions",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "denunciation",
                "recommendation",
                name="petition_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "classified",
                "handled",
                name="petition_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("backdate_reason", sa.String(300), nullable=False),
        sa.Column("petition_on", sa.Date(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("sender_body", sa.String(200), nullable=False),
        sa.Column("sender_number", sa.String(60), nullable=False),
        sa.Column("sender_on", sa.Date(), nullable=True),
        sa.Column("eoffice_number", sa.String(60), nullable=False),
        sa.Column("summary", sa.String(2000), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("search", sa.String(3000), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=True),
        sa.Column("in_competence", sa.Boolean(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "accept",
                "refuse",
                "guide",
                "forward",
                "return",
                "urge",
                "file",
                name="petition_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_number", sa.String(60), nullable=False),
        sa.Column("outcome_body", sa.String(200), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("signatories", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("persons_same_content", sa.Integer(), nullable=True),
        sa.Column(
            "addressed_level",
            sa.Enum(
                "unit",
                "department",
                "province",
                "centre",
                name="petition_addressed_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("over_level", sa.Boolean(), nullable=True),
        sa.Column("duplicate_of_id", BigId, nullable=True),
        sa.Column("handling_due_on", sa.Date(), nullable=True),
        sa.Column("handling_target_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_petitions_voiding_has_a_reason")
        ),
        sa.CheckConstraint(
            "NOT (kind = 'complaint' AND outcome IS NOT NULL AND outcome = 'forward')",
            name=op.f("ck_petitions_complaints_are_never_forwarded"),
        ),
        sa.CheckConstraint(
            "NOT (kind = 'denunciation' OR is_protected) OR (summary = '' AND search = '')",
            name=op.f("ck_petitions_protected_words_are_sealed"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome NOT IN ('return', 'file') OR eligible = false",
            name=op.f("ck_petitions_returned_or_filed_is_not_eligible"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (handled_on IS NULL)", name=op.f("ck_petitions_outcome_has_a_day")
        ),
        sa.CheckConstraint("persons >= 0 AND signatories >= 0", name=op.f("ck_petitions_people_are_counted")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_petitions_batch_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_petitions_channel_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_petitions_commune_id")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["petitions.id"], name=op.f("fk_petitions_duplicate_of_id")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_petitions_entered_by_id")),
        sa.ForeignKeyConstraint(["field_id"], ["subject_fields.id"], name=op.f("fk_petitions_field_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name=op.f("fk_petitions_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_petitions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions")),
        sa.UniqueConstraint("code", name=op.f("uq_petitions_code")),
    )
    op.create_index(op.f("ix_petitions_batch_id"), "petitions", ["batch_id"], unique=False)
    op.create_index(op.f("ix_petitions_changed"), "petitions", ["changed"], unique=False)
    op.create_index("ix_petitions_content_hash", "petitions", ["content_hash"], unique=False)
    op.create_index(op.f("ix_petitions_duplicate_of_id"), "petitions", ["duplicate_of_id"], unique=False)
    op.create_index(op.f("ix_petitions_officer_id"), "petitions", ["officer_id"], unique=False)
    op.create_index("ix_petitions_received_on", "petitions", ["received_on"], unique=False)
    op.create_index("ix_petitions_unit_id_received_on", "petitions", ["unit_id", "received_on"], unique=False)
    op.create_index(
        "ix_petitions_waiting",
        "petitions",
        ["handling_due_on"],
        unique=False,
        sqlite_where=sa.text("handled_on IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("handled_on IS NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_encrypted", sa.Boolean(), nullable=False),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_attachments_draft_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_attachments_petition_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["users.id"], name=op.f("fk_attachments_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_petition_id", "attachments", ["petition_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_table(
        "case_exclusions",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_exclusions_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_exclusions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_exclusions")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_case_exclusions_case_id_user_id")),
    )
    op.create_index(op.f("ix_case_exclusions_case_id"), "case_exclusions", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_exclusions_changed"), "case_exclusions", ["changed"], unique=False)
    op.create_index(op.f("ix_case_exclusions_user_id"), "case_exclusions", ["user_id"], unique=False)
    op.create_table(
        "case_grants",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_grants_case_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_case_grants_granted_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grants")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_case_grants_case_id_user_id")),
    )
    op.create_index(op.f("ix_case_grants_case_id"), "case_grants", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_grants_changed"), "case_grants", ["changed"], unique=False)
    op.create_index(op.f("ix_case_grants_user_id"), "case_grants", ["user_id"], unique=False)
    op.create_table(
        "crowd_events",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gathered_on", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_ongoing", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "unit",
                "department",
                "province",
                "centre",
                name="crowd_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("representatives", sa.Integer(), nullable=True),
        sa.Column("has_banners", sa.Boolean(), nullable=True),
        sa.Column("received_by", sa.String(120), nullable=False),
        sa.Column("result", sa.String(500), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(300), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_crowd_events_voiding_has_a_reason")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_crowd_events_ends_after_it_began")
        ),
        sa.CheckConstraint("persons >= 1", name=op.f("ck_crowd_events_someone_came")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_crowd_events_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_crowd_events_case_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_crowd_events_commune_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_crowd_events_entered_by_id")),
        sa.ForeignKeyConstraint(["field_id"], ["subject_fields.id"], name=op.f("fk_crowd_events_field_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_crowd_events_petition_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_crowd_events_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crowd_events")),
    )
    op.create_index(op.f("ix_crowd_events_batch_id"), "crowd_events", ["batch_id"], unique=False)
    op.create_index("ix_crowd_events_case_id", "crowd_events", ["case_id"], unique=False)
    op.create_index(op.f("ix_crowd_events_changed"), "crowd_events", ["changed"], unique=False)
    op.create_index("ix_crowd_events_gathered_on", "crowd_events", ["gathered_on"], unique=False)
    op.create_table(
        "deadlines",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "handling",
                "settlement",
                "sending",
                "publication",
                "enforcement",
                name="deadline_step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rule_id", sa.String(20), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("raw_end", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "paused_days >= 0 AND extensions >= 0",
            name=op.f("ck_deadlines_pauses_and_extensions_are_counted"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deadlines_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"], unique=False)
    op.create_index(op.f("ix_deadlines_changed"), "deadlines", ["changed"], unique=False)
    op.create_index("ix_deadlines_rule_id", "deadlines", ["rule_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "denunciation",
                "recommendation",
                name="decision_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("signer", sa.String(120), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "refused",
                "guided",
                "forwarded",
                "returned",
                "right",
                "partly_right",
                "wrong",
                "upheld",
                "changed",
                "cancelled",
                "answered",
                "withdrawn",
                "terminated",
                name="decision_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("is_effect_provisional", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("enforced_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "served_on IS NULL OR served_on >= decided_on", name=op.f("ck_decisions_served_after_decided")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_decisions_entered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"], unique=False)
    op.create_index(op.f("ix_decisions_changed"), "decisions", ["changed"], unique=False)
    op.create_table(
        "directives",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("from_body", sa.String(200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_number", sa.String(60), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= issued_on", name=op.f("ck_directives_due_after_issue")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_directives_case_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_directives_entered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directives")),
    )
    op.create_index("ix_directives_case_id", "directives", ["case_id"], unique=False)
    op.create_index(op.f("ix_directives_changed"), "directives", ["changed"], unique=False)
    op.create_table(
        "duplicate_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", BigId, nullable=False),
        sa.Column("other_id", BigId, nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "linked",
                "dismissed",
                name="duplicate_verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_duplicate_decisions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["petitions.id"], name=op.f("fk_duplicate_decisions_other_id")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_duplicate_decisions_petition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decisions")),
        sa.UniqueConstraint(
            "petition_id", "other_id", name=op.f("uq_duplicate_decisions_petition_id_other_id")
        ),
    )
    op.create_table(
        "import_rows",
        sa.Column("id", BigId, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows_batch_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_import_rows_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    op.create_index("ix_import_rows_batch_id", "import_rows", ["batch_id"], unique=False)
    op.create_index("ix_import_rows_place", "import_rows", ["place"], unique=False)
    op.create_table(
        "inbox_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_inbox_items_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_inbox_items_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_items")),
    )
    op.create_index("ix_inbox_items_user_id_read_at", "inbox_items", ["user_id", "read_at"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "petition_id IS NOT NULL OR case_id IS NOT NULL", name=op.f("ck_notes_on_something")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_notes_petition_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_notes_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_case_id"), "notes", ["case_id"], unique=False)
    op.create_index(op.f("ix_notes_petition_id"), "notes", ["petition_id"], unique=False)
    op.create_table(
        "over_level_records",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "unit",
                "department",
                "province",
                "centre",
                name="over_level_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "competent_level",
            sa.Enum(
                "unit",
                "department",
                "province",
                "centre",
                name="over_level_competent",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(200), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')",
            name=op.f("ck_over_level_records_voiding_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_over_level_records_case_id")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["communes.id"], name=op.f("fk_over_level_records_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["users.id"], name=op.f("fk_over_level_records_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["field_id"], ["subject_fields.id"], name=op.f("fk_over_level_records_field_id")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_over_level_records_petition_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_over_level_records_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_over_level_records")),
    )
    op.create_index("ix_over_level_records_case_id", "over_level_records", ["case_id"], unique=False)
    op.create_index(op.f("ix_over_level_records_changed"), "over_level_records", ["changed"], unique=False)
    op.create_index("ix_over_level_records_recorded_on", "over_level_records", ["recorded_on"], unique=False)
    op.create_table(
        "parties",
        sa.Column("id", BigId, nullable=False),
        sa.Column("petition_id", BigId, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "petitioner",
                "representative",
                "respondent",
                name="party_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("not_our_staff", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT is_protected OR (name = '' AND folded = '' AND address = '')",
            name=op.f("ck_parties_protected_has_no_name"),
        ),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_parties_petition_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_parties_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
    )
    op.create_index("ix_parties_name_key", "parties", ["name_key"], unique=False)
    op.create_index(op.f("ix_parties_petition_id"), "parties", ["petition_id"], unique=False)
    op.create_table(
        "petition_cases",
        sa.Column("petition_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_petition_cases_case_id")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_petition_cases_petition_id")
        ),
        sa.PrimaryKeyConstraint("petition_id", "case_id", name=op.f("pk_petition_cases")),
        sa.UniqueConstraint("petition_id", "part", name=op.f("uq_petition_cases_petition_id_part")),
    )
    op.create_index(op.f("ix_petition_cases_case_id"), "petition_cases", ["case_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "denunciation",
                "recommendation",
                name="visit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("persons_same_content", sa.Integer(), nullable=True),
        sa.Column("in_competence", sa.Boolean(), nullable=True),
        sa.Column("guided_to", sa.String(200), nullable=False),
        sa.Column("guide_number", sa.String(60), nullable=False),
        sa.Column("settled_before_by", sa.String(200), nullable=False),
        sa.Column("by_head", sa.Boolean(), nullable=False),
        sa.Column("petition_id", BigId, nullable=True),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_visits_voiding_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_visits_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_visits_commune_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_visits_entered_by_id")),
        sa.ForeignKeyConstraint(["field_id"], ["subject_fields.id"], name=op.f("fk_visits_field_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_visits_petition_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_visits_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_batch_id"), "visits", ["batch_id"], unique=False)
    op.create_index(op.f("ix_visits_case_id"), "visits", ["case_id"], unique=False)
    op.create_index(op.f("ix_visits_changed"), "visits", ["changed"], unique=False)
    op.create_index(op.f("ix_visits_petition_id"), "visits", ["petition_id"], unique=False)
    op.create_index("ix_visits_received_on", "visits", ["received_on"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "new",
                "accepted",
                "verifying",
                "dialogue",
                "decided",
                "published",
                "enforcing",
                "suspended",
                "closed",
                name="event_from_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "new",
                "accepted",
                "verifying",
                "dialogue",
                "decided",
                "published",
                "enforcing",
                "suspended",
                "closed",
                name="event_to_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "refused",
                "guided",
                "forwarded",
                "returned",
                "right",
                "partly_right",
                "wrong",
                "upheld",
                "changed",
                "cancelled",
                "answered",
                "withdrawn",
                "terminated",
                name="event_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("backdate_reason", sa.String(300), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(120), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_case_events_attachment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_case_events_entered_by_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_case_events_from_unit_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name=op.f("fk_case_events_officer_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_case_events_to_unit_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["case_events.id"], name=op.f("fk_case_events_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    op.create_index(
        "ix_case_events_case_id_happened_on", "case_events", ["case_id", "happened_on"], unique=False
    )
    op.create_table(
        "identities",
        sa.Column("id", BigId, nullable=False),
        sa.Column("party_id", BigId, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_identities_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("party_id", name=op.f("uq_identities_party_id")),
    )
    op.create_index("ix_identities_name_hash", "identities", ["name_hash"], unique=False)
    op.create_index("ix_identities_number_hash", "identities", ["number_hash"], unique=False)
    op.create_table(
        "obligations",
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(300), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR amount >= 0", name=op.f("ck_obligations_money_is_not_negative")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_obligations_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_obligations_decision_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_obligations_entered_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_obligations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    op.create_index("ix_obligations_case_id", "obligations", ["case_id"], unique=False)
    op.create_index(op.f("ix_obligations_changed"), "obligations", ["changed"], unique=False)
    op.execute("INSERT INTO change_counter (id, value) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table("obligations")
    op.drop_table("identities")
    op.drop_table("case_events")
    op.drop_table("visits")
    op.drop_table("petition_cases")
    op.drop_table("parties")
    op.drop_table("over_level_records")
    op.drop_table("notes")
    op.drop_table("inbox_items")
    op.drop_table("import_rows")
    op.drop_table("duplicate_decisions")
    op.drop_table("directives")
    op.drop_table("decisions")
    op.drop_table("deadlines")
    op.drop_table("crowd_events")
    op.drop_table("case_grants")
    op.drop_table("case_exclusions")
    op.drop_table("attachments")
    op.drop_table("petitions")
    op.drop_table("cases")
    op.drop_table("user_sessions")
    op.drop_table("unit_roles")
    op.drop_table("unit_heads")
    op.drop_table("saved_views")
    op.drop_table("saved_mappings")
    op.drop_table("role_assignments")
    op.drop_table("import_batches")
    op.drop_table("drafts")
    op.drop_table("delegations")
    op.drop_table("audit_entries")
    op.drop_table("users")
    op.drop_table("units")
    op.drop_table("tombstones")
    op.drop_table("subject_fields")
    op.drop_table("settings")
    op.drop_table("communes")
    op.drop_table("code_counters")
    op.drop_table("channels")
    op.drop_table("change_counter")
    op.drop_table("calendar_days")
