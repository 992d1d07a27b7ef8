"""Places of a shift that are held for units until a set hour, and the skills that a shift asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.volunteering.actions.places import give_free_places, lock_places
from app.volunteering.actions.shift import lock_activity
from app.volunteering.models import Shift, ShiftQuota
from app.volunteering.queries.candidates import load_quotas
from app.volunteering.room import in_force
from app.volunteering.wording import SKILL_NAMES


@dataclass(frozen=True)
class QuotaValues:
    """So many places held for a unit until an hour."""

    unit_id: int
    places: int
    until: datetime


@action
def change_terms(
    actor: Actor, *, shift_id: int, version: int, quotas: Sequence[QuotaValues], needed_skills: Sequence[str]
) -> int:
    """Say for whom places of a shift are held, and what everybody in it must be able to do; returns how many moved up.

    Who has a place keeps it. `quotas` are all there shall be. Raises Conflict when the shift isn't at `version`, and
    NotPossible when the free places are fewer than those to be held.
    """
    activity_id = db.session.execute(select(Shift.activity_id).where(Shift.id == shift_id)).scalar_one_or_none()
    if activity_id is None:
        raise NotFound
    held = lock_places(shifts=[shift_id], members=[])
    lock_activity(actor, activity_id)
    shift = held.shifts[shift_id]
    if shift.version != version:
        raise Conflict
    if not set(needed_skills) <= set(SKILL_NAMES):
        raise ValueError(needed_skills)
    _check_quotas(shift, quotas)
    db.session.execute(delete(ShiftQuota).where(ShiftQuota.shift_id == shift_id))
    db.session.add_all(
        ShiftQuota(shift_id=shift_id, unit_id=quota.unit_id, places=quota.places, until=quota.until) for quota in quotas
    )
    shift.needed_skills = [code for code in SKILL_NAMES if code in needed_skills]
    shift.quota_until = min((quota.until for quota in quotas), default=None)
    shift.version += 1
    db.session.flush()  # what is held for whom is counted afresh
    _refuse_more_than_free(shift)
    moved_up = give_free_places(held)
    record(
        actor,
        "shift.terms_changed",
        shift,
        quotas=[[quota.unit_id, quota.places, quota.until.isoformat()] for quota in quotas],
        skills=shift.needed_skills,
        moved_up=moved_up,
    )
    return len(moved_up)


@action
def end_quotas(actor: Actor, *, shift_id: int) -> int:
    """Make the held places whose hour has come everybody's: who waits moves up; returns how many.

    Twice changes nothing. For the system alone: nobody decides about it, the hour does.
    """
    if not actor.is_system:
        raise NotFound
    held = lock_places(shifts=[shift_id], members=[])
    shift = held.shifts.get(shift_id)
    if shift is None:
        raise NotFound
    now = clock.now()
    if shift.quota_until is None or shift.quota_until > now:
        return 0
    ended = list(
        db.session.execute(
            select(ShiftQuota).where(
                ShiftQuota.shift_id == shift_id, ShiftQuota.ended_at.is_(None), ShiftQuota.until <= now
            )
        ).scalars()
    )
    for quota in ended:
        quota.ended_at = now
    db.session.flush()  # the next hour is that of those still held
    shift.quota_until = db.session.execute(
        select(func.min(ShiftQuota.until)).where(ShiftQuota.shift_id == shift_id, ShiftQuota.ended_at.is_(None))
    ).scalar_one_or_none()
    moved_up = give_free_places(held)
    record(actor, "shift.quotas_ended", shift, units=[quota.unit_id for quota in ended], moved_up=moved_up)
    return len(moved_up)


def end_due_quotas(actor: Actor) -> int:
    """End the quotas of all shifts whose hour has come, each by an action of its own; returns how many moved up."""
    due = (
        db.session.execute(select(Shift.id).where(Shift.quota_until <= clock.now()).order_by(Shift.id)).scalars().all()
    )
    return sum(end_quotas(actor, shift_id=shift_id) for shift_id in due)


def _check_quotas(shift: Shift, quotas: Sequence[QuotaValues]) -> None:
    now = clock.now()
    units = {
        unit.id: unit
        for unit in db.session.execute(select(Unit).where(Unit.id.in_([q.unit_id for q in quotas]))).scalars()
    }
    for row, quota in enumerate(quotas):
        unit = units.get(quota.unit_id)
        if unit is None or not unit.stands_on(clock.today()):
            raise NotPossible("no_such_unit", field="unit_id", row=row)
        if quota.places < 1:
            raise NotPossible("no_places_held", field="places", row=row)
        if quota.until > shift.starts_at:
            raise NotPossible("held_too_long", field="until", row=row)
        if quota.until <= now:
            raise NotPossible("held_in_the_past", field="until", row=row)
        for other in quotas[:row]:
            first, second = units[other.unit_id].path, unit.path
            if first.startswith(second) or second.startswith(first):
                raise NotPossible("units_overlap", field="unit_id", row=row)


def _refuse_more_than_free(shift: Shift) -> None:
    left = sum(quota.left for quota in in_force(load_quotas([shift]).get(shift.id, ()), clock.now()))
    if left > shift.free_places:
        raise NotPossible("more_held_than_free", free=max(shift.free_places, 0))
