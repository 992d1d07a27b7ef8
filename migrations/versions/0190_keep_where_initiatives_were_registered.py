"""keep the unit in which an initiative was registered, when it goes along to another"""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0181"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("initiatives") as table:
        table.add_column(sa.Column("registered_in_id", sa.Integer()))
        table.create_foreign_key("fk_initiatives_registered_in_id", "units", ["registered_in_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("initiatives") as table:
        table.drop_constraint("fk_initiatives_registered_in_id", type_="foreignkey")
        table.drop_column("registered_in_id")
