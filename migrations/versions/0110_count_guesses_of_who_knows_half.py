"""Keep a hash of a one-time code's first group, so that a stranger's guesses don't use the code up."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Codes that are open now go on working; nobody's wrong guess can end them.
    with op.batch_alter_table("one_time_codes") as batch:
        batch.add_column(sa.Column("first_hash", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("one_time_codes") as batch:
        batch.alter_column("first_hash", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("one_time_codes") as batch:
        batch.drop_column("first_hash")
