"""A host's leader reads the phone number of a minor who signed up: recorded."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.actions import note_contact_read
from app.volunteering.actions.places import load_activities
from app.volunteering.models import Shift, SignUp
from app.volunteering.permissions import can_see_activity, can_see_people


@action
def read_contact_of_sign_up(actor: Actor, *, sign_up_id: int) -> int:
    """Note that the actor reads the phone number of who signed up; returns the activity's id.

    Raises NotFound, or NotAllowed for who may see the activity but not its people.
    """
    sign_up = db.session.execute(
        select(SignUp).where(SignUp.id == sign_up_id).options(joinedload(SignUp.member), joinedload(SignUp.shift))
    ).scalar_one_or_none()
    if sign_up is None:
        raise NotFound
    shift: Shift = sign_up.shift
    activity = load_activities([shift.activity_id])[shift.activity_id]
    if not can_see_activity(actor, activity):
        raise NotFound
    if not can_see_people(actor, activity):
        raise NotAllowed
    note_contact_read(actor, sign_up.member, on="people", activity_id=activity.id)
    return activity.id
