"""Remember everybody who changed the draft of a revision: none of them may decide on it."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_versions", sa.Column("edited_by", sa.Text(), nullable=False, server_default="/"))
    # Of earlier versions only the last editor is known.
    op.execute("UPDATE plan_versions SET edited_by = '/' || made_by || '/' WHERE made_by IS NOT NULL")


def downgrade() -> None:
    op.drop_column("plan_versions", "edited_by")
