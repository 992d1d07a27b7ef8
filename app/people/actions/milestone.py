"""Steps in the life of members by a decision: admitted, introduced to the Party, grown up."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from app.core import clock
from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.actions.member import end_waiting_request
from app.people.life import ONCE_IN_A_LIFE, Milestone
from app.people.models import Member, Membership, Unit
from app.people.permissions import can_record_milestones, can_see_milestones
from app.people.queries.units import get_unit


@action
def record_milestones(
    actor: Actor, *, unit_id: int, kind: str, member_ids: Sequence[int], on: date, decision: str
) -> int:
    """Write down one step of many members by one decision; returns for how many it is new.

    `kind`: "admission" or "party_introduction". Raises NotFound, NotAllowed, NotPossible("nobody_chosen",
    "in_the_future", "not_in_unit", "before_birth").
    """
    unit = _lead(actor, unit_id)
    members = _lock_members(unit, member_ids)
    _check_day(on, members)
    known = _who_has(kind, members, on)
    new = [member for member in members if member.id not in known]
    places = units_then([member.id for member in new], on)
    for member in new:
        db.session.add(_milestone(actor, member, kind, on, places[member.id], decision))
        if kind == "admission" and member.joined_on is None:
            member.joined_on = on
    if new:
        record(
            actor,
            f"unit.{kind}_recorded",
            unit,
            members=[member.id for member in new],
            on=on.isoformat(),
            decision=decision,
        )
    return len(new)


@action
def take_back_milestone(actor: Actor, *, milestone_id: int, reason: str) -> int:
    """Remove a step that was written down by mistake; the event keeps what it said. Returns the unit's id.

    Who was written down as grown up comes back into a unit by a transfer.
    """
    milestone = db.session.get(Milestone, milestone_id)
    if milestone is None:
        raise NotFound
    unit = get_unit(actor, milestone.unit_id)
    if not can_see_milestones(actor, unit.path):
        raise NotFound
    if not can_record_milestones(actor, unit.path):
        raise NotAllowed
    details = {"kind": milestone.kind, "on": milestone.on.isoformat(), "decision": milestone.decision}
    member = db.session.get_one(Member, milestone.member_id)
    db.session.delete(milestone)
    record(actor, "member.milestone_taken_back", member, **details, reason=reason.strip())
    return unit.id


def grow_up_rows(actor: Actor, *, unit_id: int, member_ids: Iterable[int], on: date, decision: str) -> None:
    """Let members leave the Union grown up, by one decision: `on` is their first day without membership.

    For the action `volunteering.actions.let_grow_up`, which has locked them: places end with the membership. Raises
    NotFound, NotAllowed, NotPossible("nobody_chosen", "in_the_future", "not_in_unit", "before_membership").
    """
    unit = _lead(actor, unit_id)
    members = _lock_members(unit, list(member_ids))
    _check_day(on, members)
    if actor.member_id in {member.id for member in members}:
        raise NotPossible("not_own_growing_up")
    known = _who_has("growing_up", members, on)
    present = db.session.execute(
        select(Membership)
        .where(Membership.member_id.in_([member.id for member in members]), Membership.valid_until.is_(None))
        .execution_options(populate_existing=True)
    ).scalars()
    for membership in present:
        if on <= membership.valid_from:
            raise NotPossible("before_membership", field="on")
        membership.valid_until = on
    for member in members:
        end_waiting_request(actor, member.id)
        member.version += 1
        if member.id not in known:
            place = units_then([member.id], on)[member.id]
            db.session.add(_milestone(actor, member, "growing_up", on, place, decision))
    ids = [member.id for member in members]
    record(actor, "unit.growing_up_recorded", unit, members=ids, on=on.isoformat(), decision=decision)


def units_then(member_ids: Sequence[int], day: date) -> dict[int, int]:
    """The unit that each was in on a day; who was in none yet counts for their first one, who left for the last."""
    found: dict[int, int] = {}
    rows = db.session.execute(
        select(Membership).where(Membership.member_id.in_(member_ids)).order_by(Membership.valid_from)
    ).scalars()
    for row in rows:
        if row.member_id not in found or row.valid_from <= day:
            found[row.member_id] = row.unit_id
    return found


def _lead(actor: Actor, unit_id: int) -> Unit:
    unit = get_unit(actor, unit_id)
    if not can_record_milestones(actor, unit.path):
        raise NotAllowed
    return unit


def _lock_members(unit: Unit, member_ids: Sequence[int]) -> list[Member]:
    """The chosen members, each of whom is in the unit or under it today."""
    if not member_ids:
        raise NotPossible("nobody_chosen", field="members")
    members = lock_all(Member, Member.id.in_(member_ids))
    here = db.session.execute(
        select(Membership.member_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.member_id.in_(member_ids),
            Membership.valid_until.is_(None),
            Unit.path.startswith(unit.path),
        )
    ).scalars()
    if set(here) != set(member_ids):
        raise NotPossible("not_in_unit", field="members")
    return members


def _check_day(on: date, members: Sequence[Member]) -> None:
    if on > clock.today():
        raise NotPossible("in_the_future", field="on")
    if any(member.birth_date is not None and on <= member.birth_date for member in members):
        raise NotPossible("before_birth", field="on")


def _who_has(kind: str, members: Sequence[Member], on: date) -> set[int]:
    """Whoever has this step on record already: once in a life, or on that very day."""
    same = and_(Milestone.kind == kind, or_(Milestone.kind.in_(ONCE_IN_A_LIFE), Milestone.on == on))
    rows = select(Milestone.member_id).where(Milestone.member_id.in_([member.id for member in members]), same)
    return set(db.session.execute(rows).scalars())


def _milestone(actor: Actor, member: Member, kind: str, on: date, unit_id: int, decision: str) -> Milestone:
    return Milestone(
        member_id=member.id,
        kind=kind,
        on=on,
        unit_id=unit_id,
        decision=decision.strip(),
        recorded_by=actor.account_id,
        at=clock.now(),
    )
