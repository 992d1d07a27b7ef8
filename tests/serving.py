"""The product behind gunicorn, as in production, for tests that need several processes or a browser.

    with running_postgres() as server:
        site = make_site("postgresql", folder, server)
        with site.served(workers=2, threads=8) as address:
            browser = Browser(address, site.sign_in(account_id))
            browser.post("/shifts/1/sign-up")

The server listens on a free port of 127.0.0.1 and is stopped whichever way the block ends.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from flask import Flask, session
from flask_migrate import upgrade
from flask_wtf.csrf import generate_csrf

from app import create_app
from app.core import clock
from app.extensions import db
from app.people.models import SignIn
from app.people.queries import hash_token

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 20


class DatabaseServer(Protocol):
    """What `make_site` needs of a PostgreSQL (see postgres.py)."""

    def create(self, database: str, *, template: str | None = None) -> str: ...


@dataclass(frozen=True)
class Visit:
    """What a signed-in browser holds: the session's cookie, and a token that its forms carry."""

    cookie: str
    csrf_token: str


@dataclass
class Answer:
    """What came back: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    """An installation: its database, its folder for uploads, its key; and the app on it in this process."""

    database_url: str
    data_dir: Path
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32))
    # gunicorn's first process while something is served.
    master: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.app: Flask = create_app(
            {
                "SECRET_KEY": self.secret_key,
                "SQLALCHEMY_DATABASE_URI": self.database_url,
                "DATA_DIR": str(self.data_dir),
            }
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process of this installation, in production."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        return kept | {
            "APP_ENV": "production",
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.data_dir),
            "SECRET_KEY": self.secret_key,
            "PYTHONPATH": str(ROOT),
        }

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a terminal command of the product; its answer has `returncode`, `stdout`, `stderr`."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def sign_in(self, account_id: int) -> Visit:
        """Start a session of an account, as signing in would leave it."""
        return self.sign_in_all([account_id])[0]

    def sign_in_all(self, account_ids: list[int]) -> list[Visit]:
        """Start a session of each account, by one transaction."""
        tokens = [secrets.token_urlsafe(32) for _account in account_ids]
        with self.app.app_context():
            for account_id, token in zip(account_ids, tokens, strict=True):
                db.session.add(
                    SignIn(
                        account_id=account_id,
                        token_hash=hash_token(token),
                        at=clock.now(),
                        expires_at=clock.now() + timedelta(days=30),
                        address="127.0.0.1",
                        browser="test",
                    )
                )
            db.session.commit()
            self.let_go()
        return [self._visit(token) for token in tokens]

    def visitor(self) -> Visit:
        """A browser in which nobody is signed in, with a session for its forms."""
        return self._visit(None)

    def let_go(self) -> None:
        """Close this process's connections to the database; needs the app's context."""
        db.session.remove()
        db.engine.dispose()

    def _visit(self, token: str | None) -> Visit:
        # Outside of any other context of this app: they would share the first one's token.
        with self.app.test_request_context():
            csrf_token = generate_csrf()
            content = dict(session) | ({"_user_id": token, "_fresh": True} if token else {})
        serializer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return Visit(f"{self.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}", csrf_token)

    @property
    def log(self) -> str:
        """What the servers of this installation said so far."""
        path = self.data_dir / "gunicorn.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @contextlib.contextmanager
    def served(
        self,
        *,
        workers: int = 2,
        threads: int = 1,
        wsgi: str = "wsgi:app",
        preload: bool = True,
        environment: dict[str, str] | None = None,
    ) -> Iterator[str]:
        """gunicorn on this installation for as long as the block lasts; gives its address, "127.0.0.1:41234".

        `threads` of 1 makes plain (sync) workers. `wsgi` is another entry than production's. `preload` loads the
        product once and forks, which starts sooner; in production each process loads it. Raises RuntimeError with what
        the server said when it doesn't start.
        """
        # The port is ours before the server starts, so that nobody can take it in between.
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            log = self.data_dir / "gunicorn.log"
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as target:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")),
                        *(["--preload"] if preload else []),
                        *("--bind", f"fd://{listener.fileno()}", wsgi),
                    ],
                    cwd=ROOT,
                    env=self.environment
                    | {"WEB_CONCURRENCY": str(workers), "THREADS": str(threads), "DATABASE_POOL": str(max(threads, 2))}
                    | (environment or {}),
                    pass_fds=[listener.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=target,
                    stderr=target,
                    start_new_session=True,
                )
            self.master = process.pid
            try:
                _wait_for(address, process, log)
                yield address
            finally:
                _stop(process)


def make_site(kind: str, folder: Path, server: DatabaseServer | None = None, *, demo: bool = False) -> Site:
    """A new installation, migrated, with the defaults that every one starts with.

    `kind` is "sqlite", or "postgresql" with its `server`; `demo` loads the demonstration data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'site.db'}"
    else:
        assert server is not None, "PostgreSQL needs its server"
        url = server.create(f"site_{secrets.token_hex(4)}")
    site = Site(url, folder / "data")
    with site.app.app_context():
        from app.seed.defaults import load_defaults

        upgrade()
        load_defaults()
        site.let_go()
    if demo:
        loaded = site.flask("seed", "demo")
        assert loaded.returncode == 0, loaded.stderr
    return site


class Browser:
    """A browser that keeps its connection; one thread at a time. A visitor's where no visit is given."""

    def __init__(self, address: str, visit: Visit | None = None, *, timeout: float = 30) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=timeout)
        self.visit = visit

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Open a page; redirects are not followed."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, values: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a form with its token."""
        assert self.visit is not None, "forms need a visit"
        return self._ask("POST", path, urlencode({"csrf_token": self.visit.csrf_token, **(values or {})}), headers)

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str] | None = None) -> Answer:
        headers = ({"Cookie": self.visit.cookie} if self.visit else {}) | (more or {})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())

    def close(self) -> None:
        self.connection.close()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        browser = Browser(address, timeout=START_TIMEOUT_S)
        try:
            # A 404 is an answer as well: another entry may have no health to tell.
            if browser.get("/healthz").status in (200, 404):
                return
        except OSError:
            pass
        finally:
            browser.close()
        time.sleep(0.05)
    raise RuntimeError(f"gunicorn did not start: {log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the master, which ends its workers; whatever is left of its session after a while is killed.

    Quickly: a graceful end would wait for browsers that keep their connection.
    """
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
