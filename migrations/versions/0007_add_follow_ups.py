"""add follow-ups, and the due dates of works that are accepted already"""

from calendar import monthrange
from datetime import date

import sqlalchemy as sa
from alembic import op

from app.core import clock

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "follow_ups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("condition", sa.String(length=10), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("months IN (6, 12)", name=op.f("ck_follow_ups_months")),
        sa.CheckConstraint("condition IN ('working', 'damaged', 'lost')", name=op.f("ck_follow_ups_condition")),
        sa.CheckConstraint(
            "(visited_on IS NULL) = (condition IS NULL)", name=op.f("ck_follow_ups_visit_has_condition")
        ),
        sa.CheckConstraint("months IS NOT NULL OR visited_on IS NOT NULL", name=op.f("ck_follow_ups_extra_is_visited")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_follow_ups_file_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_follow_ups_recorded_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_follow_ups_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("work_id", "months", name=op.f("uq_follow_ups_work_id_months")),
    )
    op.create_index("ix_follow_ups_due", "follow_ups", ["visited_on", "due_on"], unique=False)
    op.create_index(op.f("ix_follow_ups_file_id"), "follow_ups", ["file_id"], unique=False)
    _add_due_dates(table)


def _add_due_dates(table: sa.Table) -> None:
    """Of works entered as history only those to come: a list of visits missed before its time helps nobody."""
    works = sa.table(
        "works", sa.column("id"), sa.column("accepted_on", sa.Date()), sa.column("is_history", sa.Boolean())
    )
    accepted = op.get_bind().execute(
        sa.select(works.c.id, works.c.accepted_on, works.c.is_history).where(works.c.accepted_on.is_not(None))
    )
    rows = []
    for work_id, accepted_on, is_history in accepted:
        for months in (6, 12):
            due_on = _months_later(accepted_on, months)
            if not is_history or due_on >= clock.today():
                rows.append({"work_id": work_id, "months": months, "due_on": due_on, "note": ""})
    if rows:
        op.bulk_insert(table, rows)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def downgrade() -> None:
    op.drop_index(op.f("ix_follow_ups_file_id"), table_name="follow_ups")
    op.drop_index("ix_follow_ups_due", table_name="follow_ups")
    op.drop_table("follow_ups")
