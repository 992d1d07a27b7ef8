"""Who may have a place in the demonstration's open days: held places, a needed skill, a guardian's consent."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import VISITOR
from app.extensions import db
from app.people.models import Account, Unit
from app.seed.activities import ActivitySeeder
from app.seed.actors import Actors
from app.volunteering.actions import GuardianAnswer, QuotaValues, answer_request, ask_guardian, change_terms
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


def give_consent(actors: Actors) -> None:
    """The pupil's father answers the link that the school's leader sent him."""
    pupil = db.session.execute(select(Account).where(Account.email == "pupil@thapsang.example")).scalar_one()
    phone = "+84912345678"
    token = ask_guardian(actors.leader("CVA"), member_id=pupil.member_id, phone=phone, marks=["away", "border_zone"])
    answer = GuardianAnswer(
        agrees=True,
        phone=phone,
        guardian_name="Nông Văn Thành",
        relation="Bố",
        marks=("away",),
        valid_until=clock.today() + timedelta(days=300),
    )
    answer_request(VISITOR, token=token, answer=answer, address="127.0.0.1")
