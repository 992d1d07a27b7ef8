"""add rosters that were sent and are looked at before they are imported"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0093"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "roster_drafts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_roster_drafts_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_roster_drafts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_drafts")),
    )
    op.create_index(op.f("ix_roster_drafts_account_id"), "roster_drafts", ["account_id"])
    op.create_index(op.f("ix_roster_drafts_at"), "roster_drafts", ["at"])


def downgrade() -> None:
    op.drop_table("roster_drafts")
