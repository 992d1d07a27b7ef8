"""add service days with what they count, models and their pilot units"""

import sqlalchemy as sa
from alembic import op

from app.core.database import append_only, no_longer_append_only

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PRESENT = sa.text("valid_until IS NULL")


def upgrade() -> None:
    op.create_table(
        "service_models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_service_models_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_models")),
        sa.UniqueConstraint("name", name=op.f("uq_service_models_name")),
    )
    op.create_index(op.f("ix_service_models_unit_id"), "service_models", ["unit_id"])
    op.create_table(
        "pilot_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("decision", sa.String(200), nullable=False),
        sa.Column("end_decision", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_pilot_units_valid_in_order")
        ),
        sa.ForeignKeyConstraint(["model_id"], ["service_models.id"], name=op.f("fk_pilot_units_model_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_pilot_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_units")),
    )
    op.create_index(op.f("ix_pilot_units_model_id"), "pilot_units", ["model_id"])
    op.create_index(op.f("ix_pilot_units_unit_id"), "pilot_units", ["unit_id"])
    op.create_index(
        "uq_pilot_units_one_present",
        "pilot_units",
        ["model_id", "unit_id"],
        unique=True,
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.create_table(
        "service_days",
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("model_id", sa.Integer()),
        sa.CheckConstraint(
            "kind IN ('volunteer_saturday', 'service_centre', 'legal_advice', 'other')",
            name=op.f("ck_service_days_kind"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_service_days_activity_id")),
        sa.ForeignKeyConstraint(["model_id"], ["service_models.id"], name=op.f("fk_service_days_model_id")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_service_days")),
    )
    op.create_index(op.f("ix_service_days_model_id"), "service_days", ["model_id"])
    op.create_table(
        "service_tallies",
        sa.Column("id", BigId, nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("procedures", sa.Integer(), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", BigId),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR (people >= 0 AND procedures >= 0 AND online >= 0)",
            name=op.f("ck_service_tallies_counted_upwards"),
        ),
        sa.CheckConstraint(
            "people <> 0 OR procedures <> 0 OR online <> 0", name=op.f("ck_service_tallies_says_something")
        ),
        sa.CheckConstraint(
            "(corrects_id IS NULL) = (reason = '')", name=op.f("ck_service_tallies_correction_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["service_days.activity_id"], name=op.f("fk_service_tallies_activity_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_service_tallies_account_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["service_tallies.id"], name=op.f("fk_service_tallies_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_tallies")),
    )
    op.create_index(op.f("ix_service_tallies_activity_id"), "service_tallies", ["activity_id"])
    op.create_index(op.f("ix_service_tallies_corrects_id"), "service_tallies", ["corrects_id"])
    for statement in append_only("service_tallies", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in no_longer_append_only("service_tallies", op.get_bind().dialect.name):
        op.execute(statement)
    for table in ("service_tallies", "service_days", "pilot_units", "service_models"):
        op.drop_table(table)
