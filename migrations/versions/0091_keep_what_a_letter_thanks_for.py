"""keep how much of a contribution a letter thanks for"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter_entries", sa.Column("amount", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE letter_entries SET amount = (SELECT amount FROM ledger_entries WHERE ledger_entries.id = entry_id)"
    )


def downgrade() -> None:
    op.drop_column("letter_entries", "amount")
