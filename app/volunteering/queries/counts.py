"""What was done for a work, for its page."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, select

from app.core.actor import Actor
from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.queries.activities import ListedActivity, Places, activities_of_work
from app.volunteering.rules import MINUTES_OF_LABOUR_DAY


@dataclass(frozen=True)
class WorkFigures:
    """Who took part in a work's activities: persons, turns (a person in two shifts is two), confirmed minutes."""

    persons: int = 0
    turns: int = 0
    minutes: int = 0

    @property
    def labour_days(self) -> Decimal:
        """Days of eight hours, to one place."""
        return (Decimal(self.minutes) / MINUTES_OF_LABOUR_DAY).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class HeldFigures:
    """Activities that were held, turns in them, confirmed minutes."""

    activities: int = 0
    turns: int = 0
    minutes: int = 0

    @property
    def hours(self) -> int:
        return self.minutes // 60


def figures_of_communes(commune_ids: Collection[int]) -> HeldFigures:
    """What was held in these communes. One statement."""
    return _held(Activity.commune_id.in_(commune_ids))


def figures_of_unit(path: str) -> HeldFigures:
    """What the unit with this path and those under it hosted. One statement."""
    hosts = select(Unit.id).where(Unit.path.startswith(path, autoescape=True))
    return _held(Activity.host_unit_id.in_(hosts))


def _held(where: ColumnElement[bool]) -> HeldFigures:
    attended = SignUp.state == "attended"
    activities, turns, minutes = db.session.execute(
        select(
            func.count(Activity.id.distinct()),
            func.count(case((attended, SignUp.id))),
            func.coalesce(func.sum(case((attended, SignUp.confirmed_minutes))), 0),
        )
        .outerjoin(Shift, Shift.activity_id == Activity.id)
        .outerjoin(SignUp, SignUp.shift_id == Shift.id)
        .where(Activity.state == "held", where)
    ).one()
    return HeldFigures(activities, turns, int(minutes))


class StaffedActivity(NamedTuple):
    """An activity of a work, its places, and who came to it."""

    activity: ListedActivity
    places: Places
    attended: WorkFigures


@dataclass(frozen=True)
class Staffing:
    """A work's members in figures, and the activities behind them that the actor may open.

    `hidden` is how many others took part in making the figures: nobody's turn is lost because a page is closed.
    """

    figures: WorkFigures = field(default_factory=WorkFigures)
    activities: list[StaffedActivity] = field(default_factory=list)
    hidden: int = 0


def figures_of_work(work_id: int) -> WorkFigures:
    """Persons, turns and labour days of a work, from attendance confirmed by the host's leader."""
    persons, turns, minutes = db.session.execute(
        select(*_COUNTED)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Activity.work_id == work_id, SignUp.state == "attended")
    ).one()
    return WorkFigures(persons, turns, int(minutes or 0))


@cache
def _attended_by_activity() -> Any:
    """Built once: each page of a work asks it."""
    attended = (
        select(Shift.activity_id, *_COUNTED)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Activity.work_id == bindparam("work_id"), SignUp.state == "attended")
        .group_by(Shift.activity_id)
    )
    # Who came to two activities is one person, so the sum of persons is counted apart.
    persons = attended.with_only_columns(_COUNTED[0]).group_by(None).correlate(None).scalar_subquery()
    return attended.add_columns(persons)


def get_staffing(actor: Actor, work_id: int) -> Staffing:
    """A work's figures and the activities that they were counted from, by three statements."""
    activities = activities_of_work(actor, work_id)
    rows = db.session.execute(_attended_by_activity(), {"work_id": work_id}).all()
    by_activity = {row[0]: WorkFigures(row[1], row[2], int(row[3] or 0)) for row in rows}
    figures = WorkFigures(
        persons=rows[0][4] if rows else 0,
        turns=sum(row.turns for row in by_activity.values()),
        minutes=sum(row.minutes for row in by_activity.values()),
    )
    staffed = [StaffedActivity(row, places, by_activity.get(row.id, WorkFigures())) for row, places in activities]
    return Staffing(figures, staffed, hidden=len(by_activity.keys() - {row.id for row, _places in activities}))


_COUNTED = (
    func.count(SignUp.member_id.distinct()),
    func.count(),
    func.coalesce(func.sum(SignUp.confirmed_minutes), 0),
)
