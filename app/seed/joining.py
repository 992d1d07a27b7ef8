"""Who may have a place in the demonstration's open days: places held for a unit, a skill that is asked for."""

from datetime import timedelta

from sqlalchemy import select

from app.extensions import db
from app.people.models import Unit
from app.seed.activities import ActivitySeeder
from app.volunteering.actions import QuotaValues, change_terms
from app.volunteering.models import Shift


def hold_places(
    activities: ActivitySeeder, activity_id: int, host: str, unit: str, places: int, *, skills: tuple[str, ...] = ()
) -> None:
    """Hold places of an activity's first shift for a unit until the day before it."""
    shift = db.session.execute(
        select(Shift).where(Shift.activity_id == activity_id).order_by(Shift.starts_at).limit(1)
    ).scalar_one()
    unit_id = db.session.execute(select(Unit.id).where(Unit.code == unit)).scalar_one()
    quota = QuotaValues(unit_id, places, shift.starts_at - timedelta(days=1))
    change_terms(
        activities.actors.leader(host),
        shift_id=shift.id,
        version=shift.version,
        quotas=[quota],
        needed_skills=skills,
    )
