"""add confirmations of reports"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_confirmations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("body", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("body IN ('party_committee', 'agency_head')", name=op.f("ck_report_confirmations_body")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_report_confirmations_work_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_report_confirmations_file_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_report_confirmations_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_confirmations")),
        sa.UniqueConstraint("work_id", name=op.f("uq_report_confirmations_work_id")),
    )
    op.create_index(op.f("ix_report_confirmations_file_id"), "report_confirmations", ["file_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_report_confirmations_file_id"), table_name="report_confirmations")
    op.drop_table("report_confirmations")
