"""A whole database as one file and back: SQLite by its backup interface, PostgreSQL by pg_dump and pg_restore.

This is work below the models, on a connection of its own, so it knows both databases by name.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from app.upkeep.trouble import Trouble

DEBIAN = Path("/usr/lib/postgresql")
FILE_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True)
class Dumped:
    """What was written: the revision the database stands at, and how many rows each table has."""

    revision: str
    rows: dict[str, int]


def kind_of(url: str) -> str:
    """ "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def dump(url: str, target: Path, tools: str = "") -> Dumped:
    """Write the database as it is at one moment, while others write on. Raises Trouble."""
    return _dump_sqlite(url, target) if kind_of(url) == "sqlite" else _dump_postgresql(url, target, tools)


def check_dump(path: Path, kind: str, tools: str = "") -> None:
    """Whether a dump can be read from end to end. Raises Trouble."""
    if kind == "postgresql":
        _run([_tool("pg_restore", tools), "--list", str(path)], {})
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Trouble(f"{path.name} is no sound database: {error}") from None
    if said != "ok":
        raise Trouble(f"{path.name} is no sound database: {said}")


def is_empty(url: str) -> bool:
    """Whether nothing is there yet: no file, or no table. Makes nothing. Raises Trouble where it can't be asked."""
    if kind_of(url) == "sqlite":
        path = sqlite_path(url)
        if not path.exists() or path.stat().st_size == 0:
            return True
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        except sqlite3.DatabaseError as error:
            raise Trouble(f"{path} is there and can't be read: {error}") from None
    with _connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
        return found == (0,)


def load(path: Path, url: str, tools: str = "") -> None:
    """Fill an empty database with a dump: all of it or nothing. Raises Trouble."""
    if kind_of(url) == "sqlite":
        target = sqlite_path(url)
        partial = target.with_name(f"{target.name}.restoring")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, partial)
            _to_disk(partial)
            for suffix in ("-wal", "-shm"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            partial.rename(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise Trouble(f"The database can't be written: {error.strerror or error}") from error
    else:
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        name = make_url(url).database or ""
        _run([_tool("pg_restore", tools), *options, f"--dbname={name}", str(path)], _login(url))


def count_rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    if kind_of(url) == "sqlite":
        with closing(sqlite3.connect(f"file:{sqlite_path(url)}?mode=ro", uri=True)) as connection:
            return _sqlite_rows(connection)
    with _connect(url) as connection:
        return _postgresql_rows(connection)


def sqlite_path(url: str) -> Path:
    """The file of an SQLite database. Raises Trouble for one in memory."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise Trouble("A database in memory can't be kept")
    return Path(name)


def _dump_sqlite(url: str, target: Path) -> Dumped:
    source = sqlite_path(url)
    if not source.exists():
        raise Trouble(f"There is no database at {source}")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            # All pages in one step: writers go on beside it in the log, and the copy is of one moment. Page by page it
            # would begin anew after each write.
            live.backup(copy, pages=-1)
            # A file that stands by itself, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            dumped = Dumped(_revision(copy.execute("SELECT version_num FROM alembic_version")), _sqlite_rows(copy))
    except sqlite3.Error as error:
        raise Trouble(f"The database can't be copied: {error}") from error
    _to_disk(target)
    return dumped


def _dump_postgresql(url: str, target: Path, tools: str) -> Dumped:
    with _connect(url) as connection:
        # The rows are counted in the very moment that is dumped.
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None
        try:
            revision = _revision(connection.execute("SELECT version_num FROM alembic_version"))
        except psycopg.errors.UndefinedTable:
            raise Trouble("The database has no tables yet") from None
        rows = _postgresql_rows(connection)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot[0]}"]
        name = make_url(url).database or ""
        _run([_tool("pg_dump", tools), *options, f"--file={target}", f"--dbname={name}"], _login(url))
        connection.execute("COMMIT")
    _to_disk(target)
    return Dumped(revision, rows)


def _revision(rows: object) -> str:
    found = rows.fetchone()  # type: ignore[attr-defined]
    if found is None:
        raise Trouble("The database stands at no revision")
    return str(found[0])


def _sqlite_rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = sorted(str(row[0]) for row in tables)
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _postgresql_rows(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    counted = {}
    for (name,) in tables.fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(str(name)))
        counted[str(name)] = int(str((connection.execute(query).fetchone() or (0,))[0]))
    return counted


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return psycopg.connect(plain, autocommit=True)
    except psycopg.OperationalError as error:
        raise Trouble(f"The database does not answer: {str(error).strip().splitlines()[0]}") from None


def _login(url: str) -> dict[str, str]:
    """Where and as whom the tools connect, in their environment: an argument could be read by every process."""
    parts: URL = make_url(url)
    query = {name: value for name, value in parts.query.items() if isinstance(value, str)}
    wanted = {
        "PGHOST": parts.host or query.get("host"),
        "PGPORT": str(parts.port) if parts.port else query.get("port"),
        "PGUSER": parts.username or query.get("user"),
        "PGPASSWORD": str(parts.password) if parts.password else query.get("password"),
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
    }
    return {name: value for name, value in wanted.items() if value}


def _tool(name: str, tools: str) -> str:
    """pg_dump or pg_restore: where the setting says, else Debian's newest (an older one refuses), else on the PATH."""
    if tools:
        return str(Path(tools) / name)
    newest = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if not found:
        raise Trouble(f"{name} is missing: install postgresql-client, or set POSTGRES_TOOLS to its folder")
    return found


def _run(command: list[str], login: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, env={**os.environ, **login}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Trouble(f"{command[0]} can't be started: {error.strerror or error}") from error
    if done.returncode:
        # Only the first line: the further ones may quote rows.
        said = (done.stderr.strip() or "no message").splitlines()[0]
        raise Trouble(f"{Path(command[0]).name} failed: {said}")


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())
