"""Add the benefit value of a work: an estimate with its reasoning."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("works", sa.Column("benefit", big_id, nullable=True))
    op.add_column("works", sa.Column("benefit_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("works", "benefit_reason")
    op.drop_column("works", "benefit")
