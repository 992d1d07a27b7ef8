"""add series, suspension, photo and border notices of activities"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0051"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTIVITY_COLUMNS = ("suspended_at", "suspend_reason", "series_id", "series_day", "photo_id", "photo_caption")


def upgrade() -> None:
    op.create_table(
        "activity_series",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("pattern", sa.String(length=10), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pattern IN ('weekly', 'monthly')", name=op.f("ck_activity_series_pattern")),
        sa.CheckConstraint("every BETWEEN 1 AND 12", name=op.f("ck_activity_series_every")),
        sa.CheckConstraint("until >= starts_on", name=op.f("ck_activity_series_until_after_start")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_activity_series_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_series")),
    )
    op.create_table(
        "border_notices",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("activity_id", BIG_ID, nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_border_notices_activity_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_border_notices_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_border_notices")),
    )
    op.create_index(op.f("ix_border_notices_activity_id"), "border_notices", ["activity_id"], unique=False)
    _add_columns()
    op.create_index("uq_activities_series_day", "activities", ["series_id", "series_day"], unique=True)


def _add_columns() -> None:
    """Foreign keys come with their column: SQLite adds none to a table that is there."""
    id_type = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.add_column("activities", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activities", sa.Column("suspend_reason", sa.String(length=500), nullable=True))
    op.add_column("activities", sa.Column("series_day", sa.Date(), nullable=True))
    op.add_column("activities", sa.Column("photo_caption", sa.String(length=200), nullable=True))
    for column, table in (("series_id", "activity_series"), ("photo_id", "stored_files")):
        op.execute(
            f"ALTER TABLE activities ADD COLUMN {column} {id_type} "
            f"CONSTRAINT fk_activities_{column} REFERENCES {table} (id)"
        )


def downgrade() -> None:
    op.drop_index("uq_activities_series_day", table_name="activities")
    for column in ACTIVITY_COLUMNS:
        op.execute(f"ALTER TABLE activities DROP COLUMN {column}")
    op.drop_index(op.f("ix_border_notices_activity_id"), table_name="border_notices")
    op.drop_table("border_notices")
    op.drop_table("activity_series")
