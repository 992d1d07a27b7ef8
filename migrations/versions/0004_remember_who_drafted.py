"""Remember who wrote a work's draft: whoever did may not decide on it, also where another leader handed it in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

works = sa.table("works", sa.column("id"), sa.column("drafted_by"), sa.column("proposed_by"))
events = sa.table(
    "events", sa.column("account_id"), sa.column("verb"), sa.column("subject_type"), sa.column("subject_id")
)


def upgrade() -> None:
    # Written out: SQLite takes a new column with what it refers to, but no constraint later.
    refers = "CONSTRAINT fk_works_drafted_by REFERENCES accounts (id)"
    op.execute(f"ALTER TABLE works ADD COLUMN drafted_by INTEGER {refers}")
    drafter = (
        sa.select(sa.func.min(events.c.account_id))
        .where(events.c.verb == "work.drafted", events.c.subject_type == "works", events.c.subject_id == works.c.id)
        .scalar_subquery()
    )
    op.execute(works.update().values(drafted_by=sa.func.coalesce(drafter, works.c.proposed_by)))


def downgrade() -> None:
    op.drop_column("works", "drafted_by")
