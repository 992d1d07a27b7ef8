"""Removing what has had its time, and how long that is."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.core.settings import Setting, write_setting
from app.extensions import db
from app.people.models import Unit
from app.privacy.keeping import RULES, SETTING
from app.privacy.permissions import can_set_keeping
from app.privacy.queries.expiry import all_expiries, before
from app.privacy.queries.requests import DAYS_OFF

AT_ONCE = 500


@action
def expire(actor: Actor, *, today: date) -> int:
    """Remove what had its time on this day, as `list_due` shows it; returns how many rows. Raises NotAllowed."""
    if not can_set_keeping(actor):
        raise NotAllowed
    removed: dict[str, int] = {}
    for expiry in all_expiries():
        ids = [id_ for id_, _words in db.session.execute(expiry.due(before(expiry, today)))]
        for start in range(0, len(ids), AT_ONCE):
            expiry.remove(ids[start : start + AT_ONCE])
        if ids:
            removed[expiry.key] = len(ids)
    if removed:
        top = db.session.execute(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)).scalar_one()
        record(actor, "personal_data.expired", top, day=today.isoformat(), removed=removed)
    return sum(removed.values())


@action
def set_keeping(actor: Actor, *, months: Mapping[str, int], days_off: Sequence[date]) -> None:
    """Say how long data are kept, and which days are off besides the certain ones. Raises NotAllowed, NotPossible."""
    if not can_set_keeping(actor):
        raise NotAllowed
    for name, count in months.items():
        rule = RULES[name]
        if rule.months is None or not rule.least <= count <= rule.most:
            raise NotPossible("keeping_out_of_range", field=name, least=rule.least, most=rule.most)
    lock_table(Setting)
    # Read afresh: what the request has read before may be older than the lock.
    stored = {name: row.value if (row := db.session.get(Setting, name)) else None for name in (SETTING, DAYS_OFF)}
    days = sorted({day.isoformat() for day in days_off})
    own: dict[str, int] = stored[SETTING] or {}
    old = {name: own.get(name, rule.months) for name, rule in RULES.items()}
    changed = {name: [old[name], count] for name, count in months.items() if old[name] != count}
    if not changed and days == (stored[DAYS_OFF] or []):
        return
    write_setting(actor, SETTING, {**own, **months})
    write_setting(actor, DAYS_OFF, days)
    top = db.session.execute(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)).scalar_one()
    record(actor, "setting.keeping_changed", top, changed=changed, days_off=days)
