"""What has had its time, before anything of it is removed."""

from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from app.core.personal import Expiry
from app.extensions import db
from app.privacy.keeping import cut_off

EXAMPLES = 5


@dataclass(frozen=True)
class Due:
    """What one rule would remove: from before which day, how much, the first of it in words."""

    expiry: Expiry
    before: date
    count: int
    examples: tuple[str, ...]


def before(expiry: Expiry, today: date) -> date:
    """What lies before this day has had its time; lists are kept for one day."""
    return today if expiry.keeping == "day" else cut_off(expiry.keeping, today)


def all_expiries() -> list[Expiry]:
    """What every area removes when it has had its time, from high to low: what points at a row goes before it."""
    return [expiry for area in reversed(current_app.extensions["areas"]) for expiry in area.expiries]


def list_due(today: date) -> list[Due]:
    """One line for each rule, by two statements."""
    found = []
    for expiry in all_expiries():
        day = before(expiry, today)
        statement = expiry.due(day)
        count = db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
        rows = db.session.execute(statement.limit(EXAMPLES)).all() if count else ()
        found.append(Due(expiry, day, count, tuple(str(words) for _id, words in rows)))
    return found
