"""What whoever watches over all looks at first: the year beside the last one, what is late, silent or at risk.

Every figure here leads to its records; the counting itself is that of the period report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.extensions import db
from app.people.models import Unit
from app.reports.counted import BASE_KINDS
from app.reports.figures import Figure, Scope, same_days_last_year
from app.reports.queries import count_many
from app.volunteering.models import Activity, Shift
from app.works.models import Work

COMPARED = ("works.accepted", "works.value", "activities.held")
# A unit without a work in hand and without an activity for so long is silent.
SILENCE = timedelta(days=90)
# Shifts of the coming weeks that have fewer people than they need.
SHORT_WITHIN = timedelta(days=21)
# Spent more than this share of the plan, or got less than that share of it shortly before the end.
NEARLY_SPENT, HARDLY_FUNDED = 0.9, 0.5
ENDING_WITHIN = timedelta(days=30)
# Of a list that is this long nobody reads more.
MOST = 50


@dataclass(frozen=True)
class Compared:
    """A figure of the year so far, the same days last year, and the year's target (None: none is set)."""

    now: Figure
    before: int
    target: int | None

    @property
    def share(self) -> int | None:
        """Per cent of the target."""
        return round(100 * self.now.value / self.target) if self.target else None


class LateWork(NamedTuple):
    """A work that is past its planned end, and for how many days."""

    id: int
    title: str
    unit: str
    ends_on: date

    @property
    def days(self) -> int:
        return (clock.today() - self.ends_on).days


class RiskyBudget(NamedTuple):
    """A work whose money is nearly spent, or has hardly come; amounts in đồng."""

    id: int
    title: str
    unit: str
    planned: int
    received: int
    spent: int

    @property
    def is_nearly_spent(self) -> bool:
        return self.spent >= NEARLY_SPENT * self.planned


class Listed(NamedTuple):
    """The first few rows of a list, and how many there are in all."""

    rows: Sequence[Any]
    number: int


def compare(scope: Scope, targets: Any) -> list[Compared]:
    """The year's figures beside last year's and the targets: as many statements as one period takes."""
    now, before = count_many((scope, same_days_last_year(scope)))
    return [Compared(now[key], before[key].value, targets.get(key)) for key in COMPARED]


def works_by_month(year: int) -> tuple[list[int], list[int]]:
    """Works and youth tasks accepted in each month of a year and of the one before. One statement."""
    months = [[0] * 12, [0] * 12]
    rows: Any = db.session.execute(
        select(Work.accepted_on, func.count())
        .where(Work.state == "accepted", Work.accepted_on.between(date(year - 1, 1, 1), date(year, 12, 31)))
        .group_by(Work.accepted_on)
    )
    for day, number in rows:
        months[0 if day.year == year else 1][day.month - 1] += number
    return months[0], months[1]


def late_works() -> Listed:
    """Works under way that are past their planned end, the latest first. One statement."""
    late = and_(Work.state == "under_way", Work.ends_on < clock.today())
    return _listed(LateWork, (Work.id, Work.title, Unit.short_name, Work.ends_on), late, Work.ends_on)


def risky_budgets() -> Listed:
    """Works whose plan is nearly spent before they are reported, or whose money hardly came shortly before the end."""
    soon = clock.today() + ENDING_WITHIN
    nearly_spent = Work.cash_spent >= NEARLY_SPENT * Work.planned_total
    hardly_funded = and_(Work.ends_on <= soon, Work.cash_received < HARDLY_FUNDED * Work.planned_total)
    risky = and_(Work.state == "under_way", Work.planned_total > 0, or_(nearly_spent, hardly_funded))
    columns = (Work.id, Work.title, Unit.short_name, Work.planned_total, Work.cash_received, Work.cash_spent)
    return _listed(RiskyBudget, columns, risky, Work.ends_on)


def silent_units() -> Listed:
    """Base units with no work in hand and no activity in the last three months. One statement."""
    today = clock.today()
    since = clock.at_local(today - SILENCE, time())
    below = aliased(Unit)
    is_under = below.path.startswith(Unit.path)
    works = exists().where(
        Work.unit_id == below.id,
        is_under,
        or_(Work.state.in_(("submitted", "approved", "under_way", "reported")), Work.accepted_on >= today - SILENCE),
    )
    activities = exists().where(
        Activity.host_unit_id == below.id,
        is_under,
        Activity.state.in_(("published", "held")),
        Activity.ends_at >= since,
    )
    silent = and_(Unit.kind.in_(BASE_KINDS), Unit.dissolved_on.is_(None), not_(works), not_(activities))
    rows = db.session.execute(select(Unit.id, Unit.name).where(silent).order_by(Unit.name_sort)).all()
    return Listed(rows[:MOST], len(rows))


def short_shifts() -> Listed:
    """Shifts of the coming three weeks with fewer people than their minimum, the next first. One statement."""
    now = clock.now()
    columns = (Activity.id, Activity.title, Shift.role, Shift.starts_at, Shift.confirmed, Shift.minimum)
    rows = db.session.execute(
        select(*columns, func.count().over())
        .join(Shift, Shift.activity_id == Activity.id)
        .where(
            Activity.state == "published",
            Shift.starts_at.between(now, now + SHORT_WITHIN),
            Shift.confirmed < Shift.minimum,
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST)
    ).all()
    return Listed(rows, rows[0][-1] if rows else 0)


def _listed(make: Any, columns: tuple[Any, ...], where: Any, order: Any) -> Listed:
    rows = db.session.execute(
        select(*columns, func.count().over())
        .join(Unit, Unit.id == Work.unit_id)
        .where(where)
        .order_by(order, Work.id)
        .limit(MOST)
    ).all()
    return Listed([make(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)
