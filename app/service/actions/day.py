"""Making an activity a service day."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.service.models import KINDS, ServiceDay, ServiceModel
from app.service.permissions import can_mark_service_day
from app.volunteering.models import Activity, ActivityUnit
from app.volunteering.permissions import can_see_activity

WITH_UNITS = (joinedload(Activity.host_unit), joinedload(Activity.invited).joinedload(ActivityUnit.unit))


@action
def mark_service_day(actor: Actor, *, activity_id: int, kind: str, model_id: int | None = None) -> None:
    """Let an activity count whom it serves, or say anew of which kind and model it is."""
    activity = lock_seen(actor, activity_id)
    if not can_mark_service_day(actor, activity):
        raise NotAllowed
    if activity.state == "cancelled":
        raise NotPossible("called_off_counts_nothing")
    if kind not in KINDS:
        raise ValueError(kind)
    if model_id is not None and db.session.get(ServiceModel, model_id) is None:
        raise NotPossible("no_such_model", field="model_id")
    day = db.session.get(ServiceDay, activity_id)
    if day is None:
        day = ServiceDay(activity_id=activity_id, kind=kind)
        db.session.add(day)
    elif (day.kind, day.model_id) == (kind, model_id):
        return
    day.kind, day.model_id = kind, model_id
    record(actor, "service_day.marked", activity, kind=kind, model=model_id)


def lock_seen(actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor may see, locked: what is counted there is added up one after the other."""
    activity = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    return activity


def get_day(activity_id: int) -> ServiceDay:
    """The service day of an activity. Raises NotFound for an activity that is none."""
    day = db.session.execute(select(ServiceDay).where(ServiceDay.activity_id == activity_id)).scalar_one_or_none()
    if day is None:
        raise NotFound
    return day
