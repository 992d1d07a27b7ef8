"""The invariants of places, recomputed for `flask check`: one line for each that doesn't hold."""

from collections.abc import Iterator

from sqlalchemy import case, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core import clock
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import PLACE_STATES, Activity, ActivitySeries, ActivityUnit, Shift, ShiftQuota, SignUp
from app.volunteering.queries.candidates import get_limits, load_candidates, load_room
from app.volunteering.rules import reasons_why_not
from app.works.models import Work


def check_counts() -> Iterator[str]:
    """`confirmed` and `waiting` on a shift equal the sign-ups, and no position is used twice or ahead of its time."""
    taken = func.coalesce(func.sum(case((SignUp.state.in_(PLACE_STATES), 1), else_=0)), 0)
    waiting = func.coalesce(func.sum(case((SignUp.state == "waitlisted", 1), else_=0)), 0)
    last = func.coalesce(func.max(SignUp.position), 0)
    rows = db.session.execute(
        select(Shift.id, Shift.confirmed, Shift.waiting, Shift.capacity, Shift.next_position, taken, waiting, last)
        .outerjoin(SignUp, SignUp.shift_id == Shift.id)
        .group_by(Shift.id)
        .order_by(Shift.id)
    )
    for id_, confirmed, kept_waiting, capacity, next_position, has_place, waits, last_position in rows:
        if confirmed != has_place:
            yield f"shifts {id_}: confirmed is {confirmed}, but {has_place} sign-ups have a place"
        if kept_waiting != waits:
            yield f"shifts {id_}: waiting is {kept_waiting}, but {waits} sign-ups wait"
        if has_place > capacity:
            yield f"shifts {id_}: {has_place} places are taken of {capacity}"
        if last_position >= next_position:
            yield f"shifts {id_}: the next position is {next_position}, but {last_position} is taken"


def check_positions() -> Iterator[str]:
    """No two sign-ups of a shift have the same position."""
    rows = db.session.execute(
        select(SignUp.shift_id, SignUp.position)
        .group_by(SignUp.shift_id, SignUp.position)
        .having(func.count() > 1)
        .order_by(SignUp.shift_id, SignUp.position)
    )
    for shift_id, position in rows:
        yield f"shifts {shift_id}: position {position} is used twice"


def check_overlaps() -> Iterator[str]:
    """Nobody holds two places at one time."""
    one, other = aliased(SignUp), aliased(SignUp)
    first, second = aliased(Shift), aliased(Shift)
    rows = db.session.execute(
        select(one.member_id, one.id, other.id)
        .join(other, (other.member_id == one.member_id) & (other.id > one.id))
        .join(first, first.id == one.shift_id)
        .join(second, second.id == other.shift_id)
        .where(
            one.state.in_(PLACE_STATES),
            other.state.in_(PLACE_STATES),
            first.starts_at < second.ends_at,
            second.starts_at < first.ends_at,
        )
        .order_by(one.id, other.id)
    )
    for member_id, one_id, other_id in rows:
        yield f"members {member_id}: the places {one_id} and {other_id} overlap"


def check_periods() -> Iterator[str]:
    """An activity lasts from its first shift's start to its last one's end."""
    begins, ends = func.min(Shift.starts_at), func.max(Shift.ends_at)
    rows = db.session.execute(
        select(Activity.id)
        .outerjoin(Shift, Shift.activity_id == Activity.id)
        .group_by(Activity.id)
        .having(
            or_(
                func.coalesce(Activity.starts_at != begins, True),
                func.coalesce(Activity.ends_at != ends, True),
            )
        )
        .order_by(Activity.id)
    )
    for (id_,) in rows:
        yield f"activities {id_}: its time is not that of its shifts"


def check_cancelled() -> Iterator[str]:
    """Nobody has a place in an activity that was called off."""
    rows = db.session.execute(
        select(SignUp.id, Activity.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Activity.state == "cancelled", SignUp.state.in_(("confirmed", "waitlisted")))
        .order_by(SignUp.id)
    )
    for sign_up_id, activity_id in rows:
        yield f"sign_ups {sign_up_id}: still live in the cancelled activity {activity_id}"


def check_works() -> Iterator[str]:
    """Nothing is planned for a work that was given up, unless attendance is on record: then its leader closes it."""
    attended = (
        select(SignUp.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(Shift.activity_id == Activity.id, SignUp.state.in_(("attended", "absent")))
    )
    rows = db.session.execute(
        select(Activity.id, Work.id)
        .join(Work, Work.id == Activity.work_id)
        .where(Work.state == "cancelled", Activity.state.in_(("draft", "published")), not_(attended.exists()))
        .order_by(Activity.id)
    )
    for id_, work_id in rows:
        yield f"activities {id_}: still planned for the cancelled work {work_id}"


def check_series() -> Iterator[str]:
    """An activity of a series has the day that it was made for, within the series."""
    rows = db.session.execute(
        select(Activity.id, ActivitySeries.id)
        .join(ActivitySeries, ActivitySeries.id == Activity.series_id)
        .where(
            or_(
                Activity.series_day.is_(None),
                Activity.series_day < ActivitySeries.starts_on,
                Activity.series_day > ActivitySeries.until,
            )
        )
        .order_by(Activity.id)
    )
    for id_, series_id in rows:
        yield f"activities {id_}: its day does not lie in the series {series_id}"


def check_waiting() -> Iterator[str]:
    """Somebody waits only where the shift is full, or while a rule keeps everybody who waits from the free place."""
    now = clock.now()
    shifts = db.session.execute(
        select(Shift)
        .join(Shift.activity)
        .where(
            Shift.confirmed < Shift.capacity,
            Shift.waiting > 0,
            Shift.starts_at > now,
            Activity.state == "published",
        )
        .options(
            joinedload(Shift.activity).joinedload(Activity.host_unit),
            joinedload(Shift.activity).joinedload(Activity.invited).joinedload(ActivityUnit.unit),
        )
        .order_by(Shift.id)
    )
    limits = get_limits()
    for shift in shifts.unique().scalars():
        if shift.quota_until is not None and shift.quota_until <= now:
            continue  # the worker is about to give these places
        waiting = db.session.execute(
            select(SignUp)
            .where(SignUp.shift_id == shift.id, SignUp.state == "waitlisted")
            .options(joinedload(SignUp.member), joinedload(SignUp.unit))
        ).scalars()
        unit_path = {sign_up.member_id: sign_up.unit.path for sign_up in waiting}
        room = load_room(shift, now)
        members = db.session.execute(select(Member).where(Member.id.in_(unit_path)).order_by(Member.id)).scalars()
        for candidate in load_candidates(members, [shift]).values():
            if room.for_unit(unit_path[candidate.member.id]) <= 0:
                continue
            if not reasons_why_not(candidate, shift, shift.activity, moment=now, limits=limits, moves_up=True):
                yield f"shifts {shift.id}: member {candidate.member.id} waits although a place is free"


def check_quotas() -> Iterator[str]:
    """A shift knows the next hour at which places held in it become everybody's."""
    first = (
        select(ShiftQuota.shift_id, func.min(ShiftQuota.until).label("until"))
        .where(ShiftQuota.ended_at.is_(None))
        .group_by(ShiftQuota.shift_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Shift.id)
        .outerjoin(first, first.c.shift_id == Shift.id)
        .where(
            or_(
                Shift.quota_until != first.c.until,
                Shift.quota_until.is_(None) & first.c.until.is_not(None),
                Shift.quota_until.is_not(None) & first.c.until.is_(None),
            )
        )
        .order_by(Shift.id)
    )
    for (id_,) in rows:
        yield f"shifts {id_}: the hour of its held places is not that of its quotas"


CHECKS = (
    check_counts,
    check_positions,
    check_overlaps,
    check_periods,
    check_cancelled,
    check_works,
    check_series,
    check_waiting,
    check_quotas,
)
