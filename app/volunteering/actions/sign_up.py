"""Signing up to a shift, and giving the place back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.actions import action, lock_all, lock_row
from app.core.actor import SYSTEM, Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.volunteering.actions.places import WITH_UNITS, count_places, give_free_places, lock_places, release
from app.volunteering.actions.quota import end_quotas
from app.volunteering.models import LIVE_STATES, Activity, Shift, SignUp
from app.volunteering.permissions import (
    can_cancel_sign_up,
    can_lead_activity,
    can_see_activity,
    can_sign_up_to_shift,
)
from app.volunteering.queries.candidates import find_units_of, get_limits, load_candidates, load_room
from app.volunteering.rules import gives_back_late, place_in_order, reasons_why_not


class _HourHasCome(Exception):
    """Held places became everybody's, and those who wait haven't got them yet."""


@dataclass(frozen=True)
class Placed:
    """What one of several members got: "confirmed", "waitlisted", "already", or "refused" with the reasons."""

    member_id: int
    state: str
    reasons: list[str]


def sign_up_members(actor: Actor, *, shift_id: int, member_ids: Sequence[int], waits: bool) -> list[Placed]:
    """Sign members of led units up in this order, by one transaction; who may not is told and keeps nobody away.

    The rules are those of `sign_up_to_shift`. Without `waits`, who would have to wait is refused as "full". Raises
    NotFound when somebody is no member of a unit that the actor leads. No action itself, as `sign_up_to_shift`.
    """
    ids = list(dict.fromkeys(member_ids))
    try:
        return _sign_up_members(actor, shift_id=shift_id, member_ids=ids, waits=waits)
    except _HourHasCome:
        end_quotas(SYSTEM, shift_id=shift_id)
        return _sign_up_members(actor, shift_id=shift_id, member_ids=ids, waits=waits)


@action
def _sign_up_members(actor: Actor, *, shift_id: int, member_ids: list[int], waits: bool) -> list[Placed]:
    members = {member.id: member for member in lock_all(Member, Member.id.in_(member_ids))}
    units = find_units_of(member_ids)
    if not all(id_ in members and id_ in units for id_ in member_ids):
        raise NotFound
    if not all(can_sign_up_to_shift(actor, id_, units[id_][1]) for id_ in member_ids):
        raise NotFound
    shift = lock_row(Shift, shift_id)
    if shift is None:
        raise NotFound
    activity = get_visible_activity(actor, shift)
    moment = clock.now()
    if shift.quota_until is not None and shift.quota_until <= moment and shift.waiting:
        raise _HourHasCome
    paths = {id_: path for id_, (_unit_id, path) in units.items()}
    candidates = load_candidates(members.values(), [shift], unit_paths=paths)
    answers = place_in_order(
        [candidates[id_] for id_ in member_ids],
        shift,
        activity,
        moment=moment,
        limits=get_limits(),
        room=load_room(shift, moment),
        waits=waits,
    )
    placed = []
    for id_, (state, reasons) in zip(member_ids, answers, strict=True):
        if not reasons:
            add_sign_up(actor, shift, id_, units[id_][0], is_full=state == "waitlisted")
        placed.append(Placed(id_, state, reasons))
    return placed


def sign_up_to_shift(actor: Actor, *, shift_id: int, member_id: int | None = None) -> SignUp:
    """Sign oneself, or a member of a led unit, up; a full shift puts the member on the waiting list.

    The answer has its `shift` loaded. Asking again returns the live sign-up. Raises NotPossible with the first of
    `reasons_why_not`. No action itself: where held places have become everybody's, those who wait get them first, by
    an action of its own, because they are locked before the shift is.
    """
    try:
        return _sign_up(actor, shift_id=shift_id, member_id=member_id)
    except _HourHasCome:
        end_quotas(SYSTEM, shift_id=shift_id)
        return _sign_up(actor, shift_id=shift_id, member_id=member_id)


@action
def _sign_up(actor: Actor, *, shift_id: int, member_id: int | None = None) -> SignUp:
    member_id = member_id or actor.member_id
    if member_id is None:
        raise NotAllowed
    member = lock_row(Member, member_id)
    if member is None:
        raise NotFound
    shift = lock_row(Shift, shift_id)
    if shift is None:
        raise NotFound
    activity, unit_id, unit_path = _activity_and_unit(actor, shift, member_id)
    if not can_sign_up_to_shift(actor, member_id, unit_path):
        raise NotFound
    moment, limits = clock.now(), get_limits()
    candidate = load_candidates([member], [shift], unit_paths={member_id: unit_path})[member_id]
    reasons = reasons_why_not(candidate, shift, activity, moment=moment, limits=limits)
    if "already" in reasons:
        return _live_sign_up(shift, member_id)
    if reasons or unit_id is None:
        raise NotPossible(reasons[0] if reasons else "not_invited")
    if shift.quota_until is not None and shift.quota_until <= moment and shift.waiting:
        raise _HourHasCome
    is_full = load_room(shift, moment).for_unit(unit_path) <= 0
    return add_sign_up(actor, shift, member_id, unit_id, is_full=is_full)


@action
def cancel_sign_up(actor: Actor, *, sign_up_id: int, reason: str = "") -> SignUp:
    """Give the place back before the shift begins; the first eligible who waits gets it.

    Done by the member, the leader of the member's unit or the host's leader. A member who does it after the deadline
    has a mark (`rules.gives_back_late`). Twice changes nothing.
    """
    sign_up, unit_path = _sign_up_with_unit(sign_up_id)
    held = lock_places(shifts=[sign_up.shift_id], members=[sign_up.member_id])
    shift = held.shifts[sign_up.shift_id]
    activity = held.activity_of(shift)
    if not can_cancel_sign_up(actor, sign_up.member_id, unit_path, activity):
        raise NotFound
    # It may have changed while we waited for the locks.
    db.session.refresh(sign_up, ["state", "confirmed_at", "moved_up", "free_to_leave", "is_late"])
    if sign_up.state == "cancelled":
        return sign_up
    if clock.now() >= shift.starts_at or sign_up.state in ("attended", "absent"):
        raise NotPossible("shift_begun")
    is_own = actor.member_id == sign_up.member_id
    sign_up.is_late = is_own and gives_back_late(sign_up, shift, clock.now(), get_limits())
    release(shift, [sign_up], reason)
    moved_up = give_free_places(held)
    by = "member" if is_own else "host" if can_lead_activity(actor, activity) else "leader"
    record(
        actor,
        "sign_up.cancelled",
        sign_up,
        shift_id=shift.id,
        member_id=sign_up.member_id,
        reason=reason,
        by=by,
        late=sign_up.is_late,
        moved_up=moved_up,
    )
    return sign_up


@cache
def _activity() -> Any:
    """Built once: in a rush that takes longer than asking."""
    statement = select(Activity).where(Activity.id == bindparam("activity_id")).options(*WITH_UNITS)
    return statement.execution_options(populate_existing=True)


def get_visible_activity(actor: Actor, shift: Shift) -> Activity:
    """The shift's activity, read after the lock: only then its state can't be an older one."""
    found = db.session.execute(_activity(), {"activity_id": shift.activity_id})
    activity: Activity | None = found.unique().scalar_one_or_none()
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    set_committed_value(shift, "activity", activity)  # kept for whoever is told of the sign-up
    return activity


@cache
def _activity_and_home() -> Any:
    home = aliased(Unit)
    present = and_(Membership.member_id == bindparam("member_id"), Membership.valid_until.is_(None))
    return (
        select(Activity, home.id, home.path)
        .select_from(Activity)
        .outerjoin(Membership, present)
        .outerjoin(home, home.id == Membership.unit_id)
        .where(Activity.id == bindparam("activity_id"))
        .options(*WITH_UNITS)
        .execution_options(populate_existing=True)
    )


def _activity_and_unit(actor: Actor, shift: Shift, member_id: int) -> tuple[Activity, int | None, str]:
    """The same, and by the same statement the member's present unit, id and path: for oneself too it is read after the
    lock, because the unit may have been split since the request began."""
    asked = {"activity_id": shift.activity_id, "member_id": member_id}
    row = db.session.execute(_activity_and_home(), asked).unique().one_or_none()
    if row is None or not can_see_activity(actor, row[0]):
        raise NotFound
    activity, unit_id, unit_path = row
    set_committed_value(shift, "activity", activity)
    return activity, unit_id, unit_path or ""


def _live_sign_up(shift: Shift, member_id: int) -> SignUp:
    sign_up = db.session.execute(
        select(SignUp).where(SignUp.shift_id == shift.id, SignUp.member_id == member_id, SignUp.state.in_(LIVE_STATES))
    ).scalar_one()
    set_committed_value(sign_up, "shift", shift)
    return sign_up


def add_sign_up(actor: Actor, shift: Shift, member_id: int, unit_id: int, *, is_full: bool) -> SignUp:
    """The new sign-up in a locked shift, with its event; for use inside an action that has asked the rules."""
    now = clock.now()
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
