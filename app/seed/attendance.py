"""Who came in the demonstration's latest days: hours and certificates."""

from datetime import date, timedelta

from sqlalchemy import select

from app.attendance.actions import issue_certificate, issue_certificates, publish_certificate
from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Account, Membership, Unit
from app.seed.activities import KINDS, ActivitySeeder
from app.volunteering.models import Activity


def load_attendance(activities: ActivitySeeder, today: date) -> None:
    """The pupil has a certificate that shows name and hours; so has everybody of the leader's latest day."""
    pupil = _pupil()
    day = today - timedelta(days=6)
    activity_id = activities.held("CVA", day, KINDS[4], with_members=[pupil.member_id])
    with clock.travel(day + timedelta(days=1)):
        certificate_id = issue_certificate(pupil, activity_id=activity_id)
        publish_certificate(
            pupil, certificate_id=certificate_id, shows_name=True, shows_hours=True, shows_activity=False
        )
        issue_certificates(activities.actors.leader("STP"), activity_id=_latest_held("STP"))


def _pupil() -> Actor:
    """The pupil among the demonstration's accounts."""
    account, unit = db.session.execute(
        select(Account, Unit)
        .join(Membership, Membership.member_id == Account.member_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Account.email.startswith("pupil@"))
    ).one()
    return Actor(account.id, account.member_id, unit.id, unit.path)


def _latest_held(host: str) -> int:
    return db.session.execute(
        select(Activity.id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Unit.code == host, Activity.state == "held")
        .order_by(Activity.id.desc())
        .limit(1)
    ).scalar_one()
