"""The demonstration for the browser to look at: one template for each kind of database, and copies of it."""

import contextlib
import secrets
import shutil
from pathlib import Path
from typing import Any

from tests.postgres import running_postgres
from tests.serving import Site, make_site

# Who signs in, by the key of app/seed/people.py.
PASSWORD = "thap-sang-2026"
CHECKS = (("check",), ("audit", "verify"))


class Demos:
    """Loads the demonstration once for each kind; `copy` gives an installation that may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._templates: dict[str, Site] = {}
        self._server: Any = None
        self._closing = contextlib.ExitStack()

    def copy(self, kind: str) -> Site:
        """A fresh copy of the demonstration, database and uploads."""
        template = self._templates.get(kind) or self._load(kind)
        folder = self.folder / f"{kind}-{secrets.token_hex(4)}"
        folder.mkdir()
        shutil.copytree(template.data_dir, folder / "data")
        if kind == "sqlite":
            shutil.copyfile(self.folder / "sqlite" / "site.db", folder / "site.db")
            url = f"sqlite:///{folder / 'site.db'}"
        else:
            name = template.database_url.rpartition("/")[2].partition("?")[0]
            url = self._server.create(f"copy_{secrets.token_hex(4)}", template=name)
        return Site(url, folder / "data", template.secret_key)

    def stop(self) -> None:
        """Let the PostgreSQL go."""
        self._closing.close()

    def _load(self, kind: str) -> Site:
        if kind == "postgresql":
            self._server = self._closing.enter_context(running_postgres())
        site = make_site(kind, self.folder / kind, self._server, demo=True)
        self._templates[kind] = site
        return site


def assert_consistent(site: Site) -> None:
    """Every invariant holds when recomputed, and no row of the audit trail or a ledger was touched."""
    for command in CHECKS:
        answer = site.flask(*command)
        assert answer.returncode == 0, f"flask {' '.join(command)}: {answer.stdout}{answer.stderr}"
