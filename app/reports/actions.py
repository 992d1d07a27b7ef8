"""What is written for reports: the year's targets."""

from collections.abc import Mapping

from sqlalchemy import select

from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.events import record
from app.core.settings import Setting, write_setting
from app.extensions import db
from app.people.models import Unit
from app.reports import permissions
from app.reports.targets import LARGEST, NAME, TARGETED, as_targets


@action
def set_targets(actor: Actor, *, year: int, version: int, values: Mapping[str, int | None]) -> int:
    """Set a year's targets by the figure's key, None for none; returns the new version.

    Raises NotAllowed, Conflict for a stale page, NotPossible for a target that can be none.
    """
    if not permissions.can_set_targets(actor):
        raise NotAllowed
    lock_table(Setting)
    stored = db.session.execute(select(Setting.value).where(Setting.name == NAME)).scalar_one_or_none() or {}
    present = as_targets(stored, year)
    wanted = {key: value for key in TARGETED if (value := values.get(key)) is not None}
    if wanted == present.values:
        return present.version
    if present.version != version:
        raise Conflict("targets_changed")
    for key, value in wanted.items():
        if not 0 < value <= LARGEST:
            raise NotPossible("bad_target", field=key.replace(".", "_"))
    kept = {"values": wanted, "version": present.version + 1}
    write_setting(actor, NAME, {**stored, str(year): kept})
    office = db.session.execute(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)).scalar_one()
    record(actor, "reports.targets_set", office, year=year, values=wanted, before=dict(present.values))
    return present.version + 1
