"""The border zone: the notice to the border post, and suspending what the post can't let happen now."""

from datetime import date

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.volunteering.actions.activity import shifts_of
from app.volunteering.actions.moving import list_live
from app.volunteering.actions.places import WITH_UNITS, Held, give_free_places, lock_places
from app.volunteering.models import Activity, BorderNotice
from app.volunteering.permissions import can_see_activity, can_suspend_activity


@action
def record_border_notice(
    actor: Actor, *, activity_id: int, post: str, given_on: date, document: str, contact: str
) -> int:
    """Record that the border post was told: which one, when, by what document, whom to call; returns the id."""
    activity = _checked(actor, lock(Activity, Activity.id == activity_id, options=WITH_UNITS))
    if not activity.is_open:
        raise NotPossible("activity_is_over")
    if given_on > clock.today():
        raise NotPossible("notice_in_future", field="given_on")
    notice = BorderNotice(
        activity_id=activity.id,
        post=post,
        given_on=given_on,
        document=document,
        contact=contact,
        recorded_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()  # the event and the answer need the id
    record(actor, "activity.border_notice_recorded", activity, notice=notice.id, post=post, document=document)
    return notice.id


@action
def suspend_activity(actor: Actor, *, activity_id: int, reason: str) -> None:
    """Stop a published activity for the time being, because the border post says so: places stay, nobody signs up.

    Twice changes nothing; for another reason raises Conflict. Who has a place or waits is named in the event.
    """
    if not reason.strip():
        raise NotPossible("suspend_reason_needed", field="reason")
    activity, held = _lock_with_places(actor, activity_id)
    if activity.is_suspended:
        if activity.suspend_reason != reason:
            raise Conflict("suspended_already", told=activity.suspend_reason)
        return
    if activity.state != "published":
        raise NotPossible("not_published" if activity.state == "draft" else "activity_is_over")
    activity.suspended_at, activity.suspend_reason = clock.now(), reason
    activity.version += 1
    record(actor, "activity.suspended", activity, reason=reason, affected=_affected(activity, held))


@action
def resume_activity(actor: Actor, *, activity_id: int) -> None:
    """Let a suspended activity go on: places given back meanwhile go to those who wait. Twice changes nothing."""
    activity, held = _lock_with_places(actor, activity_id)
    if not activity.is_suspended:
        if activity.state == "published":
            return
        raise NotPossible("not_suspended")
    activity.suspended_at = activity.suspend_reason = None
    activity.version += 1
    db.session.flush()  # the rules of a place read that it goes on
    moved_up = give_free_places(held)
    record(actor, "activity.resumed", activity, affected=_affected(activity, held), moved_up=moved_up)


def _lock_with_places(actor: Actor, activity_id: int) -> tuple[Activity, Held]:
    """The activity with everybody in it, locked in the usual order."""
    _checked(actor, db.session.get(Activity, activity_id, options=WITH_UNITS))
    held = lock_places(shifts=[shift.id for shift in shifts_of(activity_id)])
    return _checked(actor, lock(Activity, Activity.id == activity_id, options=WITH_UNITS)), held


def _checked(actor: Actor, activity: Activity | None) -> Activity:
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_suspend_activity(actor, activity):
        raise NotAllowed
    return activity


def _affected(activity: Activity, held: Held) -> list[int]:
    return list_live([shift for shift in held.shifts.values() if shift.activity_id == activity.id])
