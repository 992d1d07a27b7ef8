"""The declarative base, column types of our own, and how connections are set up.

Together with `actions.py` this is the only place that knows which database it talks to.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, MetaData, String, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


if TYPE_CHECKING:
    Model = Base
else:

    def __getattr__(name: str) -> Any:
        # Flask-SQLAlchemy adds table names and the query class to its own copy of Base, and it imports
        # this module first; so Model is looked up when the first area asks for it.
        if name == "Model":
            from app.extensions import db

            return db.Model
        raise AttributeError(name)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True
    # What `paging` reads a key of a page as.
    python_type = datetime

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Quantity(TypeDecorator[Decimal]):
    """An exact decimal with up to three places, kept as whole thousandths (SQLite has no decimals)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        return None if value is None else int((Decimal(value) * 1000).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        if value is None:
            return None
        exact = Decimal(value) / 1000
        return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


class Folded(TypeDecorator[str]):
    """Text to search by, made from what people type. Cut to its length, for it may be longer than they typed:
    "㍿" folds to four letters and "ﷺ" to eighteen."""

    impl = String
    cache_ok = True
    python_type = str

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else value[: self.length]


class SortKey(Folded):
    """Text to sort by: a key from core.text, two characters for a letter. Bytewise order on both databases."""

    cache_ok = True

    def __init__(self, length: int = 300) -> None:
        super().__init__(length)

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(String(self.length, collation="C" if dialect.name == "postgresql" else None))


# An id that also autoincrements on SQLite, where only INTEGER does.
BigId = BigInteger().with_variant(Integer(), "sqlite")


def set_up_engine(engine: Engine) -> None:
    """Prepare every new connection; on SQLite also take BEGIN into our own hands.

    Python's driver begins transactions late and upgrades reads to writes, which loses updates. We begin
    ourselves: plainly for reads, IMMEDIATE for the connection of an action (see `actions.py`).
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def append_only(table: str, dialect: str) -> list[str]:
    """The statements that make the database itself refuse UPDATE and DELETE on a table."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


def no_longer_append_only(table: str, dialect: str) -> list[str]:
    """The statements that take `append_only` back, for a revision's way down."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_refuse()"]


def replace_check(connection: Connection, table: str, name: str, condition: str) -> None:
    """Give a CHECK of a table that is there another condition, for a revision. Rows are not looked at on SQLite.

    SQLite has no statement for it, and to rebuild a table that others point at it would have to let go of their foreign
    keys. What a CHECK says stands nowhere but in the text of the schema, which its manual lets us rewrite for this
    (https://www.sqlite.org/lang_altertable.html, section 8).
    """
    if connection.dialect.name == "sqlite":
        nested = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
        _rewrite_schema(
            connection, table, rf"CONSTRAINT {name} CHECK {nested}", f"CONSTRAINT {name} CHECK ({condition})"
        )
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})")


def let_be_null(connection: Connection, table: str, column: str, *, is_nullable: bool = True) -> None:
    """Take NOT NULL off a column of a table that is there, or put it back; see `replace_check`."""
    if connection.dialect.name == "sqlite":
        wanted = r"\1" if is_nullable else r"\1 NOT NULL"
        _rewrite_schema(connection, table, rf"(\b{column} [A-Z]+)(?: NOT NULL)?", wanted)
    else:
        action = "DROP" if is_nullable else "SET"
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} {action} NOT NULL")


def _rewrite_schema(connection: Connection, table: str, pattern: str, replacement: str) -> None:
    """Change the text of a table in SQLite's schema at one place."""
    schema = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    changed, places = re.subn(pattern, replacement, schema.scalar_one(), count=1)
    if not places:
        raise LookupError(f"The schema of {table} has nothing like {pattern}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    statement = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
    connection.exec_driver_sql(statement, (changed, table))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
