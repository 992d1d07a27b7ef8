"""Keep a mark of each sealed event, so that verifying can name the one that was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Seals made before have none: for those, a change is named by the run of events in which it lies.
    op.add_column("audit_seals", sa.Column("marks", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("audit_seals", "marks")
