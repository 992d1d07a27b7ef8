"""What a host's phone takes along: the shifts around now with the names of those who hold places, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.attendance.models import CheckIn
from app.attendance.permissions import can_record_attendance, hosted_activities
from app.attendance.queries.attendance import list_seen
from app.attendance.rules import Seen
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.models import Member, Unit
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp
from app.volunteering.queries.activities import get_activity

BEFORE, AFTER = timedelta(days=1), timedelta(days=2)
MOST_SHIFTS = 40


@dataclass(frozen=True)
class HostedPerson:
    """Somebody with a place, as the host's phone knows one: never a phone number or a birth date."""

    sign_up_id: int
    name: str
    unit: str
    code: str
    seen: Seen


@dataclass(frozen=True)
class HostedShift:
    """A shift that the actor hosts, with everybody who has a place, by name."""

    shift: Shift
    activity: Activity
    people: list[HostedPerson] = field(default_factory=list)


def list_hosted_shifts(actor: Actor, *, with_people: bool) -> Sequence[HostedShift]:
    """The shifts of led activities from yesterday to the day after tomorrow, by at most three statements."""
    now = clock.now()
    shifts = db.session.execute(
        select(Shift)
        .join(Shift.activity)
        .where(
            hosted_activities(actor),
            Activity.state.in_(("published", "held")),
            Shift.ends_at > now - BEFORE,
            Shift.starts_at < now + AFTER,
        )
        .options(contains_eager(Shift.activity))
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_SHIFTS)
    ).scalars()
    hosted = {shift.id: HostedShift(shift, shift.activity) for shift in shifts}
    if with_people and hosted:
        seen = list_seen(SignUp.shift_id.in_(hosted))
        for id_, shift_id, name, code, unit in db.session.execute(
            select(SignUp.id, SignUp.shift_id, Member.full_name, Member.code, Unit.short_name)
            .join(Member, Member.id == SignUp.member_id)
            .join(Unit, Unit.id == SignUp.unit_id)
            .where(SignUp.shift_id.in_(hosted), SignUp.state.in_(PLACE_STATES))
            .order_by(Member.name_sort, SignUp.id)
        ):
            hosted[shift_id].people.append(HostedPerson(id_, name, unit, code, seen.get(id_, Seen())))
    return list(hosted.values())


def get_settle_page(actor: Actor, check_in_id: int) -> CheckIn:
    """A record that somebody must look at, with member, shift and activity. Raises NotFound, NotAllowed."""
    seen = db.session.execute(
        select(CheckIn)
        .where(CheckIn.id == check_in_id, CheckIn.problem.is_not(None))
        .options(
            joinedload(CheckIn.member),
            joinedload(CheckIn.shift).joinedload(Shift.activity).joinedload(Activity.host_unit),
        )
    ).scalar_one_or_none()
    if seen is None:
        raise NotFound
    activity = get_activity(actor, seen.shift.activity_id)
    if not can_record_attendance(actor, activity):
        raise NotAllowed
    return seen
