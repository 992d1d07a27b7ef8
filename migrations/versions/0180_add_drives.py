"""add emulation drives: indicators, places, claims, objections, frozen standings"""

import sqlalchemy as sa
from alembic import op

from app.core.database import append_only, no_longer_append_only

revision = "0180"
down_revision = "0170"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=False),
        sa.Column("date_to", sa.Date(), nullable=False),
        sa.Column("registers_until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("most_units", sa.Integer(), nullable=True),
        sa.Column("most_works", sa.Integer(), nullable=True),
        sa.Column("most_members", sa.Integer(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_drives_closed_has_time")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_drives_state")),
        sa.CheckConstraint("date_to >= date_from", name=op.f("ck_drives_dates_in_order")),
        sa.ForeignKeyConstraint(["closed_by"], ["accounts.id"], name=op.f("fk_drives_closed_by")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["drives.id"], name=op.f("fk_drives_copied_from_id")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_drives_made_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_drives_opened_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_drives_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drives")),
    )
    op.create_index("ix_drives_order", "drives", ["date_from", "id"], unique=False)
    op.create_index(op.f("ix_drives_unit_id"), "drives", ["unit_id"], unique=False)
    op.create_table(
        "drive_clusters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_clusters_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_clusters")),
        sa.UniqueConstraint("drive_id", "name", name=op.f("uq_drive_clusters_drive_id_name")),
    )
    op.create_table(
        "drive_indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=True),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("scoring", sa.String(length=12), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("by_head", sa.Boolean(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'metric') = (metric IS NOT NULL)", name=op.f("ck_drive_indicators_metric_is_counted")
        ),
        sa.CheckConstraint("content IN ('self', 'work', 'people')", name=op.f("ck_drive_indicators_content")),
        sa.CheckConstraint("effect IN ('points', 'bonus', 'minus')", name=op.f("ck_drive_indicators_effect")),
        sa.CheckConstraint(
            "kind = 'condition' OR scoring = 'each' OR target IS NOT NULL",
            name=op.f("ck_drive_indicators_measured_has_target"),
        ),
        sa.CheckConstraint("kind IN ('metric', 'condition')", name=op.f("ck_drive_indicators_kind")),
        sa.CheckConstraint("scoring IN ('proportional', 'steps', 'each')", name=op.f("ck_drive_indicators_scoring")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_drive_indicators_points_not_negative")),
        sa.CheckConstraint("target IS NULL OR target >= 0", name=op.f("ck_drive_indicators_target_not_negative")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_indicators_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_indicators")),
    )
    op.create_index("ix_drive_indicators_drive", "drive_indicators", ["drive_id", "position"], unique=False)
    op.create_table(
        "drive_standings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["accounts.id"], name=op.f("fk_drive_standings_closed_by")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_standings_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_standings")),
        sa.UniqueConstraint("drive_id", name=op.f("uq_drive_standings_drive_id")),
    )
    op.create_table(
        "drive_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_on IS NULL) = (withdrawal_reason = '')", name=op.f("ck_drive_units_withdrawn_has_reason")
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["drive_clusters.id"], name=op.f("fk_drive_units_cluster_id")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_units_drive_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["accounts.id"], name=op.f("fk_drive_units_registered_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_drive_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_units")),
        sa.UniqueConstraint("drive_id", "unit_id", name=op.f("uq_drive_units_drive_id_unit_id")),
    )
    op.create_index(op.f("ix_drive_units_cluster_id"), "drive_units", ["cluster_id"], unique=False)
    op.create_index(op.f("ix_drive_units_unit_id"), "drive_units", ["unit_id"], unique=False)
    op.create_table(
        "drive_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("drive_unit_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("file_id", BigId, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("scored_by", sa.Integer(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scorers", sa.Text(), nullable=False),
        sa.Column("verified_score", sa.BigInteger(), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verifiers", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'verified') = (verified_score IS NOT NULL)", name=op.f("ck_drive_claims_verified_has_score")
        ),
        sa.CheckConstraint(
            "state = 'submitted' OR (verified_by IS NOT NULL AND reason <> '')",
            name=op.f("ck_drive_claims_verdict_has_reason"),
        ),
        sa.CheckConstraint("state IN ('submitted', 'verified', 'returned')", name=op.f("ck_drive_claims_state")),
        sa.CheckConstraint("score >= 0", name=op.f("ck_drive_claims_score_not_negative")),
        sa.CheckConstraint(
            "verified_by IS NULL OR verified_by <> scored_by", name=op.f("ck_drive_claims_verified_by_another")
        ),
        sa.CheckConstraint(
            "verified_score IS NULL OR verified_score >= 0", name=op.f("ck_drive_claims_verified_score_not_negative")
        ),
        sa.ForeignKeyConstraint(["drive_unit_id"], ["drive_units.id"], name=op.f("fk_drive_claims_drive_unit_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_drive_claims_file_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["drive_indicators.id"], name=op.f("fk_drive_claims_indicator_id")),
        sa.ForeignKeyConstraint(["scored_by"], ["accounts.id"], name=op.f("fk_drive_claims_scored_by")),
        sa.ForeignKeyConstraint(["verified_by"], ["accounts.id"], name=op.f("fk_drive_claims_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_claims")),
        sa.UniqueConstraint("indicator_id", "drive_unit_id", name=op.f("uq_drive_claims_indicator_id_drive_unit_id")),
    )
    op.create_index(op.f("ix_drive_claims_drive_unit_id"), "drive_claims", ["drive_unit_id"], unique=False)
    op.create_table(
        "drive_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("drive_unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('upheld', 'rejected')", name=op.f("ck_drive_objections_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_drive_objections_answered_has_outcome")
        ),
        sa.CheckConstraint(
            "answered_by IS NULL OR answered_by <> raised_by", name=op.f("ck_drive_objections_answered_by_another")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_drive_objections_answered_by")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_objections_drive_id")),
        sa.ForeignKeyConstraint(["drive_unit_id"], ["drive_units.id"], name=op.f("fk_drive_objections_drive_unit_id")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["drive_indicators.id"], name=op.f("fk_drive_objections_indicator_id")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["accounts.id"], name=op.f("fk_drive_objections_raised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_objections")),
    )
    op.create_index("ix_drive_objections_drive", "drive_objections", ["drive_id", "id"], unique=False)
    op.create_index(op.f("ix_drive_objections_drive_unit_id"), "drive_objections", ["drive_unit_id"], unique=False)
    op.create_table(
        "drive_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("drive_unit_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("target >= 0", name=op.f("ck_drive_targets_target_not_negative")),
        sa.ForeignKeyConstraint(
            ["drive_unit_id"], ["drive_units.id"], name=op.f("fk_drive_targets_drive_unit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["drive_indicators.id"], name=op.f("fk_drive_targets_indicator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_targets")),
        sa.UniqueConstraint("indicator_id", "drive_unit_id", name=op.f("uq_drive_targets_indicator_id_drive_unit_id")),
    )
    op.create_index(op.f("ix_drive_targets_drive_unit_id"), "drive_targets", ["drive_unit_id"], unique=False)

    for statement in append_only("drive_standings", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in no_longer_append_only("drive_standings", op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("drive_targets")
    op.drop_table("drive_objections")
    op.drop_table("drive_claims")
    op.drop_table("drive_units")
    op.drop_table("drive_standings")
    op.drop_table("drive_indicators")
    op.drop_table("drive_clusters")
    op.drop_table("drives")
