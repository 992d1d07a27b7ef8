"""Fixtures for all tests. Whatever touches the database runs twice, on SQLite and on PostgreSQL.

A template database is made once per worker (migrated, with communes and kinds of works); each test gets a fresh copy.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask_migrate import upgrade

from app import create_app
from app.core import clock
from app.extensions import db as database
from tests.cast import Cast, find_cast, make_cast
from tests.checks import PageClient, count_statements
from tests.machines import register_profiles
from tests.postgres import running_postgres, share_between_workers
from tests.resetting import MOST_RESETS, prepare, reset

KINDS = ("sqlite", "postgresql")
# The two databases that tests work in, and what each of them starts as.
TEMPLATES = {"test": "template", "test_with_cast": "template_with_cast"}
_shared: list[Any] = []
_made: dict[str, "Databases"] = {}

register_profiles()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=(*KINDS, "both"), default="both", help="which database(s) to test on")


def pytest_configure(config: pytest.Config) -> None:
    # The tests' databases lie in memory where there is a place for that: their commits needn't reach a disk.
    if os.access("/dev/shm", os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")
    if not hasattr(config, "workerinput") and config.getoption("--database") != "sqlite":
        manager = share_between_workers()
        manager.__enter__()
        _shared.append(manager)


def pytest_unconfigure(config: pytest.Config) -> None:
    while _made:
        _made.popitem()[1].stop()
    while _shared:
        _shared.pop().__exit__(None, None, None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--database")
        metafunc.parametrize("database_kind", KINDS if wanted == "both" else (wanted,), scope="session")


class Databases:
    """The template of one kind, and fresh copies of it."""

    def __init__(self, kind: str, folder: Path, worker: str) -> None:
        self.kind, self.folder, self.worker = kind, folder, worker
        self.server: Any = None
        self.kept: set[str] = set()
        # How often a database was set back since it was made; MOST_RESETS for one that can't be.
        self.resets: dict[str, int] = {}
        self._manager: Any = None
        self._apps: dict[str, Flask] = {}

    def url(self, name: str) -> str:
        return (
            f"sqlite:///{self.folder / name}.db" if self.kind == "sqlite" else self.server.url(f"{self.worker}_{name}")
        )

    def start(self) -> None:
        if self.kind == "postgresql":
            self._manager = running_postgres()
            self.server = self._manager.__enter__()
            self.server.drop(f"{self.worker}_bare")
            self.server.create(f"{self.worker}_bare")
        with create_app(self.settings("bare")).app_context():
            from app.seed.defaults import load_defaults

            upgrade()
            load_defaults()
            database.session.remove()
            database.engine.dispose()
        self._make_template("template", lambda: None)
        self._make_template("template_with_cast", make_cast)

    def _make_template(self, name: str, fill: Callable[[], Any]) -> None:
        with create_app(self.settings(name)).app_context():
            self.make_fresh(name, "bare")
            fill()
            database.session.remove()
            if self.kind == "postgresql":
                prepare(database.engine)
            database.engine.dispose()

    def settings(self, name: str) -> dict[str, Any]:
        return {
            "TESTING": True,
            # Rows made by factories leave no events, by which the map would notice them.
            "MAP_MEMORY": 0,
            "SECRET_KEY": "a key for tests only, thirty-two letters",
            "SQLALCHEMY_DATABASE_URI": self.url(name),
            "DATA_DIR": str(self.folder / f"{name}-data"),
            "WTF_CSRF_ENABLED": False,
        }

    def make_fresh(self, name: str, source: str = "") -> None:
        """Make `name` a copy of `source`, by default of its template.

        Call it with an app context of its app, whose connections it closes.
        """
        source = source or TEMPLATES.get(name, "template")
        if has_app_context():
            database.engine.dispose()
        if self.kind == "sqlite":
            for suffix in ("-wal", "-shm"):
                (self.folder / f"{name}.db{suffix}").unlink(missing_ok=True)
            shutil.copyfile(self.folder / f"{source}.db", self.folder / f"{name}.db")
        else:
            self.resets[name] = 0 if source in TEMPLATES.values() else MOST_RESETS
            self.server.drop(f"{self.worker}_{name}")
            self.server.create(f"{self.worker}_{name}", template=f"{self.worker}_{source}")

    def set_back(self, name: str) -> None:
        """Make `name` what the template is, the quicker way where there is one."""
        done = self.resets.get(name, MOST_RESETS)
        if self.kind == "postgresql" and done < MOST_RESETS and reset(database.engine):
            self.resets[name] = done + 1
        else:
            self.make_fresh(name)

    def has(self, name: str) -> bool:
        """Whether `name` was kept before."""
        return name in self.kept

    def keep(self, name: str) -> None:
        """Keep the database of a test without the cast as it is now, to be copied from again."""
        self.make_fresh(name, "test")
        self.kept.add(name)

    def app(self, name: str) -> Flask:
        """The product on this database; it is made once."""
        if name not in self._apps:
            self.make_fresh(name)
            self._apps[name] = create_app(self.settings(name))
        return self._apps[name]

    def stop(self) -> None:
        for app in self._apps.values():
            with app.app_context():
                database.engine.dispose()
        if self._manager is not None:
            self._manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def databases(database_kind: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Databases:
    """Made once: pytest would make a fixture of the session anew whenever the next file changes the kind."""
    if database_kind not in _made:
        _made[database_kind] = Databases(database_kind, tmp_path_factory.mktemp(database_kind), worker_id)
        _made[database_kind].start()
    return _made[database_kind]


@pytest.fixture(scope="session")
def one_app(databases: Databases) -> Flask:
    return databases.app("test")


@pytest.fixture
def app(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """The product on a fresh database, with an app context pushed; the cast is in it where the test asks for them."""
    with_cast = "cast" in request.fixturenames
    name = "test_with_cast" if with_cast else "test"
    app = databases.app(name)
    with app.app_context():
        databases.set_back(name)
        yield app
        database.session.remove()


@pytest.fixture
def db(app: Flask) -> Any:
    return database


@pytest.fixture
def cast(app: Flask) -> Cast:
    """An, Bình, Chi and the officers around them (see cast.py)."""
    return find_cast()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser; `client.as_(person)` signs in."""
    return PageClient(app)


@pytest.fixture
def statements(app: Flask) -> Any:
    """`with statements() as counted: …` counts the SQL statements in the block."""
    return count_statements


@pytest.fixture
def travel() -> Any:
    """`with travel(to):` moves the product's clock."""
    return clock.travel


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test may reach beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "localhost", "::1"):
            return connect(self, address)
        raise AssertionError(f"a test tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", guarded)
