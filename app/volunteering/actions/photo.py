"""The photo of an activity."""

from collections.abc import Sequence

from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.privacy.pictures import name_people
from app.volunteering.actions.places import WITH_UNITS
from app.volunteering.models import Activity
from app.volunteering.permissions import can_lead_activity, can_see_activity


@action
def set_activity_photo(actor: Actor, *, activity_id: int, file: NewFile, caption: str, everybody_agreed: bool) -> None:
    """Give an activity its photo, in place of the one it had. Who can be recognised must have agreed to it."""
    activity = _lock(actor, activity_id)
    if not everybody_agreed:
        raise NotPossible("consent_to_photo_needed", field="everybody_agreed")
    stored = add_file(actor, file)
    db.session.flush()  # the activity points at it
    activity.photo_id, activity.photo_caption = stored.id, caption
    activity.version += 1
    record(actor, "activity.photo_set", activity, file=stored.id, caption=caption)


@action
def remove_activity_photo(actor: Actor, *, activity_id: int) -> None:
    """Take the photo away; twice changes nothing."""
    activity = _lock(actor, activity_id)
    if activity.photo_id is None:
        return
    removed, activity.photo_id, activity.photo_caption = activity.photo_id, None, None
    activity.version += 1
    record(actor, "activity.photo_removed", activity, file=removed)


@action
def name_people_on_activity_photo(actor: Actor, *, activity_id: int, codes: Sequence[str]) -> bool:
    """Say by their codes who can be recognised on the photo; returns whether it is withheld now.

    Raises NotFound, NotAllowed, NotPossible("unknown_codes").
    """
    activity = _lock(actor, activity_id)
    if activity.photo_id is None:
        raise NotFound
    return name_people(actor, subject=activity, file_id=activity.photo_id, codes=codes)


def _lock(actor: Actor, activity_id: int) -> Activity:
    activity = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_lead_activity(actor, activity):
        raise NotAllowed
    return activity
