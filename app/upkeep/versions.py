"""Which version of what runs here."""

import platform
import tomllib
from functools import lru_cache
from importlib.metadata import version

from alembic.script import ScriptDirectory

from app.config import ROOT

PACKAGES = ("Flask", "SQLAlchemy", "gunicorn")


@lru_cache(maxsize=1)
def product_version() -> str:
    """The product's own version."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


@lru_cache(maxsize=1)
def package_versions() -> dict[str, str]:
    """Python and the packages that carry the product."""
    return {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}


@lru_cache(maxsize=1)
def known_revisions() -> tuple[str, ...]:
    """The database's revisions that this code knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions())
