"""add what people are told, and how they want it"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0071"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
WAITS = sa.text("state IN ('waiting', 'claimed')")
UNREAD = sa.text("channel = 'product' AND read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("thing", sa.String(60), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("event_id", BigId),
        sa.Column("at", Moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("void_after", Moment),
        sa.Column("claim", sa.String(32)),
        sa.Column("claimed_until", Moment),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(200), nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("read_at", Moment),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_deliveries_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("account_id", "thing", "kind", "channel", name="uq_deliveries_once"),
        sa.CheckConstraint("channel IN ('product', 'email')", name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'sent', 'failed', 'skipped')", name=op.f("ck_deliveries_state")
        ),
        sa.CheckConstraint(
            "(state = 'claimed') = (claimed_until IS NOT NULL)", name=op.f("ck_deliveries_claim_has_end")
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_deliveries_sent_has_time")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["due_at", "id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_deliveries_own", "deliveries", ["account_id", "channel", "at", "id"])
    op.create_index("ix_deliveries_unread", "deliveries", ["account_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_table(
        "notice_choices",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("calendar_number", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notice_choices_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_choices")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23",
            name=op.f("ck_notice_choices_quiet_hours"),
        ),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_notice_choices_language")),
    )


def downgrade() -> None:
    op.drop_table("notice_choices")
    op.drop_table("deliveries")
