"""Who came, and for how long: confirmed by the host's leader, never by oneself."""

from collections.abc import Mapping

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.volunteering.actions.places import load_activities
from app.volunteering.models import PLACE_STATES, Shift, SignUp
from app.volunteering.permissions import can_record_attendance, can_see_activity
from app.volunteering.queries.candidates import get_limits

Mark = tuple[str, int | None]


@action
def record_attendance(actor: Actor, *, shift_id: int, marks: Mapping[int, Mark]) -> int:
    """Write down who came to a shift; returns how many marks changed something.

    `marks`: sign-up id → state ("attended", "absent", or "confirmed" to take a mark back) and minutes; None stands for
    the whole shift. Minutes exceed the shift by no more than the set tolerance.
    """
    shift = lock(Shift, Shift.id == shift_id)
    activity = load_activities([shift.activity_id])[shift.activity_id] if shift else None
    if shift is None or activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_record_attendance(actor, activity):
        raise NotAllowed
    if activity.state not in ("published", "held"):
        raise NotPossible("not_open_for_attendance")
    if clock.now() < shift.starts_at:
        raise NotPossible("not_begun")
    sign_ups = _taken_places(shift_id)
    most = shift.minutes + get_limits().tolerance_minutes
    changed = {}
    for sign_up_id, (state, minutes) in marks.items():
        sign_up = sign_ups.get(sign_up_id)
        if sign_up is None:
            raise NotFound
        if state not in PLACE_STATES:
            raise ValueError(state)
        if state == "attended":
            minutes = shift.minutes if minutes is None else minutes
            if not 0 <= minutes <= most:
                raise NotPossible("too_many_minutes", field="minutes", sign_up_id=sign_up_id, most=most)
        else:
            minutes = None
        if (sign_up.state, sign_up.confirmed_minutes) == (state, minutes):
            continue
        if sign_up.member_id == actor.member_id:
            raise NotPossible("own_hours", field="state", sign_up_id=sign_up_id)
        changed[str(sign_up_id)] = [sign_up.state, state, minutes]
        sign_up.state, sign_up.confirmed_minutes = state, minutes
        sign_up.minutes_confirmed_by = None if state == "confirmed" else actor.account_id
    if changed:
        record(actor, "attendance.recorded", shift, marks=changed)
    return len(changed)


def _taken_places(shift_id: int) -> dict[int, SignUp]:
    statement = select(SignUp).where(SignUp.shift_id == shift_id, SignUp.state.in_(PLACE_STATES))
    return {sign_up.id: sign_up for sign_up in db.session.execute(statement).scalars()}
