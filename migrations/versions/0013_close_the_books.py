"""close the books of cancelled works"""

import sqlalchemy as sa
from alembic import op

from app.core.database import replace_check

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ENTRIES = "kind IN ('contribution', 'expense', 'reversal', 'advance', 'refund', 'transfer', 'outlay'{})"
ASKED = "(kind NOT IN ('advance', 'refund', 'transfer', 'outlay'{}) AND form <> 'advance') OR request_id IS NOT NULL"
CHECKS = (
    ("ledger_entries", "kind", ENTRIES, ", 'return'"),
    ("ledger_entries", "advance_has_request", ASKED, ", 'return'"),
    ("entry_requests", "kind", "kind IN ('reversal', 'advance', 'transfer', 'outlay'{})", ", 'return'"),
    ("entry_requests", "about_an_entry", "(kind IN ('reversal'{})) = (entry_id IS NOT NULL)", ", 'return'"),
)


def upgrade() -> None:
    connection = op.get_bind()
    for table, name, condition, more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(more))
    op.execute(
        "ALTER TABLE works ADD COLUMN books_closed_on DATE CONSTRAINT ck_works_only_cancelled_are_closed "
        "CHECK (books_closed_on IS NULL OR state = 'cancelled')"
    )
    # Where nothing ever came in, there is nothing to close.
    op.execute(
        "UPDATE works SET books_closed_on = sort_on WHERE state = 'cancelled' "
        "AND NOT EXISTS (SELECT 1 FROM ledgers WHERE ledgers.work_id = works.id AND ledgers.entries > 0) "
        "AND NOT EXISTS (SELECT 1 FROM expenses WHERE expenses.work_id = works.id AND expenses.state = 'pending')"
    )


def downgrade() -> None:
    """Refused where something was asked to be given back: the earlier revision has no word for it."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM entry_requests WHERE kind = 'return'")).scalar_one():
        raise RuntimeError("Money was returned; the revision before this one can't keep that.")
    op.execute("ALTER TABLE works DROP COLUMN books_closed_on")
    for table, name, condition, _more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(""))
