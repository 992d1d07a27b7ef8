"""add funds"""

import sqlalchemy as sa
from alembic import op

from app.core.database import let_be_null, replace_check

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CHECKS = (
    (
        "ledger_entries",
        "kind",
        "kind IN ('contribution', 'expense', 'reversal', 'advance', 'refund'{})",
        ", 'transfer', 'outlay'",
    ),
    (
        "ledger_entries",
        "advance_has_request",
        "(kind NOT IN ('advance', 'refund'{}) AND form <> 'advance') OR request_id IS NOT NULL",
        ", 'transfer', 'outlay'",
    ),
    ("entry_requests", "kind", "kind IN ('reversal', 'advance'{})", ", 'transfer', 'outlay'"),
)


def upgrade() -> None:
    connection = op.get_bind()
    big_id = "INTEGER" if connection.dialect.name == "sqlite" else "BIGINT"
    for table, name, condition, more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(more))
    for table in ("ledgers", "ledger_entries"):
        let_be_null(connection, table, "work_id")
    for statement in (
        "ALTER TABLE ledgers ADD COLUMN unit_id INTEGER CONSTRAINT fk_ledgers_unit_id REFERENCES units (id) "
        "CONSTRAINT ck_ledgers_one_owner CHECK ((work_id IS NULL) <> (unit_id IS NULL))",
        f"ALTER TABLE entry_requests ADD COLUMN to_ledger_id {big_id} "
        "CONSTRAINT fk_entry_requests_to_ledger_id REFERENCES ledgers (id) "
        "CONSTRAINT ck_entry_requests_transfer_has_goal CHECK (kind <> 'transfer' OR to_ledger_id IS NOT NULL) "
        "CONSTRAINT ck_entry_requests_goal_is_another CHECK (to_ledger_id IS NULL OR to_ledger_id <> ledger_id)",
        "ALTER TABLE entry_requests ADD COLUMN source VARCHAR(20)",
        f"ALTER TABLE entry_requests ADD COLUMN file_id {big_id} "
        "CONSTRAINT fk_entry_requests_file_id REFERENCES stored_files (id) "
        "CONSTRAINT ck_entry_requests_outlay_has_receipt CHECK (kind <> 'outlay' OR file_id IS NOT NULL)",
    ):
        op.execute(statement)
    op.create_index("uq_ledgers_unit_id", "ledgers", ["unit_id"], unique=True)
    op.create_index(op.f("ix_entry_requests_to_ledger_id"), "entry_requests", ["to_ledger_id"], unique=False)


def downgrade() -> None:
    """Refused where a unit has a fund: the ledger never forgets, and the earlier revision has no word for it."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM ledgers WHERE unit_id IS NOT NULL")).scalar_one():
        raise RuntimeError("There are funds; the revision before this one can't keep them.")
    if connection.execute(sa.text("SELECT count(*) FROM entry_requests WHERE kind = 'transfer'")).scalar_one():
        raise RuntimeError("There are transfers; the revision before this one can't keep them.")
    op.drop_index(op.f("ix_entry_requests_to_ledger_id"), table_name="entry_requests")
    op.drop_index("uq_ledgers_unit_id", table_name="ledgers")
    for table, column in (
        ("entry_requests", "file_id"),
        ("entry_requests", "source"),
        ("entry_requests", "to_ledger_id"),
        ("ledgers", "unit_id"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("ledgers", "ledger_entries"):
        let_be_null(connection, table, "work_id", is_nullable=False)
    for table, name, condition, _more in CHECKS:
        replace_check(connection, table, f"ck_{table}_{name}", condition.format(""))
