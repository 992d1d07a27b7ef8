"""Keep what a letter thanks for: a contribution may be given back in part, before it and after."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("letter_entries", sa.Column("amount", big_id, nullable=False, server_default="0"))
    # So far letters named the whole contribution.
    op.execute(
        "UPDATE letter_entries SET amount ="
        " (SELECT ledger_entries.amount FROM ledger_entries WHERE ledger_entries.id = letter_entries.entry_id)"
    )


def downgrade() -> None:
    op.drop_column("letter_entries", "amount")
