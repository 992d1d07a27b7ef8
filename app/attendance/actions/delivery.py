"""What the host's phone recorded without a network arrives: each record once, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from app.attendance.actions.places import NoPlace, find_sign_ups, make_place
from app.attendance.codes import read_card
from app.attendance.models import CheckIn
from app.attendance.permissions import hosted_activities
from app.attendance.queries import get_rules
from app.attendance.records import Record, time_problem
from app.attendance.rules import Rules
from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed
from app.core.events import record as record_event
from app.extensions import db
from app.people.models import Account, Member
from app.volunteering.actions.places import WITH_UNITS
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp

# What becomes of a record: it counts, or a person looks at it first. "refused" ones stay on the phone.
Answer = tuple[str, str | None]


@dataclass
class _Batch:
    """All that a delivery needs, read by a fixed number of statements."""

    rules: Rules
    now: datetime
    offset: int
    shifts: dict[int, Shift] = field(default_factory=dict)
    activities: dict[int, Activity] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    # By record key: whom it is about, where that is known.
    whom: dict[str, int] = field(default_factory=dict)
    sign_ups: dict[tuple[int, int], SignUp] = field(default_factory=dict)


@action
def deliver_check_ins(actor: Actor, *, phone_now: datetime, records: Sequence[Record]) -> dict[str, Answer]:
    """Take in what a phone has recorded; returns for each record's key what became of it.

    `phone_now` is what the phone's clock says at delivery: by it the moments are set right, and both are kept. A record
    that was delivered before gets the same answer again. What can't count (the activity was called off meanwhile, the
    place was given back, nobody is known by this name, the moment can't be) is kept for the leader to look at.
    "refused": of a shift that the actor doesn't host, or of a draft; only these are not kept. Raises NotAllowed for
    who leads nothing.
    """
    if not (actor.is_system or actor.has(Role.LEADER)):
        raise NotAllowed
    lock(Account, Account.id == actor.account_id)  # the same delivery twice at once: the second waits for the first
    now = clock.now()
    answers = _known_answers(actor, records)
    fresh = list({record.key: record for record in records if record.key not in answers}.values())
    batch = _Batch(get_rules(), now, round((now - phone_now).total_seconds()))
    _load(actor, batch, fresh)
    by_shift: dict[int, list[CheckIn]] = {}
    for record in fresh:
        shift = batch.shifts.get(record.shift_id)
        if shift is None:
            answers[record.key] = ("refused", "not_host")
            continue
        seen = _take_in(actor, batch, shift, record)
        by_shift.setdefault(shift.id, []).append(seen)
        answers[record.key] = (seen.state, seen.problem)
    # One statement for all: nobody needs their ids.
    db.session.bulk_save_objects([seen for taken in by_shift.values() for seen in taken])
    for shift_id, taken in by_shift.items():
        counted = sum(seen.state == "counted" for seen in taken)
        record_event(
            actor, "attendance.delivered", batch.shifts[shift_id], counted=counted, to_look_at=len(taken) - counted
        )
    return answers


def _known_answers(actor: Actor, records: Sequence[Record]) -> dict[str, Answer]:
    keys = [record.key for record in records]
    rows = db.session.execute(
        select(CheckIn.key, CheckIn.state, CheckIn.problem).where(
            CheckIn.recorded_by == actor.account_id, CheckIn.key.in_(keys)
        )
    )
    return {key: (state, problem) for key, state, problem in rows}


def _load(actor: Actor, batch: _Batch, records: Sequence[Record]) -> None:
    """Find out who and what the records are about, and lock it: members first, then shifts."""
    shift_ids = {record.shift_id for record in records}
    # A sign-up says who it is only in its own shift: a phone names no people of other shifts by guessing numbers.
    of_sign_up = {
        (id_, shift_id): member_id
        for id_, shift_id, member_id in db.session.execute(
            select(SignUp.id, SignUp.shift_id, SignUp.member_id).where(
                SignUp.id.in_([record.sign_up_id for record in records if record.sign_up_id])
            )
        )
    }
    codes = {record.key: code for record in records if (code := _member_code(record))}
    who = func.coalesce(Member.merged_into_id, Member.id)
    of_code = dict(db.session.execute(select(Member.code, who).where(Member.code.in_(set(codes.values())))).all())
    for record in records:
        member_id = of_sign_up.get((record.sign_up_id or 0, record.shift_id)) or of_code.get(codes.get(record.key, ""))
        if member_id is not None:
            batch.whom[record.key] = member_id
    batch.members = {row.id: row for row in lock_all(Member, Member.id.in_(set(batch.whom.values())))}
    hosted = select(Activity.id).where(hosted_activities(actor), Activity.state != "draft")
    locked = lock_all(Shift, Shift.id.in_(shift_ids), Shift.activity_id.in_(hosted))
    batch.shifts = {row.id: row for row in locked}
    found = db.session.execute(
        select(Activity).where(Activity.id.in_({row.activity_id for row in locked})).options(*WITH_UNITS)
    )
    batch.activities = {row.id: row for row in found.unique().scalars()}
    batch.sign_ups = find_sign_ups(batch.shifts, batch.members)


def _member_code(record: Record) -> str | None:
    """The member code of a card that is ours, or that a walk-in gave by word."""
    if record.card:
        return read_card(str(current_app.config["SECRET_KEY"]), record.card)
    return record.name.upper() if record.how == "walk_in" and record.name else None


def _take_in(actor: Actor, batch: _Batch, shift: Shift, record: Record) -> CheckIn:
    at = record.phone_at + timedelta(seconds=batch.offset)
    member = batch.members.get(batch.whom.get(record.key, 0))
    seen = CheckIn(
        key=record.key,
        recorded_by=actor.account_id,
        shift_id=shift.id,
        member_id=member.id if member else None,
        # What was read is kept where nobody is known by it; a card that isn't ours may be anything.
        name="" if member else record.name or record.card,
        direction=record.direction,
        how=record.how,
        at=at,
        phone_at=record.phone_at,
        offset_seconds=batch.offset,
        received_at=batch.now,
        state="open",
    )
    activity = batch.activities[shift.activity_id]
    if activity.state == "cancelled":
        seen.problem = "activity_cancelled"
    elif member is None:
        seen.problem = "unknown_member"
    else:
        seen.problem = time_problem(record, shift, at=at, offset=batch.offset, now=batch.now, rules=batch.rules)
    if seen.problem is None and member is not None:
        _count(actor, batch, shift, seen, member)
    return seen


def _count(actor: Actor, batch: _Batch, shift: Shift, seen: CheckIn, member: Member) -> None:
    """Give the record the place that it belongs to, or say why there is none."""
    held = batch.sign_ups.get((shift.id, member.id))
    if held is not None and held.state not in PLACE_STATES:
        # Somebody else may have the place by now, so the leader decides.
        seen.problem = "waiting" if held.state == "waitlisted" else "place_cancelled"
        return
    if held is None:
        try:
            held = make_place(actor, shift, batch.activities[shift.activity_id], member, None)
        except NoPlace as error:
            seen.problem, seen.note = error.problem, error.reason
            return
        batch.sign_ups[shift.id, member.id] = held
    seen.state, seen.sign_up_id = "counted", held.id
