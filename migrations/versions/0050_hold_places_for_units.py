"""hold places for units; skills; marks for giving back late"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("shifts", sa.Column("needed_skills", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("shifts", sa.Column("quota_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_shifts_quota_until"), "shifts", ["quota_until"])
    op.add_column("sign_ups", sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_ups", sa.Column("free_to_leave", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "shift_quotas",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shift_id", BIG, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("places > 0", name=op.f("ck_shift_quotas_places_positive")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_shift_quotas_shift_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_shift_quotas_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_quotas")),
        sa.UniqueConstraint("shift_id", "unit_id", name=op.f("uq_shift_quotas_shift_id_unit_id")),
    )
    op.create_index(op.f("ix_shift_quotas_unit_id"), "shift_quotas", ["unit_id"])
    op.create_table(
        "member_skills",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("skill", sa.String(length=30), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_skills_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_member_skills_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_skills")),
        sa.UniqueConstraint("member_id", "skill", name=op.f("uq_member_skills_member_id_skill")),
    )


def downgrade() -> None:
    op.drop_table("member_skills")
    op.drop_index(op.f("ix_shift_quotas_unit_id"), table_name="shift_quotas")
    op.drop_table("shift_quotas")
    op.drop_column("sign_ups", "free_to_leave")
    op.drop_column("sign_ups", "is_late")
    op.drop_index(op.f("ix_shifts_quota_until"), table_name="shifts")
    op.drop_column("shifts", "quota_until")
    op.drop_column("shifts", "needed_skills")
