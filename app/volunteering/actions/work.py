"""Cancelling a work calls off its activities, so it lives here, in the upper of the two areas."""

from sqlalchemy import select

from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.errors import Busy
from app.extensions import db
from app.volunteering.actions.activity import call_off
from app.volunteering.actions.places import Held, give_free_places, lock_places
from app.volunteering.models import Activity, Shift
from app.works.actions import cancel_work_rows, lock_work


@action
def cancel_work(actor: Actor, *, work_id: int, version: int, reason: str) -> int:
    """Give a work up, and call off those of its activities that are not held yet; returns how many.

    An activity with attendance on record took place at least in part: it stays, for its leader to close.
    Raises what cancelling a work raises: NotFound, NotAllowed, NotPossible, Conflict.
    """
    shift_ids = _open_shifts(work_id)
    held = lock_places(shifts=shift_ids)
    activities = lock_all(Activity, Activity.work_id == work_id, Activity.state.in_(("draft", "published")))
    work = lock_work(actor, work_id)
    if _open_shifts(work_id) != shift_ids:
        raise Busy  # one was planned before we held the work; whoever plans holds it, too
    if not cancel_work_rows(actor, work, version=version, reason=reason):
        return 0
    own = [shift for shift in held.shifts.values() if shift.activity_id in {activity.id for activity in activities}]
    called_off = [
        activity
        for activity in activities
        if call_off(actor, activity, [shift for shift in own if shift.activity_id == activity.id], reason)
    ]
    others = {shift.id: shift for shift in held.shifts.values() if shift not in own}
    give_free_places(Held(held.members, others, held.activities))
    return len(called_off)


def _open_shifts(work_id: int) -> list[int]:
    """The shifts of a work's activities that are not held or called off."""
    statement = select(Shift.id).join(Activity)
    is_open = Activity.state.in_(("draft", "published"))
    return list(db.session.execute(statement.where(Activity.work_id == work_id, is_open).order_by(Shift.id)).scalars())
