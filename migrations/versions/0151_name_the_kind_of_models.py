"""say of which kind a model of service is, so that the pilot units of the volunteer Saturday can be counted

A model that has service days is of the kind of its first one; of those without, the name tells the volunteer Saturday.
"""

from alembic import op

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # As a column's own constraint: SQLite would otherwise rebuild a table that others point at.
    op.execute(
        "ALTER TABLE service_models ADD COLUMN kind VARCHAR(20) DEFAULT 'other' NOT NULL "
        "CONSTRAINT ck_service_models_kind "
        "CHECK (kind IN ('volunteer_saturday', 'service_centre', 'legal_advice', 'other'))"
    )
    op.execute(
        "UPDATE service_models SET kind = (SELECT kind FROM service_days WHERE model_id = service_models.id "
        "ORDER BY activity_id LIMIT 1) WHERE id IN (SELECT model_id FROM service_days)"
    )
    op.execute(
        "UPDATE service_models SET kind = 'volunteer_saturday' WHERE kind = 'other' AND "
        "(name LIKE '%thứ 7 tình nguyện%' OR name LIKE '%thứ bảy tình nguyện%' OR name LIKE '%thứ Bảy tình nguyện%')"
    )


def downgrade() -> None:
    op.drop_column("service_models", "kind")
