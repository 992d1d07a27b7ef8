"""Activities from draft to held."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.personal import plain
from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.volunteering.actions.moving import is_elsewhere, set_free_to_leave
from app.volunteering.actions.places import WITH_UNITS, Held, give_free_places, lock_places, release
from app.volunteering.actions.shift import (
    apply_changes,
    check_shift,
    differs,
    lock_activity,
    new_shift,
    set_period,
)
from app.volunteering.models import AUDIENCES, Activity, ActivityUnit, Shift, ShiftQuota, SignUp
from app.volunteering.permissions import (
    can_cancel_activity,
    can_mark_held,
    can_publish_activity,
    can_save_activity,
    can_see_activity,
)
from app.volunteering.values import ActivityValues, ShiftValues
from app.works.models import Work
from app.works.models.work import SHARED_STATES

# What an event of a change names.
FIELDS = (
    *("title", "description", "audience", "work_id", "commune_id", "place", "lat", "lon", "meeting_point"),
    *("what_to_bring", "contact", "sign_up_opens_at", "sign_up_closes_at", "starts_at", "ends_at"),
)


@action
def save_activity(
    actor: Actor,
    *,
    host_unit_id: int,
    activity: ActivityValues,
    shifts: Sequence[ShiftValues],
    activity_id: int | None = None,
    version: int = 0,
    move_last: bool = False,
) -> int:
    """Write a new activity as a draft, or change one that isn't over; returns its id.

    `shifts` are all shifts that it shall have: those with an id are changed (see `change_shift`), those without one
    added, those not named any more removed if nobody ever signed up. Raises Conflict when it isn't at `version`.
    """
    _check_values(activity, shifts)
    if activity_id is None:
        return _create(actor, host_unit_id, activity, shifts)
    present = {shift.id: shift for shift in shifts_of(activity_id)}
    wanted = {values.id: values for values in shifts if values.id is not None}
    if not wanted.keys() <= present.keys():
        raise Conflict
    changed = [id_ for id_, values in wanted.items() if differs(present[id_], values)]
    moves = is_elsewhere(activity_id, activity)
    touched = present.keys() if moves else changed
    held = lock_places(shifts=touched) if touched else Held({}, {})
    row = lock_activity(actor, activity_id)
    if row.version != version or {shift.id for shift in shifts_of(activity_id)} != present.keys():
        raise Conflict
    _check_work(activity, row.work_id)
    if row.host_unit_id != host_unit_id:
        _move_to_host(actor, row, host_unit_id)
    before = _snapshot(row)
    _fill(row, activity)
    changes = [(number, values) for number, values in enumerate(shifts) if values.id in changed]
    effects = apply_changes(held, changes, move_last=move_last)
    _remove_shifts([present[id_] for id_ in present.keys() - wanted.keys()])
    for values in shifts:
        if values.id is None:
            new_shift(row, values)
    set_period(row)
    _set_units(row, activity)
    now = _snapshot(row)
    effects["fields"] = [name for name, value in now.items() if before[name] != value]
    # For the audit trail. The contact is somebody's number, which nobody could take out of it again.
    told = [name for name in effects["fields"] if name != "contact"]
    effects["before"], effects["after"] = ({name: plain(one[name]) for name in told} for one in (before, now))
    effects["affected"] = set_free_to_leave(row, held, effects["changed"], moves=moves)
    record(actor, "activity.changed", row, **effects)
    return row.id


@action
def publish_activity(actor: Actor, *, activity_id: int) -> None:
    """Show a draft to those it is for, and let them sign up. Twice changes nothing."""
    activity = _lock_seen(actor, activity_id)
    if not can_publish_activity(actor, activity):
        raise NotAllowed
    if activity.state == "published":
        return
    if activity.state != "draft":
        raise NotPossible("activity_is_over")
    publish(actor, activity)


def publish(actor: Actor, activity: Activity) -> None:
    """Publish a locked draft; for use inside an action."""
    activity.state, activity.published_at = "published", clock.now()
    activity.version += 1
    record(actor, "activity.published", activity)


@action
def cancel_activity(actor: Actor, *, activity_id: int, reason: str) -> None:
    """Call an activity off: everybody's sign-up ends. Needs a reason; twice changes nothing.

    Raises Conflict where somebody else called it off for another reason, so that nobody takes theirs for the one told.
    """
    activity = db.session.execute(select(Activity).where(Activity.id == activity_id).options(*WITH_UNITS))
    seen = activity.unique().scalar_one_or_none()
    if seen is None or not can_see_activity(actor, seen):
        raise NotFound
    if not can_cancel_activity(actor, seen):
        raise NotAllowed
    if not reason.strip():
        raise NotPossible("call_off_reason_needed", field="reason")
    held = lock_places(shifts=[shift.id for shift in shifts_of(activity_id)])
    locked = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    assert locked is not None  # activities are never deleted
    if locked.state == "cancelled":
        if locked.cancel_reason != reason:
            raise Conflict("called_off_already", told=locked.cancel_reason)
        return
    if locked.state == "held":
        raise NotPossible("activity_is_over")
    own = [shift for shift in held.shifts.values() if shift.activity_id == activity_id]
    if not call_off(actor, locked, own, reason):
        raise NotPossible("attendance_recorded")
    # The places are gone, so their members may be eligible where they wait elsewhere.
    others = {id_: shift for id_, shift in held.shifts.items() if shift.activity_id != activity_id}
    give_free_places(Held(held.members, others, held.activities))


def call_off(actor: Actor, activity: Activity, shifts: Sequence[Shift], reason: str) -> bool:
    """Call a locked activity off with its locked shifts, inside an action; False if attendance was recorded."""
    if _is_attended(shifts):
        return False
    activity.state, activity.cancel_reason = "cancelled", reason
    activity.version += 1
    released: list[int] = []
    for shift in shifts:
        released += release(shift, _live(shift), "activity_cancelled")
    record(actor, "activity.cancelled", activity, reason=reason, released=released)
    return True


@action
def mark_held(actor: Actor, *, activity_id: int) -> None:
    """Close an activity that took place: it counts on the local day of its last minute."""
    activity = _lock_seen(actor, activity_id)
    if not can_mark_held(actor, activity):
        raise NotAllowed
    if activity.state == "held":
        return
    if activity.state != "published":
        raise NotPossible("not_published")
    if activity.is_suspended:
        raise NotPossible("suspended_now")
    if activity.ends_at is None or activity.ends_at > clock.now():
        raise NotPossible("not_over_yet")
    activity.state, activity.held_on = "held", activity.last_day
    activity.version += 1
    record(actor, "activity.held", activity, held_on=activity.held_on.isoformat())


def _create(actor: Actor, host_unit_id: int, values: ActivityValues, shifts: Sequence[ShiftValues]) -> int:
    _check_host(actor, host_unit_id)
    _check_work(values, None)
    row = Activity(
        host_unit_id=host_unit_id, title="", title_folded="", created_by=actor.account_id, created_at=clock.now()
    )
    row.version = 0
    _fill(row, values)
    db.session.add(row)
    db.session.flush()  # shifts and units need the id
    for shift in shifts:
        new_shift(row, shift)
    set_period(row)
    _set_units(row, values)
    record(actor, "activity.created", row)
    return row.id


def _lock_seen(actor: Actor, activity_id: int) -> Activity:
    activity = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    return activity


def _check_values(values: ActivityValues, shifts: Sequence[ShiftValues]) -> None:
    if values.audience not in AUDIENCES:
        raise ValueError(values.audience)
    if not shifts:
        raise NotPossible("no_shifts")
    for row, shift in enumerate(shifts):
        check_shift(shift, row)
    opens, closes = values.sign_up_opens_at, values.sign_up_closes_at
    if opens is not None and closes is not None and closes <= opens:
        raise NotPossible("closes_before_opening", field="sign_up_closes_at")
    if values.audience == "units" and not values.invited_unit_ids:
        raise NotPossible("nobody_invited", field="invited_unit_ids")


def _check_work(values: ActivityValues, present_id: int | None) -> None:
    """The work goes on. Locked, in its turn after the activity, so that it isn't cancelled before this is committed."""
    if values.work_id is None or values.work_id == present_id:
        return
    work = lock(Work, Work.id == values.work_id)
    if work is None or work.state not in SHARED_STATES:
        raise NotPossible("no_such_work", field="work_id")


def _check_host(actor: Actor, host_unit_id: int) -> None:
    host = lock(Unit, Unit.id == host_unit_id)  # so that it isn't dissolved meanwhile
    if host is None:
        raise NotFound
    if not can_save_activity(actor, host):
        raise NotAllowed
    if not host.stands_on(clock.today()):
        raise NotPossible("host_dissolved", field="host_unit_id")


def _move_to_host(actor: Actor, activity: Activity, host_unit_id: int) -> None:
    if activity.state != "draft":
        raise NotPossible("host_is_fixed", field="host_unit_id")
    _check_host(actor, host_unit_id)
    activity.host_unit_id = host_unit_id


def _fill(row: Activity, values: ActivityValues) -> None:
    row.title, row.title_folded = values.title, fold(values.title)
    row.description, row.audience = values.description, values.audience
    row.work_id, row.commune_id = values.work_id, values.commune_id
    row.place, row.meeting_point = values.place, values.meeting_point
    row.lat, row.lon = values.point or (None, None)
    row.what_to_bring, row.contact = values.what_to_bring, values.contact
    row.sign_up_opens_at, row.sign_up_closes_at = values.sign_up_opens_at, values.sign_up_closes_at


def _set_units(row: Activity, values: ActivityValues) -> None:
    """The units beside the host, each once: a co-host is invited anyway."""
    roles = dict.fromkeys(values.invited_unit_ids if values.audience == "units" else (), "invited")
    roles |= dict.fromkeys(values.co_host_unit_ids, "co_host")
    roles.pop(row.host_unit_id, None)
    db.session.execute(delete(ActivityUnit).where(ActivityUnit.activity_id == row.id))
    db.session.add_all(ActivityUnit(activity_id=row.id, unit_id=id_, role=role) for id_, role in sorted(roles.items()))


def _snapshot(row: Activity) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def shifts_of(activity_id: int) -> list[Shift]:
    return list(db.session.execute(select(Shift).where(Shift.activity_id == activity_id).order_by(Shift.id)).scalars())


def _remove_shifts(shifts: Sequence[Shift]) -> None:
    """Remove shifts of which nothing is on record, neither here nor in the areas above."""
    ids = [shift.id for shift in shifts]
    if ids and db.session.execute(select(SignUp.id).where(SignUp.shift_id.in_(ids)).limit(1)).first():
        raise NotPossible("shift_has_people")
    db.session.execute(delete(ShiftQuota).where(ShiftQuota.shift_id.in_(ids)))
    for shift in shifts:
        db.session.delete(shift)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise NotPossible("shift_has_people") from error


def _live(shift: Shift) -> list[SignUp]:
    waiting_or_taken = SignUp.state.in_(("confirmed", "waitlisted"))
    return list(db.session.execute(select(SignUp).where(SignUp.shift_id == shift.id, waiting_or_taken)).scalars())


def _is_attended(shifts: Sequence[Shift]) -> bool:
    marked = SignUp.state.in_(("attended", "absent"))
    ids = [shift.id for shift in shifts]
    return db.session.execute(select(SignUp.id).where(SignUp.shift_id.in_(ids), marked).limit(1)).first() is not None
