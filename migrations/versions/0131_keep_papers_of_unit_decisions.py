"""Keep the paper of the decision by which a unit was founded, changed or moved."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit_versions") as table:
        table.add_column(sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.create_foreign_key("fk_unit_versions_file_id", "stored_files", ["file_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("unit_versions") as table:
        table.drop_constraint("fk_unit_versions_file_id", type_="foreignkey")
        table.drop_column("file_id")
