"""Runs the revisions inside the app's own database connection."""

from alembic import context
from flask import current_app

target = current_app.extensions["migrate"].db


def run() -> None:
    """Apply the wanted revisions in one transaction."""
    with target.engine.connect() as connection:
        # SQLite has no transactional begin of its own here: writing starts at once, so two starts don't meet.
        connection = connection.execution_options(writes=True)
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            transactional_ddl=True,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()


def _render(kind, item, autogen_context):
    """Write our own column types as the plain ones that they are in the database."""
    if kind == "type" and type(item).__module__.startswith("app."):
        return f"sa.{item.impl!r}"
    return False


if context.is_offline_mode():
    raise SystemExit("Revisions run only on a live database")
run()
