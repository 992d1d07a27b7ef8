"""The letterhead of a unit's reports."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.reports.models import Letterhead
from app.reports.permissions import can_write_report


@action
def set_letterhead(actor: Actor, *, unit_id: int, valid_from: date, words: Mapping[str, str]) -> int:
    """Set what stands on a unit's reports from a day on; what was set for this day is replaced. Returns its id.

    Reports that were issued keep the one they were issued with.
    """
    unit = lock(Unit, Unit.id == unit_id)
    if unit is None or not can_write_report(actor, unit.path):
        raise NotFound
    row = db.session.execute(
        select(Letterhead).where(Letterhead.unit_id == unit_id, Letterhead.valid_from == valid_from)
    ).scalar_one_or_none()
    if row is None:
        row = Letterhead(unit_id=unit_id, valid_from=valid_from)
        db.session.add(row)
    elif all(getattr(row, name) == value for name, value in words.items()):
        return row.id
    for name, value in words.items():
        setattr(row, name, value)
    db.session.flush()  # the answer needs the id
    record(actor, "reports.letterhead_set", unit, since=valid_from.isoformat(), **words)
    return row.id
