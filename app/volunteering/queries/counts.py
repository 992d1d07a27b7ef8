"""What was done for a work, for its page."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.extensions import db
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
