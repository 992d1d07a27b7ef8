"""add check-ins and the history of hours"""

import sqlalchemy as sa
from alembic import op

from app.core.database import append_only, no_longer_append_only

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("shift_id", BIG, nullable=False),
        sa.Column("sign_up_id", BIG, nullable=True),
        sa.Column("member_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offset_seconds", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=30), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_check_ins_direction")),
        sa.CheckConstraint("how IN ('scan', 'name', 'walk_in', 'shift_code')", name=op.f("ck_check_ins_how")),
        sa.CheckConstraint("state IN ('counted', 'open', 'dismissed')", name=op.f("ck_check_ins_state")),
        sa.CheckConstraint("state <> 'open' OR problem IS NOT NULL", name=op.f("ck_check_ins_open_has_problem")),
        sa.CheckConstraint(
            "state <> 'counted' OR sign_up_id IS NOT NULL", name=op.f("ck_check_ins_counted_has_sign_up")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_check_ins_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_check_ins_recorded_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["accounts.id"], name=op.f("fk_check_ins_settled_by")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_check_ins_shift_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_check_ins_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("recorded_by", "key", name=op.f("uq_check_ins_recorded_by_key")),
    )
    op.create_index(op.f("ix_check_ins_member_id"), "check_ins", ["member_id"], unique=False)
    op.create_index("ix_check_ins_sign_up", "check_ins", ["sign_up_id", "direction", "at"], unique=False)
    op.create_index("ix_check_ins_shift", "check_ins", ["shift_id", "state"], unique=False)
    op.create_table(
        "hours_changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sign_up_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state_before", sa.String(length=20), nullable=False),
        sa.Column("state_after", sa.String(length=20), nullable=False),
        sa.Column("minutes_before", sa.Integer(), nullable=True),
        sa.Column("minutes_after", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_hours_changes_account_id")),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name=op.f("fk_hours_changes_sign_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_changes")),
    )
    op.create_index(op.f("ix_hours_changes_sign_up_id"), "hours_changes", ["sign_up_id"], unique=False)
    for statement in append_only("hours_changes", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in no_longer_append_only("hours_changes", op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("hours_changes")
    op.drop_table("check_ins")
