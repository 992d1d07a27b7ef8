"""The product with two more addresses that fail, quoting what they were given: what the test of the logs asks for."""

import logging
import warnings

from sqlalchemy import text

from app.core.web import is_public
from app.extensions import db
from wsgi import app


@app.get("/fail/<path:given>")
@is_public
def fail(given: str) -> str:
    raise ValueError(f"{given} is wrong, says {given}")


@app.get("/fail-in-database/<path:given>")
@is_public
def fail_in_database(given: str) -> str:
    logging.getLogger("some.library").warning("Odd number +84 %s of nguyen.van@example.org born 31/12/2009", given)
    warnings.warn(f"strange {given}", stacklevel=1)
    row = {"name": given, "changed_at": "2026-01-01"}
    db.session.execute(text("INSERT INTO settings (name, value, changed_at) VALUES (:name, NULL, :changed_at)"), row)
    return "never"
