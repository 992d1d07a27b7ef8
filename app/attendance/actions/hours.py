"""Hours: confirmed by the host's leader from what was recorded, never by oneself, and corrected with a reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.attendance.actions.certificate import renew_certificates
from app.attendance.models import HoursChange
from app.attendance.permissions import can_record_attendance
from app.attendance.queries import get_rules, list_seen
from app.attendance.rules import Mark, propose_minutes
from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.volunteering.actions.places import WITH_UNITS
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp
from app.volunteering.permissions import can_see_activity
from app.volunteering.queries import get_limits


@action
def record_attendance(actor: Actor, *, shift_id: int, marks: Mapping[int, tuple[Any, ...]]) -> int:
    """Write down who came to a shift, and for how long; returns how many marks changed something.

    `marks`: sign-up id → a `Mark`, or its values in order: state ("attended", "absent", or "confirmed" to take a mark
    back), minutes, reason. Without minutes those of the record count, and where nothing was recorded the whole shift.
    Other minutes than the record's, and any change of confirmed hours, need a reason. Raises NotFound, NotAllowed,
    NotPossible.
    """
    shift = lock(Shift, Shift.id == shift_id)
    activity = load_activity(shift.activity_id) if shift else None
    if shift is None or activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if not can_record_attendance(actor, activity):
        raise NotAllowed
    if activity.state not in ("published", "held"):
        raise NotPossible("not_open_for_attendance")
    if clock.now() < shift.starts_at:
        raise NotPossible("not_begun")
    sign_ups = _taken_places(shift_id)
    if not marks.keys() <= sign_ups.keys():
        raise NotFound
    proposed = proposals(shift)
    changed, changes = {}, []
    for sign_up_id, values in marks.items():
        sign_up = sign_ups[sign_up_id]
        change = set_hours(actor, shift, sign_up, Mark(*values), proposed.get(sign_up_id))
        if change is not None:
            changes.append(change)
            changed[str(sign_up_id)] = [change.state_before, change.state_after, change.minutes_after]
    if changed:
        db.session.bulk_save_objects(changes)
        record(actor, "attendance.recorded", shift, marks=changed)
        renew_certificates(actor, activity, {sign_ups[int(id_)].member_id for id_ in changed})
    return len(changed)


def set_hours(actor: Actor, shift: Shift, sign_up: SignUp, mark: Mark, proposed: int | None) -> HoursChange | None:
    """Apply a mark to a sign-up of a locked shift, inside an action; None where it says nothing new.

    The change still has to be saved: who makes many saves them by one statement.
    """
    if mark.state not in PLACE_STATES:
        raise ValueError(mark.state)
    minutes = None
    if mark.state == "attended":
        minutes = _minutes(shift, sign_up, mark, proposed)
    if (sign_up.state, sign_up.confirmed_minutes) == (mark.state, minutes):
        return None
    if sign_up.member_id == actor.member_id:
        raise NotPossible("own_hours", field="state", sign_up_id=sign_up.id)
    if sign_up.state == "attended" and not mark.reason.strip():
        raise NotPossible("correction_reason_needed", field="reason", sign_up_id=sign_up.id)
    change = HoursChange(
        sign_up_id=sign_up.id,
        at=clock.now(),
        account_id=actor.account_id,
        state_before=sign_up.state,
        state_after=mark.state,
        minutes_before=sign_up.confirmed_minutes,
        minutes_after=minutes,
        proposed=proposed,
        reason=mark.reason.strip(),
    )
    sign_up.state, sign_up.confirmed_minutes = mark.state, minutes
    sign_up.minutes_confirmed_by = None if mark.state == "confirmed" else actor.account_id
    return change


def _minutes(shift: Shift, sign_up: SignUp, mark: Mark, proposed: int | None) -> int:
    """The minutes that count for somebody who came."""
    if mark.minutes is None:
        # Marked as having come once more, without a word about hours: those that are confirmed stay.
        kept = sign_up.confirmed_minutes if sign_up.state == "attended" else None
        return next(minutes for minutes in (kept, proposed, shift.minutes) if minutes is not None)
    most = shift.minutes + get_limits().tolerance_minutes
    if not 0 <= mark.minutes <= most:
        raise NotPossible("too_many_minutes", field="minutes", sign_up_id=sign_up.id, most=most)
    known = sign_up.confirmed_minutes if sign_up.state == "attended" else proposed
    if known is not None and mark.minutes != known and not mark.reason.strip():
        raise NotPossible("correction_reason_needed", field="reason", sign_up_id=sign_up.id)
    return mark.minutes


def proposals(shift: Shift) -> dict[int, int | None]:
    """The minutes that the record gives, by sign-up."""
    grace, tolerance = get_rules().grace_minutes, get_limits().tolerance_minutes
    return {
        sign_up_id: propose_minutes(shift, seen, grace=grace, tolerance=tolerance)
        for sign_up_id, seen in list_seen(SignUp.shift_id == shift.id).items()
    }


def load_activity(activity_id: int) -> Activity | None:
    """An activity with its host and the units beside it."""
    found = db.session.execute(select(Activity).where(Activity.id == activity_id).options(*WITH_UNITS))
    return found.unique().scalar_one_or_none()


def _taken_places(shift_id: int) -> dict[int, SignUp]:
    statement = select(SignUp).where(SignUp.shift_id == shift_id, SignUp.state.in_(PLACE_STATES))
    return {sign_up.id: sign_up for sign_up in db.session.execute(statement).scalars()}
