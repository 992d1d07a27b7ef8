"""let kinds of works be edited: their version, and measures that are no longer asked"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_kinds", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("kind_measures", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("kind_measures", "is_active")
    op.drop_column("work_kinds", "version")
