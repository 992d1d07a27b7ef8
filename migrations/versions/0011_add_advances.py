"""add advances"""

import sqlalchemy as sa
from alembic import op

from app.core.database import let_be_null, replace_check

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CHECKS = (
    ("ledger_entries", "kind", "kind IN ('contribution', 'expense', 'reversal'{})", ", 'advance', 'refund'"),
    ("ledger_entries", "form", "form IN ('cash', 'in_kind', 'labour'{})", ", 'advance'"),
    ("entry_requests", "kind", "kind IN ('reversal'{})", ", 'advance'"),
)


def upgrade() -> None:
    connection = op.get_bind()
    big_id = "INTEGER" if connection.dialect.name == "sqlite" else "BIGINT"
    for table, name, condition, more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(more))
    let_be_null(connection, "entry_requests", "entry_id")
    for statement in (
        "ALTER TABLE entry_requests ADD COLUMN party VARCHAR(200) NOT NULL DEFAULT '' "
        "CONSTRAINT ck_entry_requests_about_an_entry CHECK ((kind = 'reversal') = (entry_id IS NOT NULL))",
        "ALTER TABLE entry_requests ADD COLUMN recipient_id INTEGER "
        "CONSTRAINT fk_entry_requests_recipient_id REFERENCES accounts (id) "
        "CONSTRAINT ck_entry_requests_not_by_its_recipient "
        "CHECK (decided_by IS NULL OR recipient_id IS NULL OR decided_by <> recipient_id)",
        "ALTER TABLE entry_requests ADD COLUMN due_on DATE",
        f"ALTER TABLE ledger_entries ADD COLUMN request_id {big_id} "
        "CONSTRAINT fk_ledger_entries_request_id REFERENCES entry_requests (id) "
        "CONSTRAINT ck_ledger_entries_advance_has_request "
        "CHECK ((kind NOT IN ('advance', 'refund') AND form <> 'advance') OR request_id IS NOT NULL)",
        f"ALTER TABLE expenses ADD COLUMN advance_id {big_id} "
        "CONSTRAINT fk_expenses_advance_id REFERENCES entry_requests (id)",
        f"ALTER TABLE works ADD COLUMN cash_advanced {big_id} NOT NULL DEFAULT 0",
    ):
        op.execute(statement)
    op.create_index(op.f("ix_ledger_entries_request_id"), "ledger_entries", ["request_id"], unique=False)


def downgrade() -> None:
    """Refused where an advance was asked for: the ledger never forgets, and the earlier revision has no word for it."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM entry_requests WHERE kind = 'advance'")).scalar_one():
        raise RuntimeError("There are advances; the revision before this one can't keep them.")
    op.drop_index(op.f("ix_ledger_entries_request_id"), table_name="ledger_entries")
    if connection.dialect.name == "postgresql":  # SQLite drops it with the column that it was added with
        op.drop_constraint("ck_entry_requests_about_an_entry", "entry_requests")
    for table, column in (
        ("works", "cash_advanced"),
        ("expenses", "advance_id"),
        ("ledger_entries", "request_id"),
        ("entry_requests", "due_on"),
        ("entry_requests", "recipient_id"),
        ("entry_requests", "party"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    let_be_null(connection, "entry_requests", "entry_id", is_nullable=False)
    for table, name, condition, _more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(""))
