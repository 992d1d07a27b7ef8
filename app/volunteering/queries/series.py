"""Reading a series, and which days it would have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.volunteering.models import Activity, ActivitySeries, BorderNotice
from app.volunteering.permissions import can_lead_activity, visible_activities
from app.volunteering.recurrence import MOST_DATES, days_of


@dataclass(frozen=True)
class SeriesPage:
    """A series with its activities, in the order of the days that they were made for."""

    series: ActivitySeries
    activities: Sequence[Activity]

    @property
    def title(self) -> str:
        return self.activities[-1].title

    @property
    def drafts(self) -> int:
        """How many of its days to come nobody but the leaders can see yet."""
        now = clock.now()
        return sum(
            row.state == "draft" and row.starts_at is not None and row.starts_at > now for row in self.activities
        )

    def days_until(self, until: date) -> list[date]:
        """The days that it would get by going on until then."""
        had = {activity.series_day for activity in self.activities}
        left_out = set(map(date.fromisoformat, self.series.skipped))
        days = days_of(
            self.series.pattern, self.series.every, self.series.starts_on, until, len(had) + len(left_out) + MOST_DATES
        )
        return [day for day in days if day not in had | left_out and day >= clock.today()]


def get_series_page(actor: Actor, series_id: int) -> SeriesPage:
    """A series for who leads its activities, by two statements. Raises NotFound, NotAllowed."""
    series = db.session.get(ActivitySeries, series_id)
    if series is None:
        raise NotFound
    activities = (
        db.session.execute(
            select(Activity)
            .where(Activity.series_id == series_id, visible_activities(actor))
            .options(joinedload(Activity.host_unit))
            .order_by(Activity.series_day)
        )
        .scalars()
        .all()
    )
    if not activities:
        raise NotFound
    if not all(can_lead_activity(actor, activity) for activity in activities):
        raise NotAllowed
    return SeriesPage(series, activities)


def list_repeats(activity: Activity, pattern: str, every: int, until: date) -> list[date]:
    """The days on which an activity would come again, its own day not counted."""
    first = first_day(activity)
    days = days_of(pattern, every, first, until, MOST_DATES + 1)
    return [day for day in days if day > first and day >= clock.today()]


def first_day(activity: Activity) -> date:
    """The day on which its first shift begins."""
    assert activity.starts_at is not None  # an activity has shifts from the first save on
    return clock.local(activity.starts_at).date()


def usual_end(first: date) -> date:
    """What a form offers as the end: a quarter of a year on."""
    return max(first, clock.today()) + timedelta(weeks=12)


def list_border_notices(activity_id: int) -> list[BorderNotice]:
    """The notices to the border post about an activity, the newest first."""
    statement = select(BorderNotice).where(BorderNotice.activity_id == activity_id).order_by(BorderNotice.id.desc())
    return list(db.session.execute(statement).scalars())
