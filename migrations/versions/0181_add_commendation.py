"""add nominations and the decisions that commend"""

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0180"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_THING = (
    "(CASE WHEN for_unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN work_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN member_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    op.create_table(
        "commendation_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("signer_title", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_commendation_decisions_decided_by")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_commendation_decisions_drive_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_commendation_decisions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation_decisions")),
        sa.UniqueConstraint(
            "unit_id", "number", "decided_on", name=op.f("uq_commendation_decisions_unit_id_number_decided_on")
        ),
    )
    op.create_index(op.f("ix_commendation_decisions_drive_id"), "commendation_decisions", ["drive_id"], unique=False)
    op.create_table(
        "nominations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("for_unit_id", sa.Integer(), nullable=True),
        sa.Column("work_id", BigId, nullable=True),
        sa.Column("member_id", BigId, nullable=True),
        sa.Column("form", sa.String(length=30), nullable=False),
        sa.Column("merit", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("nominated_by", sa.Integer(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("honoured_name", sa.String(length=200), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guardian", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state = 'decided') = (decision_id IS NOT NULL)", name=op.f("ck_nominations_decided_has_decision")
        ),
        sa.CheckConstraint(
            "form IN ('certificate', 'provincial_certificate', 'central_certificate')", name=op.f("ck_nominations_form")
        ),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_nominations_refused_has_reason")),
        sa.CheckConstraint(
            "state IN ('nominated', 'checked', 'refused', 'decided')", name=op.f("ck_nominations_state")
        ),
        sa.CheckConstraint(
            ONE_THING,
            name=op.f("ck_nominations_one_thing"),
        ),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> nominated_by", name=op.f("ck_nominations_checked_by_another")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR (decided_by <> nominated_by AND decided_by <> checked_by)",
            name=op.f("ck_nominations_decided_by_a_third"),
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["accounts.id"], name=op.f("fk_nominations_checked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_nominations_decided_by")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["commendation_decisions.id"], name=op.f("fk_nominations_decision_id")
        ),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_nominations_drive_id")),
        sa.ForeignKeyConstraint(["for_unit_id"], ["units.id"], name=op.f("fk_nominations_for_unit_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_nominations_member_id")),
        sa.ForeignKeyConstraint(["nominated_by"], ["accounts.id"], name=op.f("fk_nominations_nominated_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nominations_unit_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_nominations_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
    )
    op.create_index("ix_nominations_drive", "nominations", ["drive_id", "id"], unique=False)
    op.create_index(op.f("ix_nominations_for_unit_id"), "nominations", ["for_unit_id"], unique=False)
    op.create_index(op.f("ix_nominations_member_id"), "nominations", ["member_id"], unique=False)
    op.create_index(op.f("ix_nominations_unit_id"), "nominations", ["unit_id"], unique=False)
    op.create_index(op.f("ix_nominations_work_id"), "nominations", ["work_id"], unique=False)
    op.create_index(
        "uq_nominations_for_unit_id",
        "nominations",
        ["drive_id", "for_unit_id"],
        unique=True,
        sqlite_where=sa.text("for_unit_id IS NOT NULL AND state <> 'refused'"),
        postgresql_where=sa.text("for_unit_id IS NOT NULL AND state <> 'refused'"),
    )
    op.create_index(
        "uq_nominations_member_id",
        "nominations",
        ["drive_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("member_id IS NOT NULL AND state <> 'refused'"),
        postgresql_where=sa.text("member_id IS NOT NULL AND state <> 'refused'"),
    )
    op.create_index(
        "uq_nominations_work_id",
        "nominations",
        ["drive_id", "work_id"],
        unique=True,
        sqlite_where=sa.text("work_id IS NOT NULL AND state <> 'refused'"),
        postgresql_where=sa.text("work_id IS NOT NULL AND state <> 'refused'"),
    )


def downgrade() -> None:
    op.drop_table("nominations")
    op.drop_table("commendation_decisions")
