"""`flask move-to`: everything in the other kind of database, value by value, and back; or nothing there at all."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from app.core.actor import SYSTEM
from app.core.audit import seal_events
from app.core.database import set_up_engine
from app.extensions import db
from app.upkeep import dumps, moving
from app.upkeep.trouble import Trouble
from tests.conftest import Databases
from tests.postgres import running_postgres
from tests.serving import Site


def other_kind(databases: Databases, stack: ExitStack, folder: Path) -> str:
    """The address of an empty database of the kind that the tests are not running on just now."""
    if databases.kind == "postgresql":
        return f"sqlite:///{folder / 'moved.db'}"
    server = stack.enter_context(running_postgres())
    server.drop("moved")
    return str(server.create("moved"))


def engine(url: str) -> Any:
    made = create_engine(url)
    set_up_engine(made)
    return made


def test_all_moves_to_the_other_kind_of_database_and_ids_go_on(
    site: Site, databases: Databases, tmp_path: Path
) -> None:
    with site.app.app_context():
        seal_events(SYSTEM)
        site.let_go()
    with ExitStack() as stack:
        url = other_kind(databases, stack, tmp_path)
        done, again = (site.app.test_cli_runner().invoke(args=["move-to", url]) for _ in range(2))
        assert done.exit_code == 0, done.output
        assert "flask audit verify: all hold" in done.output
        assert dumps.count_rows(url) == dumps.count_rows(site.database_url)
        with site.app.app_context():
            site.let_go()
        assert again.exit_code == 1
        assert "not empty" in again.output

        moved = Site(url, site.data_dir, site.secret_key)
        with moved.app.app_context():
            for table in ("events", "ledger_entries"):
                with pytest.raises(DBAPIError, match="append-only"):
                    db.session.execute(text(f"UPDATE {table} SET id = id"))
                db.session.rollback()
            highest = db.session.execute(text("SELECT max(id) FROM audit_seals")).scalar_one()
            db.session.execute(
                text(
                    "INSERT INTO events (at, verb, subject_type, subject_id, details) "
                    "VALUES ('2026-01-01 00:00:00', 'x', 'y', 1, '{}')"
                )
            )
            db.session.commit()
            assert seal_events(SYSTEM) == 1
            assert db.session.execute(text("SELECT max(id) FROM audit_seals")).scalar_one() == highest + 1
            moved.let_go()


def test_a_row_that_points_nowhere_stops_the_move_and_nothing_stays_behind(
    site: Site, databases: Databases, tmp_path: Path
) -> None:
    for name in ("broken", "target"):
        databases.make_fresh(name)
    broken, target = engine(databases.url("broken")), engine(databases.url("target"))
    with broken.connect() as connection:
        if databases.kind == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            text(
                "INSERT INTO sign_ins (account_id, token_hash, at, expires_at, stays, address, browser) "
                "VALUES (4711, 'x', '2026-01-01 00:00:00', '2026-01-01 00:00:00', false, '', '')"
            )
        )
        connection.commit()
    before = dumps.count_rows(databases.url("target"))
    with pytest.raises(Trouble, match="sign_ins"):
        moving.move(broken, target)
    assert dumps.count_rows(databases.url("target")) == before
    moving.empty(target)
    assert dumps.is_empty(databases.url("target"))
    for one in (broken, target):
        one.dispose()


def test_what_was_written_while_it_was_copied_is_noticed(databases: Databases) -> None:
    for name in ("source", "target"):
        databases.make_fresh(name)
    source, target = engine(databases.url("source")), engine(databases.url("target"))
    moved = moving.move(source, target)
    assert moving.changed_meanwhile(source, moved) == []
    with source.connect() as connection:
        connection.execute(text("UPDATE communes SET lat = lat + 0.5 WHERE id = (SELECT min(id) FROM communes)"))
        connection.commit()
    assert moving.changed_meanwhile(source, moved) == ["communes"]
    for one in (source, target):
        one.dispose()
