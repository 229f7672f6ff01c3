"""a measure about a hot spot, a review or a closing can be taken back with a reason"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_measures_taken_back"
down_revision = "2026_11_27_joint_warning"
branch_labels = None
depends_on = None

MEASURES = "hot_spot_measures"
KINDS = f"ck_{MEASURES}_measure_kind"
VOIDED = f"ck_{MEASURES}_voided_with_a_reason"
BEFORE = "kind IN ('dialogue', 'inspection', 'police', 'media', 'other', 'review')"
AFTER = "kind IN ('dialogue', 'inspection', 'police', 'media', 'other', 'review', 'closing')"


def upgrade() -> None:
    with op.batch_alter_table(MEASURES) as batch:
        batch.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("voided_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sealed_void_reason", sa.LargeBinary(), nullable=True))
        batch.create_foreign_key(op.f(f"fk_{MEASURES}_voided_by_id"), "users", ["voided_by_id"], ["id"])
        batch.create_check_constraint(
            op.f(VOIDED), sa.text("(voided_at IS NULL) = (sealed_void_reason IS NULL)")
        )
        batch.drop_constraint(op.f(KINDS), type_="check")
        batch.create_check_constraint(op.f(KINDS), sa.text(AFTER))


def downgrade() -> None:
    op.execute(f"DELETE FROM {MEASURES} WHERE kind = 'closing'")
    with op.batch_alter_table(MEASURES) as batch:
        batch.drop_constraint(op.f(KINDS), type_="check")
        batch.create_check_constraint(op.f(KINDS), sa.text(BEFORE))
        batch.drop_constraint(op.f(VOIDED), type_="check")
        batch.drop_constraint(op.f(f"fk_{MEASURES}_voided_by_id"), type_="foreignkey")
        for name in ("sealed_void_reason", "voided_by_id", "voided_at"):
            batch.drop_column(name)
