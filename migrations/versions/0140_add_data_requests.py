"""Let members ask to have their data corrected or erased, and remember who was."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0131"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("members", sa.Column("erased_on", sa.Date(), nullable=True))
    op.create_table(
        "data_requests",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("member_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("acknowledge_by_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('correction', 'erasure')", name=op.f("ck_data_requests_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'acknowledged', 'done', 'refused', 'withdrawn')", name=op.f("ck_data_requests_state")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'refused', 'withdrawn')) = (decided_at IS NOT NULL)",
            name=op.f("ck_data_requests_decided_then"),
        ),
        sa.CheckConstraint(
            "state <> 'acknowledged' OR acknowledged_at IS NOT NULL", name=op.f("ck_data_requests_acknowledged_then")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_data_requests_member_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name="fk_data_requests_asked_by"),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["accounts.id"], name="fk_data_requests_acknowledged_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name="fk_data_requests_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_data_requests"),
    )
    op.create_index("ix_data_requests_member_id", "data_requests", ["member_id"])
    op.create_index("ix_data_requests_queue", "data_requests", ["state", "due_on", "id"])
    is_open = sa.text("state IN ('waiting', 'acknowledged')")
    op.create_index(
        "uq_data_requests_one_open",
        "data_requests",
        ["member_id", "kind"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("data_requests")
    op.drop_column("members", "erased_on")
