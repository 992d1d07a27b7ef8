"""add entry requests"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IS_PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "entry_requests",
        sa.Column("id", big_id, nullable=False),
        sa.Column("ledger_id", big_id, nullable=False),
        sa.Column("entry_id", big_id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", big_id, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_entry_requests_amount_not_zero")),
        sa.CheckConstraint("kind IN ('reversal')", name=op.f("ck_entry_requests_kind")),
        sa.CheckConstraint("state IN ('pending', 'approved', 'refused')", name=op.f("ck_entry_requests_state")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_entry_requests_reason_given")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_entry_requests_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_entry_requests_decided_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_entry_requests_entry_id")),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name=op.f("fk_entry_requests_ledger_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["accounts.id"], name=op.f("fk_entry_requests_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_requests")),
    )
    op.create_index(op.f("ix_entry_requests_entry_id"), "entry_requests", ["entry_id"], unique=False)
    op.create_index(op.f("ix_entry_requests_ledger_id"), "entry_requests", ["ledger_id"], unique=False)
    op.create_index(
        "uq_entry_requests_one_open",
        "entry_requests",
        ["entry_id"],
        unique=True,
        sqlite_where=IS_PENDING,
        postgresql_where=IS_PENDING,
    )
    # What was reversed by one person alone stays so; decided by nobody.
    op.execute(
        "INSERT INTO entry_requests "
        "(ledger_id, entry_id, kind, amount, reason, state, requested_by, requested_at, decided_at, answer) "
        "SELECT ledger_id, reverses_id, 'reversal', amount, CASE description WHEN '' THEN '–' ELSE description END, "
        "'approved', recorded_by, at, at, '' FROM ledger_entries WHERE kind = 'reversal' ORDER BY id"
    )


def downgrade() -> None:
    op.drop_index("uq_entry_requests_one_open", table_name="entry_requests")
    op.drop_index(op.f("ix_entry_requests_ledger_id"), table_name="entry_requests")
    op.drop_index(op.f("ix_entry_requests_entry_id"), table_name="entry_requests")
    op.drop_table("entry_requests")
