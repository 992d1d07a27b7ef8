"""add pledges"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "pledges",
        sa.Column("id", big_id, nullable=False),
        sa.Column("work_id", big_id, nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("amount", big_id, nullable=False),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_pledges_amount_positive")),
        sa.CheckConstraint("form IN ('cash', 'in_kind', 'labour')", name=op.f("ck_pledges_form")),
        sa.CheckConstraint(
            "source IN ('unit_fund', 'higher_level', 'sponsor', 'members', 'state_programme', 'own_part')",
            name=op.f("ck_pledges_source"),
        ),
        sa.CheckConstraint("withdrawn_at IS NULL OR reason <> ''", name=op.f("ck_pledges_withdrawn_with_reason")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_pledges_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name=op.f("fk_pledges_withdrawn_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_pledges_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
    )
    op.create_index(op.f("ix_pledges_work_id"), "pledges", ["work_id"], unique=False)
    op.create_table(
        "pledge_receipts",
        sa.Column("entry_id", big_id, autoincrement=False, nullable=False),
        sa.Column("pledge_id", big_id, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_pledge_receipts_entry_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledges.id"], name=op.f("fk_pledge_receipts_pledge_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_pledge_receipts")),
    )
    op.create_index(op.f("ix_pledge_receipts_pledge_id"), "pledge_receipts", ["pledge_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_pledge_receipts_pledge_id"), table_name="pledge_receipts")
    op.drop_table("pledge_receipts")
    op.drop_index(op.f("ix_pledges_work_id"), table_name="pledges")
    op.drop_table("pledges")
