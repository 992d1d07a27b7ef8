"""Is the product fit to serve: does the database answer, and does it stand at the newest revision?"""

from functools import lru_cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT
from app.extensions import db


def is_healthy() -> bool:
    """False where the database is away, or older or newer than this code."""
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return set(found) == _newest()


@lru_cache(maxsize=1)
def _newest() -> set[str]:
    return set(ScriptDirectory(str(ROOT / "migrations")).get_heads())
