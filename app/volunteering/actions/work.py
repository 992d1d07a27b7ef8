"""Cancelling a work calls off its activities, so it lives here, in the upper of the two areas."""

from sqlalchemy import select

from app.core.actions import action, lock_all
from app.core.actor import Actor
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
    shift_ids = (
        select(Shift.id).join(Activity).where(Activity.work_id == work_id, Activity.state.in_(("draft", "published")))
    )
    held = lock_places(shifts=db.session.execute(shift_ids).scalars().all())
    activities = lock_all(Activity, Activity.work_id == work_id, Activity.state.in_(("draft", "published")))
    work = lock_work(actor, work_id)
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
