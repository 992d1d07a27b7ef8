"""An installation to back up, and empty places to restore into."""

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import Site
from tests.works import walk


@pytest.fixture(scope="module")
def settings(databases: Databases) -> dict[str, Any]:
    """What the environment says of backups."""
    tools = str(postgres.tools()) if databases.kind == "postgresql" else ""
    return {"BACKUP_KEEP": (7, 5, 12), "POSTGRES_TOOLS": tools}


@pytest.fixture(scope="module")
def site(databases: Databases) -> Site:
    """An installation with a work under way: its money, its photos and an expense with its paper."""
    shutil.rmtree(databases.folder / "upkeep-data", ignore_errors=True)  # another file's
    databases.make_fresh("upkeep")
    site = Site(databases.settings("upkeep")["SQLALCHEMY_DATABASE_URI"], databases.folder / "upkeep-data")
    with site.app.app_context():
        cast = make_cast()
        work_id = walk.proved(cast)
        walk.give(cast, work_id)
        walk.spend(cast, work_id)
        site.writing = (str(work_id), cast.dung.token, str(walk.line_id(work_id)))  # type: ignore[attr-defined]
        site.let_go()
    return site


@pytest.fixture
def empty_place(databases: Databases, tmp_path: Path) -> Callable[[], tuple[str, Path]]:
    """`empty_place()` gives the address of a database that holds nothing, and a folder that isn't there yet."""

    def make() -> tuple[str, Path]:
        name = f"place_{secrets.token_hex(4)}"
        if databases.kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db", tmp_path / f"{name}-data"
        return databases.server.create(f"{databases.worker}_{name}"), tmp_path / f"{name}-data"

    return make
