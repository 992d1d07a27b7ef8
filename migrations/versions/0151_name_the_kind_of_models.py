"""say of which kind a model of service is, so that the pilot units of the volunteer Saturday can be counted

A model that has service days is of the kind of its first one; of those without, the name tells the volunteer Saturday.
"""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None

KINDS = "kind IN ('volunteer_saturday', 'service_centre', 'legal_advice', 'other')"


def upgrade() -> None:
    with op.batch_alter_table("service_models") as table:
        table.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="other"))
    op.execute(
        "UPDATE service_models SET kind = (SELECT kind FROM service_days WHERE model_id = service_models.id "
        "ORDER BY activity_id LIMIT 1) WHERE id IN (SELECT model_id FROM service_days)"
    )
    op.execute(
        "UPDATE service_models SET kind = 'volunteer_saturday' WHERE kind = 'other' AND "
        "(name LIKE '%thứ 7 tình nguyện%' OR name LIKE '%thứ bảy tình nguyện%' OR name LIKE '%thứ Bảy tình nguyện%')"
    )
    with op.batch_alter_table("service_models") as table:
        table.alter_column("kind", existing_type=sa.String(20), existing_nullable=False, server_default=None)
        table.create_check_constraint(op.f("ck_service_models_kind"), KINDS)


def downgrade() -> None:
    with op.batch_alter_table("service_models") as table:
        table.drop_constraint(op.f("ck_service_models_kind"), type_="check")
        table.drop_column("kind")
