"""Activities by day: a week or a month of shifts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.volunteering.models import LONGEST_SHIFT, Activity, Shift
from app.volunteering.permissions import visible_activities
from app.volunteering.queries.activities import Filters, narrowing, own_states
from app.volunteering.rules import minutes_by_day

VIEWS = ("month", "week")
MOST_SHIFTS_SHOWN = 600


class _Row(NamedTuple):
    """A shift as the calendar reads it."""

    activity_id: int
    title: str
    state: str
    suspended_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    free: int
    host: str
    commune: str | None


@dataclass
class Entry:
    """An activity on a day: the shifts of it that begin then, or those that still go on from the day before."""

    activity_id: int
    title: str
    state: str
    host: str
    commune: str | None
    starts_at: datetime
    ends_at: datetime
    goes_on: bool
    free: int = 0
    own: str | None = None


@dataclass
class Day:
    """A day of the calendar; `is_beside` lies in the month before or after."""

    day: date
    is_beside: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """The days of a week, or the whole weeks of a month; `previous` and `next` are days beside it."""

    view: str
    first: date
    last: date
    days: list[Day]
    previous: date | None
    next: date | None
    # Where nothing takes place in it: the next day on which something does.
    next_day: date | None = None
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days if not day.is_beside)


def get_calendar(actor: Actor, filters: Filters, view: str, day: date) -> Calendar:
    """A week or a month around a day, by two statements; a third where it is empty."""
    first, last = span_of(view, day)
    monday, sunday = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    rows = _load(actor, filters, *clock.day_bounds(monday, sunday))
    days = {
        shown: Day(shown, is_beside=not first <= shown <= last)
        for shown in (monday + timedelta(days=n) for n in range((sunday - monday).days + 1))
    }
    own = own_states(actor, list({row.activity_id for row in rows}))
    _enter(rows[:MOST_SHIFTS_SHOWN], days, own)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    calendar = Calendar(
        *(view, first, last, list(days.values())),
        previous=before if before.year in clock.YEARS else None,
        next=after if after.year in clock.YEARS else None,
        is_cut=len(rows) > MOST_SHIFTS_SHOWN,
    )
    if not calendar.is_empty:
        return calendar
    return Calendar(**{**vars(calendar), "next_day": _next_day(actor, filters, last)})


def span_of(view: str, day: date) -> tuple[date, date]:
    """First and last day of the week or the month in which a day lies."""
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _load(actor: Actor, filters: Filters, begin: datetime, end: datetime) -> list[_Row]:
    """The shifts that touch a time, earliest first. No shift is longer than a day, so an index finds where to begin."""
    statement = (
        select(
            *(Activity.id, Activity.title, Activity.state, Activity.suspended_at),
            *(Shift.starts_at, Shift.ends_at, Shift.capacity - Shift.confirmed),
            *(Unit.short_name, Commune.name),
        )
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .outerjoin(Commune, Commune.id == Activity.commune_id)
        .where(
            Shift.starts_at.between(begin - LONGEST_SHIFT, end),
            Shift.starts_at < end,
            Shift.ends_at > begin,
            visible_activities(actor),
            *narrowing(filters),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_SHIFTS_SHOWN + 1)
    )
    return [_Row(*row) for row in db.session.execute(statement)]


def _enter(rows: Iterable[_Row], days: dict[date, Day], own: dict[int, str]) -> None:
    """Put each shift into each day that it has minutes in: one that ends at midnight has none in the day after."""
    now = clock.now()
    entries: dict[tuple[date, int, bool], Entry] = {}
    for row in rows:
        begins_on = clock.local(row.starts_at).date()
        for day in minutes_by_day(row.starts_at, row.ends_at):
            if day not in days:
                continue
            key = (day, row.activity_id, day != begins_on)
            if key not in entries:
                entries[key] = _entry(row, goes_on=day != begins_on, own=own.get(row.activity_id))
                days[day].entries.append(entries[key])
            entry = entries[key]
            entry.ends_at = max(entry.ends_at, row.ends_at)
            entry.free += row.free if row.starts_at > now else 0


def _entry(row: _Row, *, goes_on: bool, own: str | None) -> Entry:
    state = "suspended" if row.state == "published" and row.suspended_at else row.state
    return Entry(
        activity_id=row.activity_id,
        title=row.title,
        state=state,
        host=row.host,
        commune=row.commune,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        goes_on=goes_on,
        own=own,
    )


def _next_day(actor: Actor, filters: Filters, last: date) -> date | None:
    """The first day after one on which a shift begins."""
    _begin, end = clock.day_bounds(last, last)
    statement = (
        select(func.min(Shift.starts_at))
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Shift.starts_at >= end, visible_activities(actor), *narrowing(filters))
    )
    found = db.session.execute(statement).scalar_one()
    return clock.local(found).date() if found is not None else None
