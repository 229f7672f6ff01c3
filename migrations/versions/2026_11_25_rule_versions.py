"""legal terms stand in the database, and clocks remember when their dates await a decision

The terms that come with the product are copied from rules/deadlines.csv as they stand. Petitions
learn the rule behind their handling term from the clock of their case; where there is none it
stays unknown and is derived when it is asked for.
"""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_rule_versions"
down_revision = "2026_11_23_append_only"
branch_labels = None
depends_on = None

TERMS = Path(__file__).resolve().parents[2] / "rules" / "deadlines.csv"
WAITING = sa.text("recount = 'waiting'")


def upgrade() -> None:
    table = op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("instance", sa.String(10), nullable=False),
        sa.Column("nature", sa.String(20), nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("trigger", sa.String(200), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("variant", sa.String(40), nullable=False),
        sa.Column("variant_of", sa.String(20), nullable=False),
        sa.Column("extension_days", sa.Integer(), nullable=False),
        sa.Column("max_extensions", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(300), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("confidence", sa.String(1), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "shipped", "own", name="rule_source", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.String(120), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.String(120), nullable=False),
        sa.Column("verified_document", sa.String(300), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("n <> 0", name=op.f("ck_rule_versions_counts_something")),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from",
            name=op.f("ck_rule_versions_ends_after_it_began"),
        ),
        sa.CheckConstraint(
            "extension_days >= 0 AND max_extensions >= 0", name=op.f("ck_rule_versions_extensions_are_counted")
        ),
        sa.CheckConstraint(
            "source = 'shipped' OR entered_at IS NOT NULL",
            name=op.f("ck_rule_versions_own_versions_have_an_entry"),
        ),
        sa.CheckConstraint(
            "(verified_at IS NULL) = (verified_document = '')",
            name=op.f("ck_rule_versions_verified_by_a_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("rule_id", "version", name=op.f("uq_rule_versions_rule_id_version")),
    )
    op.create_index(op.f("ix_rule_versions_rule_id"), "rule_versions", ["rule_id"], unique=False)
    op.bulk_insert(table, shipped_terms())
    # A column constraint, written by hand: SQLite then adds it without rebuilding the table.
    for name, column in (("deadlines", "recount"), ("petitions", "handling_recount")):
        check = f"ck_{name}_{'deadline' if name == 'deadlines' else 'petition'}_recount"
        op.execute(
            f"ALTER TABLE {name} ADD COLUMN {column} VARCHAR(32) "
            f"CONSTRAINT {check} CHECK ({column} IN ('waiting', 'kept'))"
        )
    op.create_index(
        "ix_deadlines_waiting",
        "deadlines",
        ["case_id"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.add_column("petitions", sa.Column("handling_rule_id", sa.String(20), nullable=True))
    op.add_column("petitions", sa.Column("handling_rule_version", sa.Integer(), nullable=True))
    _pin_petitions()


def downgrade() -> None:
    op.drop_column("petitions", "handling_rule_version")
    op.drop_column("petitions", "handling_rule_id")
    op.drop_index("ix_deadlines_waiting", table_name="deadlines")
    op.execute("ALTER TABLE petitions DROP COLUMN handling_recount")
    op.execute("ALTER TABLE deadlines DROP COLUMN recount")
    op.drop_index(op.f("ix_rule_versions_rule_id"), table_name="rule_versions")
    op.drop_table("rule_versions")


def shipped_terms() -> list[dict[str, object]]:
    """The rows of rules/deadlines.csv; what is written there was checked when it was released."""
    with TERMS.open(encoding="utf-8", newline="") as file:
        return [
            {
                **{name: text for name, text in row.items() if name != "id"},
                "rule_id": row["id"],
                "position": position,
                "version": int(row["version"]),
                "n": int(row["n"]),
                "extension_days": int(row["extension_days"] or 0),
                "max_extensions": int(row["max_extensions"] or 0),
                "effective_from": date.fromisoformat(row["effective_from"]),
                "effective_to": date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
                "source": "shipped",
                "entered_by": "",
                "verified_by": "",
                "verified_document": "",
            }
            for position, row in enumerate(csv.DictReader(file, restval=""))
        ]


def _pin_petitions() -> None:
    clock = (
        "SELECT {column} FROM deadlines d JOIN petition_cases pc ON pc.case_id = d.case_id "
        "WHERE pc.petition_id = petitions.id AND d.step = 'handling' AND d.due_on = petitions.handling_due_on "
        "ORDER BY d.id DESC LIMIT 1"
    )
    op.execute(
        f"UPDATE petitions SET handling_rule_id = ({clock.format(column='d.rule_id')}), "
        f"handling_rule_version = ({clock.format(column='d.rule_version')}) "
        "WHERE handling_due_on IS NOT NULL"
    )
