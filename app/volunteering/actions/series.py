"""Copies of an activity on other days: one, or a series that can be extended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import fold
from app.extensions import db
from app.volunteering.actions.activity import publish
from app.volunteering.actions.places import WITH_UNITS
from app.volunteering.actions.shift import set_period
from app.volunteering.models import Activity, ActivitySeries, ActivityUnit, Shift, ShiftQuota
from app.volunteering.permissions import can_copy_activity, can_see_activity
from app.volunteering.recurrence import MOST_DATES, days_of
from app.works.models import Work
from app.works.models.work import SHARED_STATES

# What belongs to one activity or shift alone; all other columns are copied, moments moved by as many days.
OWN_OF_ACTIVITY = {
    *("id", "state", "starts_at", "ends_at", "published_at", "held_on", "cancel_reason", "created_by", "created_at"),
    *("suspended_at", "suspend_reason", "series_id", "series_day", "version", "title_folded", "work_id"),
}
OWN_OF_SHIFT = {"id", "activity_id", "confirmed", "waiting", "next_position", "quota_until", "version"}


@action
def copy_activity(actor: Actor, *, activity_id: int, day: date) -> int:
    """Copy an activity with its shifts as a draft whose first shift begins on another day; returns its id."""
    source = _lock_source(actor, activity_id)
    _check_day(day)
    made = _copy(actor, source, _shifts_of(source), day, _running_work(source))
    record(actor, "activity.created", made, copied_from=source.id)
    return made.id


@action
def start_series(
    actor: Actor,
    *,
    activity_id: int,
    pattern: str,
    every: int,
    until: date,
    skipped: Sequence[date] = (),
    publish_all: bool = False,
) -> int:
    """Repeat an activity on other days; returns the id of the series. It is itself the first of the series.

    `publish_all` publishes the copies, and needs the activity to be published itself. Raises NotPossible where it
    belongs to a series already or no day is left.
    """
    source = _lock_source(actor, activity_id)
    if source.series_id is not None:
        raise NotPossible("in_series_already")
    first = clock.local(_start(source)).date()
    left_out = {first, *skipped}
    days = _coming(days_of(pattern, every, first, until, len(left_out) + MOST_DATES + 1), left_out)
    _check_days(days, field="until")
    series = ActivitySeries(
        pattern=pattern,
        every=every,
        starts_on=first,
        until=until,
        skipped=_iso_days(skipped),
        created_by=actor.account_id,
        created_at=clock.now(),
    )
    db.session.add(series)
    db.session.flush()  # its activities point at it
    source.series_id, source.series_day = series.id, first
    made = _copy_to(actor, source, days, series, publish_all)
    record(actor, "series.started", series, like=source.id, activities=made)
    return series.id


@action
def extend_series(
    actor: Actor,
    *,
    series_id: int,
    version: int,
    like_id: int,
    until: date,
    skipped: Sequence[date] = (),
    publish_all: bool = False,
) -> int:
    """Go on with a series until a later day, like one of its activities; returns how many were made.

    A day that the series has had never comes back, wherever its activity moved to and whether it was called off. Raises
    Conflict when the series isn't at `version`.
    """
    source = _lock_source(actor, like_id)
    series = lock(ActivitySeries, ActivitySeries.id == series_id)
    if series is None or source.series_id != series.id:
        raise NotFound
    if series.version != version:
        raise Conflict
    if until <= series.until:
        raise NotPossible("until_not_later", field="until")
    made_for = db.session.execute(select(Activity.series_day).where(Activity.series_id == series.id)).scalars()
    had = {day for day in made_for if day is not None}
    left_out = {*skipped, *map(date.fromisoformat, series.skipped)}
    most = len(had) + len(left_out) + MOST_DATES + 1
    days = _coming(days_of(series.pattern, series.every, series.starts_on, until, most), had | left_out)
    _check_days(days, field="until")
    series.until, series.skipped = until, _iso_days(left_out)
    series.version += 1
    made = _copy_to(actor, source, days, series, publish_all)
    record(actor, "series.extended", series, like=source.id, until=until.isoformat(), activities=made)
    return len(made)


@action
def publish_series(actor: Actor, *, series_id: int) -> int:
    """Publish the drafts of a series that are still to come; returns how many. Twice changes nothing."""
    drafts = select(Activity.id).where(Activity.series_id == series_id).order_by(Activity.id)
    activities = [_lock_source(actor, id_) for id_ in db.session.execute(drafts).scalars().all()]
    if not activities:
        raise NotFound
    coming = [row for row in activities if row.state == "draft" and _start(row) > clock.now()]
    for row in coming:
        publish(actor, row)
    return len(coming)


def _lock_source(actor: Actor, activity_id: int) -> Activity:
    source = lock(Activity, Activity.id == activity_id, options=WITH_UNITS)
    if source is None or not can_see_activity(actor, source):
        raise NotFound
    if not can_copy_activity(actor, source):
        raise NotAllowed
    if not source.host_unit.stands_on(clock.today()):
        raise NotPossible("host_dissolved")
    return source


def _check_day(day: date) -> None:
    if day < clock.today():
        raise NotPossible("day_is_past", field="day")


def _coming(days: Iterable[date], left_out: set[date]) -> list[date]:
    """Nothing is planned for days that are past."""
    return [day for day in days if day not in left_out and day >= clock.today()]


def _check_days(days: Sequence[date], *, field: str) -> None:
    if not days:
        raise NotPossible("no_days", field=field)
    if len(days) > MOST_DATES:
        raise NotPossible("too_many_days", field=field, most=MOST_DATES)


def _copy_to(
    actor: Actor, source: Activity, days: Iterable[date], series: ActivitySeries, publish_all: bool
) -> list[int]:
    """Make the activities of a series on these days, in their order."""
    if publish_all and source.state != "published":
        raise NotPossible("not_published", field="publish_all")
    shifts, work_id = _shifts_of(source), _running_work(source)
    made: list[int] = []
    for day in days:
        row = _copy(actor, source, shifts, day, work_id)
        row.series_id, row.series_day = series.id, day
        record(actor, "activity.created", row, copied_from=source.id, series=series.id)
        if publish_all:
            publish(actor, row)
        made.append(row.id)
    return made


def _copy(actor: Actor, source: Activity, shifts: Sequence[Shift], day: date, work_id: int | None) -> Activity:
    move = day - clock.local(_start(source)).date()
    row = Activity(**_columns(source, OWN_OF_ACTIVITY, move))
    row.state, row.version, row.work_id = "draft", 0, work_id
    row.title_folded = fold(row.title)
    row.created_by, row.created_at = actor.account_id, clock.now()
    db.session.add(row)
    db.session.flush()  # shifts and units need the id
    copies = {shift.id: Shift(activity_id=row.id, **_columns(shift, OWN_OF_SHIFT, move)) for shift in shifts}
    db.session.add_all(copies.values())
    db.session.add_all(
        ActivityUnit(activity_id=row.id, unit_id=beside.unit_id, role=beside.role) for beside in source.invited
    )
    set_period(row)
    _copy_quotas(copies, move)
    return row


def _copy_quotas(copies: dict[int, Shift], move: timedelta) -> None:
    """Hold places of the copies (by the id of what they are copied from) for the same units, until as many days later.

    Not where that hour is past, the unit was dissolved, or there are fewer places by now than were held once.
    """
    quotas = db.session.execute(
        select(ShiftQuota).where(ShiftQuota.shift_id.in_(copies)).options(joinedload(ShiftQuota.unit))
    ).scalars()
    held: dict[int, list[ShiftQuota]] = {}
    for quota in quotas:
        if quota.until + move > clock.now() and quota.unit.stands_on(clock.today()):
            held.setdefault(quota.shift_id, []).append(quota)
    if held:
        db.session.flush()  # quotas need the ids of their shifts
    for source_id, kept in held.items():
        shift = copies[source_id]
        if sum(quota.places for quota in kept) <= shift.capacity:
            shift.quota_until = min(quota.until for quota in kept) + move
            db.session.add_all(
                ShiftQuota(shift_id=shift.id, unit_id=quota.unit_id, places=quota.places, until=quota.until + move)
                for quota in kept
            )


def _columns(row: Any, own: set[str], move: timedelta) -> dict[str, Any]:
    """The columns that a copy takes over. Days are as long as each other in Vietnam, so moments move by whole days."""
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in own}
    return {name: value + move if isinstance(value, datetime) else value for name, value in values.items()}


def _running_work(source: Activity) -> int | None:
    """A copy is for the same work unless that was given up. Locked, so that it isn't cancelled meanwhile."""
    work = lock(Work, Work.id == source.work_id) if source.work_id is not None else None
    return work.id if work is not None and work.state in SHARED_STATES else None


def _shifts_of(activity: Activity) -> list[Shift]:
    statement = select(Shift).where(Shift.activity_id == activity.id).order_by(Shift.starts_at, Shift.id)
    return list(db.session.execute(statement).scalars())


def _start(activity: Activity) -> datetime:
    assert activity.starts_at is not None  # an activity has shifts from the first save on
    return activity.starts_at


def _iso_days(days: Iterable[date]) -> list[str]:
    return sorted({day.isoformat() for day in days})
