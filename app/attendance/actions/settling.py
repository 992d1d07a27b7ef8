"""Records that somebody must look at: the leader lets them count, or not, and says so."""

from sqlalchemy import select

from app.attendance.actions.hours import load_activity, proposals, set_hours
from app.attendance.actions.places import NoPlace, find_sign_ups, make_place
from app.attendance.models import CheckIn
from app.attendance.permissions import can_record_attendance
from app.attendance.rules import Mark
from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member
from app.people.queries.members import has_code
from app.volunteering.models import Shift, SignUp
from app.volunteering.permissions import can_see_activity

TIME_PROBLEMS = ("implausible_time", "clock_changed")


@action
def settle_check_in(actor: Actor, *, check_in_id: int, counts: bool, note: str = "", member_code: str = "") -> None:
    """Let a record count, or dismiss it; it stays to be read either way. Settled twice: the first time stands.

    A moment that can't be trusted becomes the shift's start (or end). `member_code` says who it was where nobody was
    known. In an activity that was called off the hours are confirmed at once, because nobody confirms them later.
    Raises NotFound, NotAllowed, NotPossible.
    """
    row = db.session.execute(select(CheckIn.member_id, CheckIn.shift_id).where(CheckIn.id == check_in_id)).one_or_none()
    if row is None:
        raise NotFound
    typed = member_code.strip().upper()
    who = has_code(typed) if row.member_id is None else Member.id == row.member_id
    member = lock(Member, who) if row.member_id is not None or typed else None
    shift = lock(Shift, Shift.id == row.shift_id)
    activity = load_activity(shift.activity_id) if shift else None
    if shift is None or activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_record_attendance(actor, activity):
        raise NotAllowed
    seen = db.session.get_one(CheckIn, check_in_id, populate_existing=True)
    if seen.state != "open":
        return
    seen.settled_by, seen.settled_at = actor.account_id, clock.now()
    seen.note = note.strip() or seen.note
    if not counts:
        seen.state = "dismissed"
        record(actor, "check_in.dismissed", seen, shift_id=shift.id, note=seen.note)
        return
    if member is None:
        raise NotPossible("member_code_needed", field="member_code")
    held = find_sign_ups([shift.id], [member.id]).get((shift.id, member.id))
    try:
        place = make_place(actor, shift, activity, member, held)
    except NoPlace as error:
        raise NotPossible(error.reason or "shift_is_full") from error
    if seen.problem in TIME_PROBLEMS:
        seen.at = shift.starts_at if seen.direction == "in" else shift.ends_at
    seen.state, seen.member_id, seen.sign_up_id = "counted", member.id, place.id
    if activity.state == "cancelled" and place.state == "confirmed":
        _confirm_at_once(actor, shift, place)
    record(actor, "check_in.counted", seen, shift_id=shift.id, member_id=member.id, problem=seen.problem)


def _confirm_at_once(actor: Actor, shift: Shift, place: SignUp) -> None:
    db.session.flush()  # the proposal reads the record
    change = set_hours(actor, shift, place, Mark("attended"), proposals(shift).get(place.id))
    if change is not None:
        db.session.add(change)
