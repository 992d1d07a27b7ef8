"""A member checks in, or out, by the code on the host's screen."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.attendance.models import CheckIn
from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp

# The screen's code works this long before and after the shift.
AROUND = timedelta(hours=2)


@action
def check_in_by_code(actor: Actor, *, shift_id: int, direction: str, seen_at: datetime) -> int:
    """Note that the actor came to a shift, or left it; returns the record's id. Coming twice is once.

    `seen_at` is when the code was read from the screen: signing in may take a while. The view has checked the code.
    Raises NotAllowed, NotPossible("no_place_here", "not_now", "not_open_for_attendance").
    """
    if actor.member_id is None:
        raise NotAllowed
    lock(Member, Member.id == actor.member_id)  # a double tap waits here for the first one
    row = db.session.execute(
        select(SignUp, Shift, Activity.state)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(SignUp.shift_id == shift_id, SignUp.member_id == actor.member_id, SignUp.state.in_(PLACE_STATES))
    ).one_or_none()
    if row is None:
        raise NotPossible("no_place_here")
    sign_up, shift, state = row
    if state not in ("published", "held"):
        raise NotPossible("not_open_for_attendance")
    if not shift.starts_at - AROUND <= seen_at <= shift.ends_at + AROUND:
        raise NotPossible("not_now")
    # Leaving may be noted again (the last one counts), but once in a minute.
    # Who gave the place back and asked again comes anew.
    key = f"code-{direction}-{sign_up.id}" + (f"-{int(seen_at.timestamp()) // 60}" if direction == "out" else "")
    earlier = db.session.execute(
        select(CheckIn).where(CheckIn.recorded_by == actor.account_id, CheckIn.key == key)
    ).scalar_one_or_none()
    if earlier is not None:
        return earlier.id
    seen = CheckIn(
        key=key,
        recorded_by=actor.account_id,
        shift_id=shift_id,
        sign_up_id=sign_up.id,
        member_id=actor.member_id,
        direction=direction,
        how="shift_code",
        at=seen_at,
        received_at=clock.now(),
        state="counted",
    )
    db.session.add(seen)
    db.session.flush()  # the event needs the id
    record(actor, f"check_in.{direction}", seen, shift_id=shift_id, member_id=actor.member_id)
    return seen.id
