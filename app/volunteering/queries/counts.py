"""Figures of activities, for reports and for the page of a work."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.rules import MINUTES_OF_LABOUR_DAY


@dataclass(frozen=True)
class HeldActivity:
    """An activity that a report counts."""

    id: int
    title: str
    held_on: date
    unit: str


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


def held_in(date_from: date, date_to: date, unit_path: str = "") -> list[ColumnElement[bool]]:
    """The activities held in a period, both days included, by a unit and those under it, as WHERE clauses."""
    found = [Activity.state == "held", Activity.held_on >= date_from, Activity.held_on <= date_to]
    if unit_path:
        under = select(Unit.id).where(Unit.path.startswith(unit_path, autoescape=True))
        found.append(Activity.host_unit_id.in_(under))
    return found


def list_held_in(date_from: date, date_to: date, unit_path: str = "") -> list[HeldActivity]:
    """The records behind `count_held_in`, in the order of their days."""
    rows = db.session.execute(
        select(Activity.id, Activity.title, Activity.held_on, Unit.short_name)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(*held_in(date_from, date_to, unit_path))
        .order_by(Activity.held_on, Activity.id)
    ).all()
    return [HeldActivity(id_, title, held_on, unit) for id_, title, held_on, unit in rows if held_on is not None]


def count_held_in(date_from: date, date_to: date, unit_path: str = "") -> int:
    """How many activities were held in a period."""
    return db.session.execute(
        select(func.count()).select_from(Activity).where(*held_in(date_from, date_to, unit_path))
    ).scalar_one()


def figures_of_work(work_id: int) -> WorkFigures:
    """Persons, turns and labour days of a work, from attendance confirmed by the host's leader."""
    persons, turns, minutes = db.session.execute(
        select(
            func.count(SignUp.member_id.distinct()), func.count(), func.coalesce(func.sum(SignUp.confirmed_minutes), 0)
        )
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Activity.work_id == work_id, SignUp.state == "attended")
    ).one()
    return WorkFigures(persons, turns, int(minutes or 0))
