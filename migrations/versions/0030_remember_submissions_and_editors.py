"""Remember what each submission said and who changed a draft; phases, and the groups a return is about."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0022"
branch_labels = None
depends_on = None

works = sa.table("works", sa.column("id"), sa.column("edited_by"))
events = sa.table(
    "events",
    sa.column("id"),
    sa.column("account_id"),
    sa.column("verb"),
    sa.column("subject_type"),
    sa.column("subject_id"),
)


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("works", sa.Column("edited_by", sa.Text(), nullable=False, server_default="/"))
    op.add_column("works", sa.Column("return_groups", sa.JSON(), nullable=True))
    op.create_table(
        "work_phases",
        sa.Column("id", big_id, nullable=False),
        sa.Column("work_id", big_id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_work_phases_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_phases_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_phases")),
        sa.UniqueConstraint("work_id", "position", name=op.f("uq_work_phases_work_id_position")),
    )
    op.create_table(
        "work_submissions",
        sa.Column("id", big_id, nullable=False),
        sa.Column("work_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", big_id, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_work_submissions_plan_version_id")
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_work_submissions_submitted_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_submissions_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_submissions")),
        sa.UniqueConstraint("work_id", "number", name=op.f("uq_work_submissions_work_id_number")),
    )
    op.create_index(op.f("ix_work_submissions_plan_version_id"), "work_submissions", ["plan_version_id"])
    _find_editors()


def _find_editors() -> None:
    """Who changed a draft so far stands in the works' histories."""
    found = op.get_bind().execute(
        sa.select(events.c.subject_id, events.c.account_id)
        .where(
            events.c.subject_type == "works",
            events.c.verb.in_(("work.drafted", "work.edited")),
            events.c.account_id.is_not(None),
        )
        .order_by(events.c.id)
    )
    editors: dict[int, dict[int, None]] = {}
    for work_id, account_id in found:
        editors.setdefault(work_id, {})[account_id] = None
    for work_id, accounts in editors.items():
        ids = "".join(f"{id_}/" for id_ in accounts)
        op.execute(works.update().where(works.c.id == work_id).values(edited_by=f"/{ids}"))


def downgrade() -> None:
    op.drop_index(op.f("ix_work_submissions_plan_version_id"), table_name="work_submissions")
    op.drop_table("work_submissions")
    op.drop_table("work_phases")
    op.drop_column("works", "return_groups")
    op.drop_column("works", "edited_by")
