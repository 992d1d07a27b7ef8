"""What was done for a work, for its page."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, case, func, select

from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity, Shift, SignUp
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
