"""add recognition, handover and plaque"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recognitions",
        *_first_columns(),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        *_last_columns("recognitions", needs_paper=True),
        sa.CheckConstraint("level IN ('province', 'bloc', 'base_unit', 'chapter')", name=op.f("ck_recognitions_level")),
        sa.UniqueConstraint("work_id", "level", name=op.f("uq_recognitions_work_id_level")),
    )
    op.create_table(
        "handovers",
        *_first_columns(),
        sa.Column("recipient_kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        *_last_columns("handovers", needs_paper=True),
        sa.CheckConstraint(
            "recipient_kind IN ('commune', 'village', 'border_post', 'school', 'family')",
            name=op.f("ck_handovers_recipient_kind"),
        ),
        sa.UniqueConstraint("work_id", name=op.f("uq_handovers_work_id")),
    )
    op.create_table(
        "plaques",
        *_first_columns(),
        sa.Column("has_plaque", sa.Boolean(), nullable=False),
        sa.Column("put_up_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        *_last_columns("plaques", needs_paper=False),
        sa.CheckConstraint("(has_plaque) = (put_up_on IS NOT NULL)", name=op.f("ck_plaques_plaque_has_date")),
        sa.UniqueConstraint("work_id", name=op.f("uq_plaques_work_id")),
    )
    for table in ("recognitions", "handovers", "plaques"):
        op.create_index(op.f(f"ix_{table}_file_id"), table, ["file_id"], unique=False)


def _first_columns() -> list[sa.Column]:
    return [sa.Column("id", BIG_ID, nullable=False), sa.Column("work_id", BIG_ID, nullable=False)]


def _last_columns(table: str, *, needs_paper: bool) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column("file_id", BIG_ID, nullable=not needs_paper),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f(f"fk_{table}_file_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f(f"fk_{table}_recorded_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f(f"fk_{table}_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    for table in ("plaques", "handovers", "recognitions"):
        op.drop_index(op.f(f"ix_{table}_file_id"), table_name=table)
        op.drop_table(table)
