"""Adding, changing and removing shifts, with what a change means for those who signed up."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.personal import plain
from app.extensions import db
from app.volunteering.actions.moving import set_free_to_leave
from app.volunteering.actions.places import (
    WITH_UNITS,
    Held,
    count_places,
    give_free_places,
    lock_places,
    release,
)
from app.volunteering.models import LONGEST_SHIFT, Activity, Shift, ShiftQuota, SignUp
from app.volunteering.permissions import can_change_shift, can_see_activity
from app.volunteering.queries.candidates import get_limits, load_candidates, load_quotas
from app.volunteering.room import in_force
from app.volunteering.rules import PASSING_REASONS, reasons_why_not, touches_night
from app.volunteering.values import ShiftValues

# What decides whether somebody may be there: a change of it is checked for everybody who signed up.
DECIDES = ("starts_at", "ends_at", "minimum_age", "is_heavy", "is_night", "is_away", "is_border_zone")
# Reasons that keep nobody out who has signed up already.
KEPT_ALL_THE_SAME = {"cancelled", "closed", "suspended", "not_invited", "skill_missing"}


@action
def add_shift(actor: Actor, *, activity_id: int, shift: ShiftValues) -> int:
    """Add a shift to an activity that isn't over; returns its id."""
    activity = lock_activity(actor, activity_id)
    check_shift(shift)
    added = new_shift(activity, replace(shift, id=None))
    set_period(activity)
    record(actor, "shift.added", added, activity_id=activity_id)
    return added.id


@action
def change_shift(actor: Actor, *, version: int, shift: ShiftValues, move_last: bool = False) -> int:
    """Change a shift, `shift.id`; returns how many lost their place by it.

    A new time, age or mark is checked for everybody who signed up: who may not be there any more loses the place. A
    capacity below the taken places is refused, unless `move_last` says that the last ones go to the waiting list.
    Raises Conflict when the shift is no longer at `version`.
    """
    activity_id = db.session.execute(select(Shift.activity_id).where(Shift.id == shift.id)).scalar_one_or_none()
    if activity_id is None:
        raise NotFound
    check_shift(shift)
    held = lock_places(shifts=[shift.id or 0])
    activity = lock_activity(actor, activity_id)
    changed = held.shifts[shift.id or 0]
    if changed.version != version:
        raise Conflict
    effects = apply_changes(held, [(0, shift)], move_last=move_last)
    set_period(activity)
    effects["affected"] = set_free_to_leave(activity, held, effects["changed"])
    record(actor, "shift.changed", changed, **effects)
    return len(effects["released"])


def lock_activity(actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor may change and that isn't over, locked: after members and shifts."""
    activity = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_change_shift(actor, activity):
        raise NotAllowed
    if not activity.is_open:
        raise NotPossible("activity_is_over")
    return activity


def check_shift(shift: ShiftValues, row: int = 0) -> None:
    """What a shift must be by itself; `row` tells a form which one of several is meant."""
    if shift.ends_at <= shift.starts_at:
        raise NotPossible("ends_before_start", field="ends_at", row=row)
    if shift.ends_at - shift.starts_at > LONGEST_SHIFT:
        raise NotPossible("shift_too_long", field="ends_at", row=row)
    if shift.capacity < 1:
        raise NotPossible("no_capacity", field="capacity", row=row)
    if not 0 <= shift.minimum <= shift.capacity:
        raise NotPossible("minimum_above_capacity", field="minimum", row=row)


def new_shift(activity: Activity, values: ShiftValues) -> Shift:
    """Add a shift to a locked activity; for use inside an action."""
    shift = Shift(activity_id=activity.id, **values_of(values))
    db.session.add(shift)
    db.session.flush()  # events and the period of the activity need it
    return shift


def values_of(values: ShiftValues) -> dict[str, Any]:
    """The columns of a shift that its form fills, and the mark that its time gives."""
    columns = {name: value for name, value in asdict(values).items() if name != "id"}
    return {**columns, "is_night": touches_night(values.starts_at, values.ends_at, get_limits())}


def differs(shift: Shift, values: ShiftValues) -> bool:
    """Does the form say anything else than what stands there?"""
    return any(getattr(shift, name) != value for name, value in values_of(values).items())


def apply_changes(held: Held, changes: Iterable[tuple[int, ShiftValues]], *, move_last: bool) -> dict[str, Any]:
    """Change locked shifts, each with its row in the form.

    Returns who was released, who was sent to the waiting list and who moved up, as ids of sign-ups, and what each shift
    was and is.
    """
    effects: dict[str, Any] = {"released": [], "moved_to_waiting": [], "moved_up": [], "changed": {}, "shifts": {}}
    decided: list[Shift] = []
    sizes: list[tuple[int, Shift, int, int]] = []
    for row, values in changes:
        shift = held.shifts[values.id or 0]
        if not differs(shift, values):
            continue
        wanted = values_of(values)
        effects["changed"][str(shift.id)] = [n for n, value in wanted.items() if getattr(shift, n) != value]
        effects["shifts"][str(shift.id)] = {
            name: [plain(getattr(shift, name)), plain(wanted[name])] for name in effects["changed"][str(shift.id)]
        }
        _refuse_after_attendance(shift)
        if any(getattr(shift, name) != wanted[name] for name in DECIDES):
            decided.append(shift)
        # The capacity comes last: the database refuses one that is below the places still taken.
        sizes.append((row, shift, wanted.pop("capacity"), wanted.pop("minimum")))
        for name, value in wanted.items():
            setattr(shift, name, value)
        _hold_until_start(shift)
        shift.version += 1
    # Checked when all have their new times: two shifts that move together don't overlap on the way.
    for shift in decided:
        effects["released"] += _release_who_may_not(held, shift)
    for row, shift, capacity, minimum in sizes:
        _refuse_below_quotas(shift, capacity, row)
        if capacity < shift.confirmed:
            if not move_last:
                raise NotPossible("capacity_below_confirmed", field="capacity", row=row, confirmed=shift.confirmed)
            effects["moved_to_waiting"] += _move_last_to_waiting(shift, shift.confirmed - capacity)
        shift.capacity, shift.minimum = capacity, minimum
        db.session.flush()  # who moves up is counted against the new capacity
    effects["moved_up"] = give_free_places(held)
    return effects


def _hold_until_start(shift: Shift) -> None:
    """No place is held for a unit longer than until the shift begins, wherever the shift moves to."""
    if shift.quota_until is None:
        return
    db.session.execute(
        update(ShiftQuota)
        .where(ShiftQuota.shift_id == shift.id, ShiftQuota.ended_at.is_(None), ShiftQuota.until > shift.starts_at)
        .values(until=shift.starts_at)
    )
    shift.quota_until = min(shift.quota_until, shift.starts_at)


def set_period(activity: Activity) -> None:
    """From the first shift's start to the last one's end. The activity's version grows with each change."""
    db.session.flush()  # shifts that were just added or changed count
    spans = db.session.execute(select(Shift.starts_at, Shift.ends_at).where(Shift.activity_id == activity.id)).all()
    activity.starts_at = min(span.starts_at for span in spans)
    activity.ends_at = max(span.ends_at for span in spans)
    activity.version += 1


def _refuse_below_quotas(shift: Shift, capacity: int, row: int) -> None:
    held = sum(quota.places for quota in in_force(load_quotas([shift]).get(shift.id, ()), clock.now()))
    if capacity < held:
        raise NotPossible("capacity_below_held", field="capacity", row=row, held=held)


def _refuse_after_attendance(shift: Shift) -> None:
    marked = select(SignUp.id).where(SignUp.shift_id == shift.id, SignUp.state.in_(("attended", "absent"))).limit(1)
    if db.session.execute(marked).first():
        raise NotPossible("attendance_recorded")


def _release_who_may_not(held: Held, shift: Shift) -> list[int]:
    """Check everybody in the shift again. Who waits stays where only another place stands in the way."""
    db.session.flush()  # the rules read the shift's new time
    sign_ups = list(
        db.session.execute(
            select(SignUp)
            .where(SignUp.shift_id == shift.id, SignUp.state.in_(("confirmed", "waitlisted")))
            .order_by(SignUp.position)
            .options(joinedload(SignUp.member))
        ).scalars()
    )
    candidates = load_candidates([sign_up.member for sign_up in sign_ups], [shift])
    limits, moment, activity = get_limits(), clock.now(), held.activity_of(shift)
    lost = []
    for sign_up in sign_ups:
        candidate = candidates[sign_up.member_id]
        reasons = set(reasons_why_not(candidate, shift, activity, moment=moment, limits=limits, moves_up=True))
        reasons -= KEPT_ALL_THE_SAME if sign_up.state == "confirmed" else KEPT_ALL_THE_SAME | PASSING_REASONS
        if reasons:
            lost.append(sign_up)
    kept = {sign_up.id for sign_up in sign_ups} - {sign_up.id for sign_up in lost}
    for sign_up in sign_ups:
        sign_up.free_to_leave = sign_up.free_to_leave or sign_up.id in kept
    return release(shift, lost, "shift_changed")


def _move_last_to_waiting(shift: Shift, number: int) -> list[int]:
    """The last ones that asked lose their places, and stand before everybody else who waits."""
    last = list(
        db.session.execute(
            select(SignUp)
            .where(SignUp.shift_id == shift.id, SignUp.state == "confirmed")
            .order_by(SignUp.position.desc())
            .limit(number)
        ).scalars()
    )
    for sign_up in last:
        sign_up.state, sign_up.confirmed_at = "waitlisted", None
    count_places(shift, confirmed=-len(last), waiting=len(last))
    return [sign_up.id for sign_up in last]
