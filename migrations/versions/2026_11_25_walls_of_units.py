"""walls keep out units too, stand on petitions before there is a case, and a denounced unit can be named

Whoever was denounced until now gets his row on the petition here; the rows of his unit and of the
people in it need the dated tree, and are raised by the nightly run that follows.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_walls_of_units"
down_revision = "2026_11_25_sign_in_tries"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CASES, PETITIONS, PARTIES = "case_exclusions", "petition_exclusions", "parties"
CHECKS = {
    "a_person_or_a_unit": "(user_id IS NULL) <> (unit_id IS NULL)",
    "a_person_is_admitted": "NOT admits OR user_id IS NOT NULL",
}


def upgrade() -> None:
    with op.batch_alter_table(PARTIES) as batch:
        batch.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_parties_unit_id"), "units", ["unit_id"], ["id"])
    with op.batch_alter_table(CASES) as batch:
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("admits", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_foreign_key(op.f("fk_case_exclusions_unit_id"), "units", ["unit_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_case_exclusions_case_id_unit_id"), ["case_id", "unit_id"])
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_case_exclusions_{name}"), condition)
    with op.batch_alter_table(CASES) as batch:
        batch.alter_column("admits", existing_type=sa.Boolean(), server_default=None)
    op.create_index(op.f("ix_case_exclusions_unit_id"), CASES, ["unit_id"])
    op.create_table(
        PETITIONS,
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", BigId, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("admits", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_petition_exclusions_petition_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_petition_exclusions_user_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_petition_exclusions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_exclusions")),
        sa.UniqueConstraint(
            "petition_id", "user_id", name=op.f("uq_petition_exclusions_petition_id_user_id")
        ),
        sa.UniqueConstraint(
            "petition_id", "unit_id", name=op.f("uq_petition_exclusions_petition_id_unit_id")
        ),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_petition_exclusions_{name}"))
            for name, condition in CHECKS.items()
        ),
    )
    for column in ("petition_id", "changed", "user_id", "unit_id"):
        op.create_index(op.f(f"ix_petition_exclusions_{column}"), PETITIONS, [column])
    # Change number 0 is in the first load of the facts, whose layout changed with this table.
    op.execute(
        f"INSERT INTO {PETITIONS} (changed, petition_id, user_id, admits, reason) "
        "SELECT DISTINCT 0, t.petition_id, t.user_id, false, 'denounced' "
        "FROM parties t JOIN petitions p ON p.id = t.petition_id "
        "WHERE t.user_id IS NOT NULL AND t.role = 'respondent' AND p.kind = 'denunciation'"
    )


def downgrade() -> None:
    op.drop_table(PETITIONS)
    op.execute(f"DELETE FROM {CASES} WHERE user_id IS NULL OR admits")
    op.drop_index(op.f("ix_case_exclusions_unit_id"), CASES)
    with op.batch_alter_table(CASES) as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_case_exclusions_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_case_exclusions_case_id_unit_id"), type_="unique")
        batch.drop_constraint(op.f("fk_case_exclusions_unit_id"), type_="foreignkey")
        batch.drop_column("admits")
        batch.drop_column("unit_id")
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table(PARTIES) as batch:
        batch.drop_constraint(op.f("fk_parties_unit_id"), type_="foreignkey")
        batch.drop_column("unit_id")
