"""Who came in the demonstration's latest days: hours and certificates."""

from datetime import date, timedelta

from sqlalchemy import select

from app.attendance.actions import (
    deliver_check_ins,
    issue_certificate,
    issue_certificates,
    publish_certificate,
)
from app.attendance.records import Record
from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Account, Membership, Unit
from app.seed.activities import KINDS, ActivitySeeder
from app.volunteering.actions import sign_up_to_shift
from app.volunteering.models import Activity, Shift, SignUp


def load_attendance(activities: ActivitySeeder, today: date) -> None:
    """The pupil has a certificate and a place to come; everybody of the leader's latest day has a certificate."""
    pupil = _pupil()
    assert pupil.member_id is not None
    day = today - timedelta(days=6)
    activity_id = activities.held("CVA", day, KINDS[4], with_members=[pupil.member_id])
    with clock.travel(day + timedelta(days=1)):
        issue_certificates(activities.actors.leader("CVA"), activity_id=activity_id)
        certificate_id = issue_certificate(pupil, activity_id=activity_id)
        publish_certificate(
            pupil, certificate_id=certificate_id, shows_name=True, shows_hours=True, shows_activity=False
        )
        issue_certificates(activities.actors.leader("STP"), activity_id=_latest_held("STP"))
    sign_up_to_shift(pupil, shift_id=_first_shift_to_come("CDLS"))


def load_shift_of_now(activities: ActivitySeeder) -> None:
    """A shift of the leader's unit that is going on: half of its people were seen, one record must be looked at."""
    now = clock.now()
    starts_at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    day = clock.local(starts_at).date()
    activity_id = activities.published(
        "STP", day, ("Ra quân dọn vệ sinh đường Trần Đăng Ninh", "Dọn vệ sinh", "Găng tay, chổi"), starts_at=starts_at
    )
    with clock.travel(day - timedelta(days=2)):
        activities.fill(activity_id, "STP", 12)
    places = db.session.execute(
        select(SignUp.id, SignUp.shift_id).join(Shift).where(Shift.activity_id == activity_id).order_by(SignUp.id)
    ).all()
    seen_at = [starts_at + timedelta(minutes=2 * number) for number in range(6)] + [starts_at - timedelta(days=40)]
    deliver_check_ins(
        activities.actors.leader("STP"),
        phone_now=now,
        records=[
            Record(f"demonstration-{place.id}", place.shift_id, "in", "name", moment, sign_up_id=place.id)
            for place, moment in zip(places, seen_at, strict=False)
        ],
    )


def _pupil() -> Actor:
    """The pupil among the demonstration's accounts."""
    account, unit = db.session.execute(
        select(Account, Unit)
        .join(Membership, Membership.member_id == Account.member_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Account.email.startswith("pupil@"))
    ).one()
    return Actor(account.id, account.member_id, unit.id, unit.path)


def _first_shift_to_come(host: str) -> int:
    return db.session.execute(
        select(Shift.id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Unit.code == host, Activity.state == "published", Shift.starts_at > clock.now())
        .order_by(Shift.starts_at)
        .limit(1)
    ).scalar_one()


def _latest_held(host: str) -> int:
    return db.session.execute(
        select(Activity.id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Unit.code == host, Activity.state == "held")
        .order_by(Activity.id.desc())
        .limit(1)
    ).scalar_one()
