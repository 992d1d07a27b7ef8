"""Where a shift is full, what is still open on the same day is offered before the waiting list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import contains_eager

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.volunteering.models import Activity, ActivityUnit, Shift
from app.volunteering.permissions import visible_activities
from app.volunteering.queries.own import ShiftRow, judge

OFFERED = 3
# Of a day's shifts only so many are looked at: enough to find three that are open to somebody.
LOOKED_AT = 40


@dataclass(frozen=True)
class OpenShift:
    """A shift in which the actor could have a place at once."""

    activity: Activity
    row: ShiftRow


SHIFTS = select(Shift).where(Shift.activity_id == bindparam("activity_id")).order_by(Shift.starts_at, Shift.id)


def list_shifts(activity_id: int) -> list[Shift]:
    """The shifts of an activity in order of time."""
    return list(db.session.execute(SHIFTS, {"activity_id": activity_id}).scalars())


def list_rows_with_same_day(actor: Actor, activity: Activity) -> tuple[list[ShiftRow], dict[date, list[OpenShift]]]:
    """The shifts of an activity as the actor sees them; and for each day with a full one, up to three open ones.

    The activity needs its host and invited units loaded. The open ones are of this activity or another, by one
    statement more. For members only: nobody else could take a place.
    """
    shifts = list_shifts(activity.id)
    now = clock.now()
    full = {s.local_date for s in shifts if s.starts_at > now and (s.free_places <= 0 or s.quota_until is not None)}
    wanted = bool(full) and actor.member_id is not None and activity.state == "published"
    others = _others(actor, activity, full) if wanted else []
    activities = {activity.id: activity, **{shift.activity_id: shift.activity for shift in others}}
    rows = judge(actor, [*shifts, *others], activities)
    own_rows = rows[: len(shifts)]
    if not wanted:
        return own_rows, {}
    full = {row.shift.local_date for row in own_rows if row.is_full}
    found: dict[date, list[OpenShift]] = defaultdict(list)
    for row in rows:
        day = row.shift.local_date
        if day in full and row.can_sign_up and row.free > 0 and len(found[day]) < OFFERED:
            found[day].append(OpenShift(activities[row.shift.activity_id], row))
    return own_rows, found


def _others(actor: Actor, activity: Activity, days: Iterable[date]) -> list[Shift]:
    """Shifts of other activities on these days that have a free place, with their activities."""
    bounds = [clock.day_bounds(day, day) for day in sorted(days)[:7]]
    found = db.session.execute(
        select(Shift)
        .join(Shift.activity)
        .where(
            Shift.activity_id != activity.id,
            Shift.confirmed < Shift.capacity,
            Shift.starts_at > clock.now(),
            or_(*((Shift.starts_at >= begin) & (Shift.starts_at < end) for begin, end in bounds)),
            Activity.state == "published",
            visible_activities(actor),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(LOOKED_AT)
        .options(
            contains_eager(Shift.activity).joinedload(Activity.host_unit),
            contains_eager(Shift.activity).joinedload(Activity.invited).joinedload(ActivityUnit.unit),
        )
    )
    return list(found.unique().scalars())
