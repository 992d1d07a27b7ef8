"""Reading activities: the list, one activity, those of a work."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.actor import Actor, Role
from app.core.coordinates import round_for_public
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Page, fetch_page
from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.volunteering.models import CONSENT_MARKS, LIVE_STATES, Activity, ActivityUnit, BorderNotice, Shift, SignUp
from app.volunteering.permissions import can_lead_activity, can_see_activity, can_see_people, visible_activities
from app.volunteering.queries.own import ShiftRow
from app.volunteering.queries.same_day import OpenShift, list_rows_with_same_day
from app.volunteering.queries.series import list_border_notices
from app.works.models import Work
from app.works.permissions import can_see_work
from app.works.queries import sees_exact_points


class ListedActivity(NamedTuple):
    """An activity as lists show it: plain values, a list has fifty of them."""

    id: int
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    host: str
    commune: str | None
    district: str | None
    suspended_at: datetime | None = None

    @property
    def shown_state(self) -> str:
        """As `Activity.shown_state`."""
        return "suspended" if self.state == "published" and self.suspended_at else self.state

    @property
    def place(self) -> str:
        """The commune; an old one with its district."""
        return f"{self.commune} ({self.district})" if self.district else self.commune or ""


LISTED: Any = (
    select(
        Activity.id,
        Activity.title,
        Activity.state,
        Activity.starts_at,
        Activity.ends_at,
        Unit.short_name,
        Commune.name,
        Commune.district,
        Activity.suspended_at,
    )
    .join(Unit, Unit.id == Activity.host_unit_id)
    .outerjoin(Commune, Commune.id == Activity.commune_id)
)
# Statements that depend on who asks are kept for so many actors.
ACTORS_KEPT = 100
COMMUNES = select(Commune.id, Commune.name).where(Commune.valid_to.is_(None)).order_by(Commune.name_sort)
UNITS = (
    select(Unit.id, Unit.short_name)
    .where(Unit.kind != "chapter", Unit.dissolved_on.is_(None))
    .order_by(Unit.kind != "bloc", Unit.name_sort)
)


@dataclass(frozen=True)
class Filters:
    """What a list of activities is narrowed by; units include those under them."""

    text: str = ""
    commune_id: int | None = None
    unit_id: int | None = None
    only_free: bool = False
    only_light: bool = False
    date_from: date | None = None
    date_to: date | None = None
    when: str = "coming"

    @property
    def is_narrow(self) -> bool:
        return self.is_narrow_at_any_time or self.date_from is not None or self.date_to is not None

    @property
    def is_narrow_at_any_time(self) -> bool:
        """Narrowed by something else than days, which is what a calendar keeps."""
        return bool(self.text or self.commune_id or self.unit_id or self.only_free or self.only_light)

    @property
    def address(self) -> dict[str, Any]:
        """What stands in an address for these filters, the days apart."""
        values = {"q": self.text, "commune": self.commune_id, "unit": self.unit_id}
        values |= {"free": int(self.only_free), "light": int(self.only_light)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Places:
    """The shifts of an activity that are still to come (of a past one: all), summed up."""

    shifts: int = 0
    capacity: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.confirmed


@dataclass(frozen=True)
class ActivityList:
    """A page of activities with the sums of their places and the actor's own states in them."""

    page: Page
    places: dict[int, Places]
    own: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityPage:
    """All that an activity's page shows. Other people are numbers here, never names."""

    activity: Activity
    rows: list[ShiftRow]
    can_lead: bool
    can_see_people: bool
    is_member: bool
    # Leads a unit whose members may be signed up.
    leads_members: bool
    # The activity's work is one that the reader may open.
    shows_work: bool
    point: tuple[float, float] | None
    # What the border post was told; None where nobody needs to know or the activity isn't in the border zone.
    border_notices: list[BorderNotice] | None = None
    # Where a shift is full: what is open to the actor on the same day, by the day.
    same_day: dict[date, list[OpenShift]] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """The last shift has ended, and the leader hasn't said yet that it took place."""
        ends_at = self.activity.ends_at
        return self.activity.state == "published" and ends_at is not None and ends_at <= clock.now()

    @property
    def co_hosts(self) -> list[Unit]:
        return [beside.unit for beside in self.activity.invited if beside.role == "co_host"]

    @property
    def invited(self) -> list[Unit]:
        return [beside.unit for beside in self.activity.invited if beside.role == "invited"]


def list_activities(actor: Actor, filters: Filters, at: str | None = None) -> ActivityList:
    """A page of what the actor may see: coming ones soonest first, past ones latest first."""
    page = fetch_page(
        LISTED.where(visible_activities(actor), *conditions(filters)),
        order=(Activity.ends_at, Activity.id),
        key_of=lambda activity: (activity.ends_at, activity.id),
        at=at,
        descending=filters.when == "past",
        scalars=False,
    )
    page = replace(page, items=[ListedActivity(*row) for row in page.items])
    ids = [activity.id for activity in page.items]
    since = clock.now() if filters.when == "coming" else None
    return ActivityList(page, sum_places(ids, since), own_states(actor, ids))


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The WHERE clauses of a list's filters."""
    now = clock.now()
    found = [Activity.ends_at <= now if filters.when == "past" else Activity.ends_at > now]
    if filters.date_from is not None:
        found.append(Activity.ends_at > clock.at_local(filters.date_from, time()))
    if filters.date_to is not None:
        found.append(Activity.starts_at < clock.day_bounds(filters.date_to, filters.date_to)[1])
    return found + narrowing(filters)


def narrowing(filters: Filters) -> list[ColumnElement[bool]]:
    """The WHERE clauses of the filters that aren't about time."""
    now = clock.now()
    found = [Activity.title_folded.contains(word, autoescape=True) for word in fold(filters.text).split()[:8]]
    if filters.commune_id is not None:
        found.append(Activity.commune_id == filters.commune_id)
    if filters.unit_id is not None:
        under = select(Unit.id).where(Unit.path.contains(f"/{filters.unit_id}/", autoescape=True))
        found.append(Activity.host_unit_id.in_(under))
    # Named apart: the calendar reads shifts itself.
    some = aliased(Shift)
    if filters.only_free:
        free = exists().where(some.activity_id == Activity.id, some.confirmed < some.capacity, some.starts_at > now)
        found += [free, Activity.state == "published", Activity.suspended_at.is_(None)]
    if filters.only_light:
        marks = or_(*(getattr(some, f"is_{mark}") for mark in CONSENT_MARKS))
        found.append(exists().where(some.activity_id == Activity.id, not_(marks)))
    return found


@cache
def _sums(is_since: bool) -> Any:
    statement = (
        select(
            Shift.activity_id,
            func.count(),
            func.sum(Shift.capacity),
            func.sum(Shift.confirmed),
            func.sum(Shift.waiting),
        )
        .where(Shift.activity_id.in_(bindparam("activity_ids", expanding=True)))
        .group_by(Shift.activity_id)
    )
    return statement.where(Shift.starts_at > bindparam("since")) if is_since else statement


def sum_places(activity_ids: Sequence[int], since: datetime | None = None) -> dict[int, Places]:
    """The places of activities, of the shifts that begin after a moment, by one statement."""
    if not activity_ids:
        return {}
    wanted: dict[str, Any] = {"activity_ids": list(activity_ids)}
    if since is not None:
        wanted["since"] = since
    found = db.session.execute(_sums(since is not None), wanted)
    return {id_: Places(*(int(value) for value in sums)) for id_, *sums in found}


def list_choices() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What a list may be narrowed to: the communes of today and the base units, as (id, name)."""
    return _pairs(COMMUNES), _pairs(UNITS)


@cache
def _one_activity() -> Any:
    """Built once: building takes longer than asking."""
    return (
        select(Activity)
        .where(Activity.id == bindparam("activity_id"))
        .options(
            joinedload(Activity.host_unit),
            joinedload(Activity.commune),
            joinedload(Activity.photo),
            joinedload(Activity.work).joinedload(Work.unit),
            joinedload(Activity.work).joinedload(Work.kind),
            joinedload(Activity.invited).joinedload(ActivityUnit.unit),
        )
    )


def get_activity(actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor may see, with host, units beside it, commune and work. Raises NotFound."""
    found = db.session.execute(_one_activity(), {"activity_id": activity_id})
    activity: Activity | None = found.unique().scalar_one_or_none()
    if activity is None or not can_see_activity(actor, activity):
        raise NotFound
    if activity.photo is not None and activity.photo.is_withheld and not can_lead_activity(actor, activity):
        set_committed_value(activity, "photo", None)  # somebody on it has not agreed to be seen
    return activity


def get_led_activity(actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor leads. Raises NotFound, or NotAllowed when it may only be seen."""
    activity = get_activity(actor, activity_id)
    if not can_lead_activity(actor, activity):
        raise NotAllowed
    return activity


def get_activity_page(actor: Actor, activity_id: int) -> ActivityPage:
    """What an activity's page shows, by at most eight statements however many shifts. Raises NotFound."""
    activity = get_activity(actor, activity_id)
    rows, same_day = list_rows_with_same_day(actor, activity)
    work = activity.work
    return ActivityPage(
        activity,
        rows,
        can_lead=can_lead_activity(actor, activity),
        can_see_people=can_see_people(actor, activity),
        is_member=actor.member_id is not None,
        leads_members=actor.has(Role.LEADER),
        shows_work=work is not None and can_see_work(actor, work),
        point=_shown_point(actor, activity, rows),
        border_notices=_border_notices(actor, activity, rows),
        same_day=same_day,
    )


def _border_notices(actor: Actor, activity: Activity, rows: list[ShiftRow]) -> list[BorderNotice] | None:
    is_border = any(row.shift.is_border_zone for row in rows)
    return list_border_notices(activity.id) if is_border and can_see_people(actor, activity) else None


def _shown_point(actor: Actor, activity: Activity, rows: list[ShiftRow]) -> tuple[float, float] | None:
    """Where it takes place; at patrol roads and markers rounded for all but officers and those who have a place."""
    if activity.lat is None or activity.lon is None:
        return None
    is_border = activity.work is not None and activity.work.kind.is_border
    if is_border and not sees_exact_points(actor) and not any(row.sign_up for row in rows):
        return round_for_public(activity.lat, activity.lon)
    return activity.lat, activity.lon


def get_activity_id(actor: Actor, shift_id: int) -> int:
    """The activity of a shift, where the actor may see it. Raises NotFound."""
    found = db.session.execute(
        select(Activity.id)
        .join(Shift, Shift.activity_id == Activity.id)
        .where(Shift.id == shift_id, visible_activities(actor))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


@lru_cache(maxsize=ACTORS_KEPT)
def _activities_of_work(actor: Actor) -> Any:
    """The same for one actor whatever the work."""
    sums = (func.coalesce(func.sum(column), 0) for column in (Shift.capacity, Shift.confirmed, Shift.waiting))
    return (
        LISTED.add_columns(func.count(Shift.id), *sums)
        .outerjoin(Shift, Shift.activity_id == Activity.id)
        .where(Activity.work_id == bindparam("work_id"), visible_activities(actor))
        .group_by(Activity.id, Unit.id, Commune.id)
        .order_by(Activity.starts_at, Activity.id)
    )


def activities_of_work(actor: Actor, work_id: int) -> list[tuple[ListedActivity, Places]]:
    """The activities of a work that the actor may see, earliest first, with their places. One statement."""
    rows = db.session.execute(_activities_of_work(actor), {"work_id": work_id})
    return [(ListedActivity(*row[:-4]), Places(*(int(number) for number in row[-4:]))) for row in rows]


def own_states(actor: Actor, activity_ids: Sequence[int]) -> dict[int, str]:
    """The actor's state in each activity; a place counts for more than waiting."""
    if actor.member_id is None or not activity_ids:
        return {}
    states = db.session.execute(
        select(Shift.activity_id, SignUp.state)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.member_id == actor.member_id,
            SignUp.state.in_(LIVE_STATES),
            Shift.activity_id.in_(activity_ids),
        )
        .order_by(SignUp.state.desc())
    )
    return {activity_id: state for activity_id, state in states}  # noqa: C416 a row is no pair to dict()


def _pairs(statement: Select[int, str]) -> list[tuple[int, str]]:
    return [(id_, name) for id_, name in db.session.execute(statement)]
