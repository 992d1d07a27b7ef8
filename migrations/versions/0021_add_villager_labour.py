"""add labour days of villagers"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "villager_labour",
        sa.Column("id", big_id, nullable=False),
        sa.Column("work_id", big_id, nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("file_id", big_id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'confirmed', 'withdrawn')", name=op.f("ck_villager_labour_state")),
        sa.CheckConstraint("persons > 0", name=op.f("ck_villager_labour_persons_positive")),
        sa.CheckConstraint("days > 0", name=op.f("ck_villager_labour_days_positive")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_villager_labour_dates_in_order")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_villager_labour_confirmed_by_another")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_villager_labour_confirmed_has_moment")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_villager_labour_withdrawn_has_moment")
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR reason <> ''", name=op.f("ck_villager_labour_withdrawn_with_reason")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_villager_labour_confirmed_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_villager_labour_file_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_villager_labour_recorded_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name=op.f("fk_villager_labour_withdrawn_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_villager_labour_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_villager_labour")),
    )
    op.create_index("ix_villager_labour_work", "villager_labour", ["work_id", "state"], unique=False)
    op.create_index(op.f("ix_villager_labour_file_id"), "villager_labour", ["file_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_villager_labour_file_id"), table_name="villager_labour")
    op.drop_index("ix_villager_labour_work", table_name="villager_labour")
    op.drop_table("villager_labour")
