"""What it means for those who signed up that a published activity takes place at another time or place."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update

from app.core import clock
from app.extensions import db
from app.volunteering.actions.places import Held
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.values import ActivityValues

TIME = {"starts_at", "ends_at"}


def is_elsewhere(activity_id: int, values: ActivityValues) -> bool:
    """Do the values name another place than the activity has now?"""
    present = db.session.execute(
        select(Activity.commune_id, Activity.place, Activity.meeting_point, Activity.lat, Activity.lon).where(
            Activity.id == activity_id
        )
    ).first()
    wanted = (values.commune_id, values.place, values.meeting_point, *(values.point or (None, None)))
    return present is not None and tuple(present) != wanted


def set_free_to_leave(
    activity: Activity, held: Held, changed: Mapping[str, Sequence[str]], *, moves: bool = False
) -> list[int]:
    """Set those free to drop out without a mark who signed up to locked shifts that moved; returns their sign-ups.

    `changed` says which columns of which shifts changed; `moves`: the place did, for all shifts that aren't over.
    A draft moves without anybody noticing.
    """
    if activity.state != "published":
        return []
    now = clock.now()
    moved = [
        shift
        for shift in held.shifts.values()
        if shift.activity_id == activity.id
        and (TIME & set(changed.get(str(shift.id), ())) or (moves and shift.ends_at > now))
    ]
    affected = list_live(moved)
    db.session.execute(update(SignUp).where(SignUp.id.in_(affected)).values(free_to_leave=True))
    return affected


def list_live(shifts: Sequence[Shift]) -> list[int]:
    """Who has a place in these shifts or waits for one, as ids of sign-ups."""
    statement = select(SignUp.id).where(
        SignUp.shift_id.in_([shift.id for shift in shifts]), SignUp.state.in_(("confirmed", "waitlisted"))
    )
    return list(db.session.execute(statement.order_by(SignUp.id)).scalars())
