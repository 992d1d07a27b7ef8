"""Signing up to a shift, and giving the place back."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.volunteering.actions.places import WITH_UNITS, count_places, give_free_places, lock_places, release
from app.volunteering.models import LIVE_STATES, Activity, Shift, SignUp
from app.volunteering.permissions import (
    can_cancel_sign_up,
    can_lead_activity,
    can_sign_up_to_shift,
    visible_activities,
)
from app.volunteering.queries.candidates import get_limits, load_candidates
from app.volunteering.rules import reasons_why_not


@action
def sign_up_to_shift(actor: Actor, *, shift_id: int, member_id: int | None = None) -> SignUp:
    """Sign oneself, or a member of a led unit, up; a full shift puts the member on the waiting list.

    The answer has its `shift` loaded. Asking again returns the live sign-up. Raises NotPossible with the first of
    `reasons_why_not`.
    """
    member_id = member_id or actor.member_id
    if member_id is None:
        raise NotAllowed
    member = lock(Member, Member.id == member_id)
    if member is None:
        raise NotFound
    unit_id, unit_path = _present_unit(actor, member_id)
    if not can_sign_up_to_shift(actor, member_id, unit_path):
        raise NotFound
    shift = lock(Shift, Shift.id == shift_id)
    if shift is None:
        raise NotFound
    activity = _visible_activity(actor, shift)
    limits = get_limits()
    candidate = load_candidates([member], [shift], unit_paths={member_id: unit_path})[member_id]
    reasons = reasons_why_not(candidate, shift, activity, moment=clock.now(), limits=limits)
    if "already" in reasons:
        return _live_sign_up(shift, member_id)
    if reasons or unit_id is None:
        raise NotPossible(reasons[0] if reasons else "not_invited")
    return _add_sign_up(actor, shift, member_id, unit_id)


@action
def cancel_sign_up(actor: Actor, *, sign_up_id: int, reason: str = "") -> SignUp:
    """Give the place back before the shift begins; the first eligible who waits gets it.

    Done by the member, the leader of the member's unit or the host's leader. Twice changes nothing.
    """
    sign_up, unit_path = _sign_up_with_unit(sign_up_id)
    held = lock_places(shifts=[sign_up.shift_id], members=[sign_up.member_id])
    shift = held.shifts[sign_up.shift_id]
    activity = held.activity_of(shift)
    if not can_cancel_sign_up(actor, sign_up.member_id, unit_path, activity):
        raise NotFound
    db.session.refresh(sign_up, ["state"])  # it may have changed while we waited for the locks
    if sign_up.state == "cancelled":
        return sign_up
    if clock.now() >= shift.starts_at or sign_up.state in ("attended", "absent"):
        raise NotPossible("shift_begun")
    release(shift, [sign_up], reason)
    moved_up = give_free_places(held)
    is_own = actor.member_id == sign_up.member_id
    by = "member" if is_own else "host" if can_lead_activity(actor, activity) else "leader"
    record(
        actor,
        "sign_up.cancelled",
        sign_up,
        shift_id=shift.id,
        member_id=sign_up.member_id,
        reason=reason,
        by=by,
        moved_up=moved_up,
    )
    return sign_up


def _present_unit(actor: Actor, member_id: int) -> tuple[int | None, str]:
    if member_id == actor.member_id:
        return actor.unit_id, actor.unit_path
    row = db.session.execute(
        select(Unit.id, Unit.path)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.member_id == member_id, Membership.valid_until.is_(None))
    ).first()
    return (row.id, row.path) if row else (None, "")


def _visible_activity(actor: Actor, shift: Shift) -> Activity:
    """The shift's activity, read after the lock: only then its state can't be an older one."""
    statement = select(Activity).where(Activity.id == shift.activity_id, visible_activities(actor)).options(*WITH_UNITS)
    found = db.session.execute(statement.execution_options(populate_existing=True))
    activity = found.unique().scalar_one_or_none()
    if activity is None:
        raise NotFound
    set_committed_value(shift, "activity", activity)  # kept for whoever is told of the sign-up
    return activity


def _live_sign_up(shift: Shift, member_id: int) -> SignUp:
    sign_up = db.session.execute(
        select(SignUp).where(SignUp.shift_id == shift.id, SignUp.member_id == member_id, SignUp.state.in_(LIVE_STATES))
    ).scalar_one()
    set_committed_value(sign_up, "shift", shift)
    return sign_up


def _add_sign_up(actor: Actor, shift: Shift, member_id: int, unit_id: int) -> SignUp:
    """The new sign-up, in the state that the count of taken places gives."""
    now = clock.now()
    is_full = shift.free_places <= 0
    sign_up = SignUp(
        shift=shift,
        member_id=member_id,
        unit_id=unit_id,
        state="waitlisted" if is_full else "confirmed",
        position=shift.next_position,
        at=now,
        confirmed_at=None if is_full else now,
        signed_up_by=actor.account_id,
    )
    db.session.add(sign_up)
    db.session.flush()  # the event needs the id
    count_places(shift, confirmed=0 if is_full else 1, waiting=1 if is_full else 0, positions=1)
    record(actor, f"sign_up.{sign_up.state}", sign_up, shift_id=shift.id, member_id=member_id)
    return sign_up


def _sign_up_with_unit(sign_up_id: int) -> tuple[SignUp, str]:
    """A sign-up, not locked, and the path of the unit in which the member signed up."""
    sign_up = db.session.execute(
        select(SignUp).where(SignUp.id == sign_up_id).options(joinedload(SignUp.unit))
    ).scalar_one_or_none()
    if sign_up is None:
        raise NotFound
    return sign_up, sign_up.unit.path
