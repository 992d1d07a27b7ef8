"""The second half of `make run`, in the virtual environment: bring the database up to date and serve.

The application is imported once: this process looks at the database, then becomes gunicorn's master and forks the
workers, which share what is already loaded. Migrations and demonstration data, needed on the first start only, run in
processes of their own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from alembic.migration import MigrationContext  # noqa: E402
from alembic.script import ScriptDirectory  # noqa: E402
from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402
from sqlalchemy import inspect, text  # noqa: E402
from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

import run  # noqa: E402
import setup  # noqa: E402
from app.extensions import db  # noqa: E402
from wsgi import app  # noqa: E402


def main() -> int:
    try:
        with app.app_context():
            prepare_database()
            accounts = demo_accounts()
            db.engine.dispose()  # or workers would inherit an open connection and talk over each other
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        print(f"Stopped: the database does not answer: {reason}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Stopped: `flask {' '.join(error.cmd[5:])}` failed; what it said stands above.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 1
    try:
        run.check_port()  # once more: a first start takes its time, and gunicorn would try for five seconds
    except setup.SetupError as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    Served(accounts).run()
    return 0


def prepare_database() -> None:
    """Migrate to the newest revision; load the demonstration data where nobody can sign in yet.

    A mark in DATA_DIR outlives an interrupted first start, so that the next one loads the rest.
    """
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    mark = Path(app.config["DATA_DIR"]) / f"seed-unfinished-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    if not is_migrated():
        flask("db", "upgrade")
    if mark.exists() or has_no_account():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        print("Loading the demonstration data …", flush=True)
        flask("seed", "demo")
        mark.unlink()


def is_migrated() -> bool:
    """Whether the database stands at the newest revision of migrations/."""
    newest = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def has_no_account() -> bool:
    """Whether this is a first start: no account, so nobody's data either."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("accounts"):
            return True
        return connection.execute(text("SELECT 1 FROM accounts LIMIT 1")).first() is None


def flask(*arguments: str) -> None:
    """Run a terminal command of the application. Raises CalledProcessError."""
    subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], check=True)


def demo_accounts() -> str:
    """What `flask demo-accounts` prints: who can sign in, as what and with which password."""
    result = app.test_cli_runner().invoke(args=["demo-accounts"])
    return result.output.strip("\n") if result.exit_code == 0 else ""


class Served(WSGIApplication):
    """gunicorn on gunicorn.conf.py, quiet, with the application that this process has loaded."""

    def __init__(self, accounts: str) -> None:
        self.accounts = accounts
        self.worker: subprocess.Popen[bytes] | None = None
        sys.argv = ["gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "--preload", "wsgi:app"]
        super().__init__()

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("loglevel", "error")
        self.cfg.set("when_ready", self.greet)
        self.cfg.set("on_exit", self.end)

    def greet(self, _server: object) -> None:
        """Start the worker that sends notices, and print the screen that `make run` ends with.

        The worker ends with this process, whichever way that ends.
        """
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--with-parent"]
        self.worker = subprocess.Popen(command, cwd=ROOT)
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        lines = ["", f"  Thắp Sáng:  http://{host}:{port}/", ""]
        if self.accounts:
            lines += [*(f"  {line}".rstrip() for line in self.accounts.splitlines()), ""]
        lines += [f"  Data in {app.config['DATA_DIR']}. Ctrl-C stops the server.", ""]
        print("\n".join(lines), flush=True)

    def end(self, _server: object) -> None:
        """Stop the worker, too."""
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait()
        print("\nStopped.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
