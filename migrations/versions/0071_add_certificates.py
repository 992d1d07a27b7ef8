"""add certificates"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("activity_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("replaced_by_id", BIG, nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("host_name", sa.String(length=200), nullable=False),
        sa.Column("activity_title", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("shows_hours", sa.Boolean(), nullable=False),
        sa.Column("shows_activity", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('valid', 'replaced', 'withdrawn')", name=op.f("ck_certificates_state")),
        sa.CheckConstraint(
            "(state = 'replaced') = (replaced_by_id IS NOT NULL)", name=op.f("ck_certificates_replaced_has_next")
        ),
        sa.CheckConstraint("(state = 'valid') = (ended_at IS NULL)", name=op.f("ck_certificates_ended_has_time")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_certificates_has_hours")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_certificates_activity_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_certificates_issued_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_certificates_member_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["certificates.id"], name=op.f("fk_certificates_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_certificates_year_number")),
    )
    op.create_index(op.f("ix_certificates_member_id"), "certificates", ["member_id"], unique=False)
    op.create_index("ix_certificates_activity", "certificates", ["activity_id", "state"], unique=False)
    op.create_index(
        "uq_certificates_one_valid",
        "certificates",
        ["member_id", "activity_id"],
        unique=True,
        sqlite_where=sa.text("state = 'valid'"),
        postgresql_where=sa.text("state = 'valid'"),
    )


def downgrade() -> None:
    op.drop_table("certificates")
