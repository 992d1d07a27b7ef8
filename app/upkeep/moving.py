"""Moving everything from one database to an empty one of either kind, and comparing both value by value afterwards.

What is copied goes through the models' types, so that a moment, a yes or no and a list mean the same on both. The
target's constraints and triggers are taken off for the copying and put back before it is committed: whatever would
break one of them stops the move, and the target is as empty as before.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.core.database import Quantity
from app.extensions import db
from app.upkeep.trouble import Trouble

BATCH = 1_000


@dataclass(frozen=True)
class Moved:
    """A table as it is in both databases: rows, the sums of its numbers, and a digest over every value of it."""

    table: str
    rows: int
    sums: dict[str, int]
    digest: str


def move(source: Engine, target: Engine, say: Callable[[str], None] = lambda _line: None) -> list[Moved]:
    """Copy all tables; the target must be migrated to the source's revision and hold only what revisions brought.

    Raises Trouble, and then the target holds what it held.
    """
    tables = _tables()
    with ExitStack() as stack:
        reading = stack.enter_context(_reading(source))
        before = [measure(reading, table) for table in tables]
        with target.connect().execution_options(writes=True) as writing:
            try:
                _fill(reading, writing, tables, say)
                after = [measure(writing, table) for table in tables]
                _compare(before, after)
                if writing.dialect.name == "postgresql":
                    writing.execute(text("ANALYZE"))
                writing.commit()
            except DBAPIError as error:
                writing.rollback()
                said = str(error.orig).strip().splitlines()[0]
                raise Trouble(f"The other database refuses a row: {said}") from error
            except BaseException:
                writing.rollback()
                raise
    return before


def changed_meanwhile(source: Engine, moved: list[Moved]) -> list[str]:
    """The tables that somebody wrote to while they were being copied: what was written there did not move."""
    with _reading(source) as reading:
        return [was.table for was, table in zip(moved, _tables(), strict=True) if measure(reading, table) != was]


@contextmanager
def instead(engine: Engine) -> Iterator[None]:
    """Let all that the product does in the block happen in another database."""
    engines: Any = db.engines
    usual = engines[None]
    db.session.remove()
    engines[None] = engine
    try:
        yield
    finally:
        db.session.remove()
        engines[None] = usual


def empty(engine: Engine) -> None:
    """Take every table away again from a database that was filled in vain."""
    with engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            for table in inspect(connection).get_table_names():
                connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
            functions = text(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            )
            for function in connection.execute(functions).scalars().all():
                connection.execute(text(f"DROP FUNCTION {function}"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in inspect(connection).get_table_names():
                connection.execute(text(f'DROP TABLE "{table}"'))
        connection.commit()


def measure(connection: Connection, table: Table) -> Moved:
    """Count, add up and digest a table."""
    digest, rows = hashlib.sha256(), 0
    sums = {column.name: 0 for column in _numbers(table)}
    for batch in _batches(connection, table):
        for row in batch:
            rows += 1
            digest.update(json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=False).encode())
            for name in sums:
                sums[name] += int((row._mapping[name] or 0) * 1000)
    return Moved(table.name, rows, {name: total // 1000 for name, total in sums.items()}, digest.hexdigest())


def _tables() -> list[Table]:
    return sorted(db.metadata.tables.values(), key=lambda table: table.name)


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """A connection on which all tables are as at one moment."""
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    options = {"isolation_level": level} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection
        connection.rollback()


def _fill(reading: Connection, writing: Connection, tables: list[Table], say: Callable[[str], None]) -> None:
    open_up, close_up = (
        (_open_postgresql, _close_postgresql) if writing.dialect.name == "postgresql" else (_open_sqlite, _close_sqlite)
    )
    taken_off = open_up(writing)
    for table in tables:
        writing.execute(table.delete())
    for table in tables:
        copied = 0
        for batch in _batches(reading, table):
            writing.execute(table.insert(), [dict(row._mapping) for row in batch])
            copied += len(batch)
        if copied:
            say(f"{table.name}: {copied}")
    close_up(writing, taken_off)


def _batches(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """The rows in the order of their key, which is the same on both databases."""
    key = list(table.primary_key)
    if all(isinstance(column.type, Integer) for column in key):
        order: list[Any] = list(key)
    else:
        # Texts sort by the server's language on PostgreSQL and by bytes on SQLite.
        collation = "C" if connection.dialect.name == "postgresql" else "BINARY"
        order = [column.collate(collation) for column in key]
    result = connection.execute(select(table).order_by(*order).execution_options(yield_per=BATCH))
    yield from (list(batch) for batch in result.partitions())


def _numbers(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Integer | Quantity)]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _compare(before: list[Moved], after: list[Moved]) -> None:
    for was, is_now in zip(before, after, strict=True):
        if was != is_now:
            raise Trouble(f"{was.table} is not the same: {was.rows} rows, {is_now.rows} in the other database")


def _open_postgresql(connection: Connection) -> list[str]:
    """Take off foreign keys and our triggers; returns the statements that put them back."""
    keys = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    ).all()
    back = []
    for table, name, definition in keys:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in inspect(connection).get_table_names():
        connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        back.append(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return back


def _close_postgresql(connection: Connection, back: list[str]) -> None:
    for statement in back:
        connection.execute(text(statement))
    for table in _tables():
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            # The next id is above every one that was copied; 1 where none was.
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f'coalesce((SELECT max(id) FROM "{table.name}"), 0) + 1, false)'
                )
            )


def _open_sqlite(connection: Connection) -> list[str]:
    """Look at foreign keys only in the end, and take off our triggers; returns the statements that put them back."""
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _statement in triggers:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    return [statement for _name, statement in triggers]


def _close_sqlite(connection: Connection, back: list[str]) -> None:
    for statement in back:
        connection.exec_driver_sql(statement)
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken:
        raise Trouble(f"{broken[0]} has a row that points nowhere in {broken[2]}")
