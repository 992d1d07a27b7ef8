"""add the fingerprint of works entered as history"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("works", sa.Column("history_fingerprint", sa.String(length=64), nullable=True))
    op.create_index("ix_works_history_fingerprint", "works", ["history_fingerprint"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_works_history_fingerprint", table_name="works")
    op.drop_column("works", "history_fingerprint")
