"""Revisions go up, down and up again with data in the tables, and end where the models are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.extensions import db as database
from app.seed.defaults import load_defaults
from tests.system.world import make_world


def _let_go() -> None:
    """End what the test's session reads, so that tables may be dropped."""
    database.session.remove()
    database.engine.dispose()


def test_models_equal_the_newest_revision(app):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, database.metadata) == []


def test_revisions_go_down_and_up_again_with_data_in_the_tables(app):
    make_world(has_advances=False, has_funds=False, has_merges=False)
    _let_go()
    downgrade(revision="base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, database.metadata) == []
    _let_go()


@pytest.mark.parametrize(
    ("kept", "before", "last"),
    [("has_advances", "0010", "0011"), ("has_funds", "0011", "0012"), ("has_merges", "0112", "0120")],
)
def test_a_revision_that_had_no_word_for_what_is_there_is_not_gone_back_to(app, kept, before, last):
    make_world(**{"has_advances": False, "has_funds": False, "has_merges": False, kept: True})
    _let_go()
    with pytest.raises(SystemExit):
        downgrade(revision=before)
    assert list(database.session.execute(text("SELECT version_num FROM alembic_version")).scalars()) >= [last]


@pytest.mark.parametrize("table", ["events", "ledger_entries"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_append_only_is_so_again_after_going_down_and_up(app, table, change):
    _let_go()
    downgrade(revision="base")
    upgrade()
    load_defaults()
    make_world()
    with pytest.raises(DBAPIError, match="append-only"):
        database.session.execute(text(change.format(table)))
    database.session.rollback()
