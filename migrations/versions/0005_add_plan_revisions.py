"""add plan revisions"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('draft', 'submitted')")


def upgrade() -> None:
    """Each column brings its constraints along: SQLite adds none to a table that is there, and to rebuild one that
    others point at it would have to let go of their foreign keys."""
    id_type = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for statement in (
        f"ALTER TABLE plan_lines ADD COLUMN root_id {id_type} "
        "CONSTRAINT fk_plan_lines_root_id REFERENCES plan_lines (id)",
        "ALTER TABLE plan_versions ADD COLUMN change_reason VARCHAR(500) NOT NULL DEFAULT ''",
        "ALTER TABLE plan_versions ADD COLUMN submitted_by INTEGER "
        "CONSTRAINT fk_plan_versions_submitted_by REFERENCES accounts (id) "
        "CONSTRAINT ck_plan_versions_decided_by_another "
        "CHECK (decided_by IS NULL OR submitted_by IS NULL OR decided_by <> submitted_by)",
    ):
        op.execute(statement)
    op.create_index(
        "uq_plan_versions_one_open",
        "plan_versions",
        ["work_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_plan_versions_one_open", table_name="plan_versions")
    for table, column in (
        ("plan_versions", "submitted_by"),
        ("plan_versions", "change_reason"),
        ("plan_lines", "root_id"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
