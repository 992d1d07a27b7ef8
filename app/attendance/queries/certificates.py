"""Reading certificates: for their owner, for the host, and what the public page may say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attendance.models import Certificate
from app.attendance.permissions import can_issue_certificates, can_see_attendance, can_see_certificate
from app.core import clock
from app.core.actor import Actor
from app.core.codes import NotACode, read_checked_code
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.permissions import visible_activities


@dataclass(frozen=True)
class CertificateRow:
    """Somebody who took part in an activity, with the certificate that is valid or was the last one."""

    member_id: int
    full_name: str
    minutes: int
    certificate: Certificate | None

    @property
    def is_missing(self) -> bool:
        """Would issuing to everybody give this member one? Not where the host took it back for these hours."""
        held = self.certificate
        return held is None or not (held.is_valid or (held.is_taken_back and held.minutes == self.minutes))


@dataclass(frozen=True)
class CertificatesPage:
    """Everybody with confirmed hours in an activity."""

    activity: Activity
    rows: Sequence[CertificateRow]
    can_issue: bool

    @property
    def is_over(self) -> bool:
        return self.activity.ends_at is not None and self.activity.ends_at <= clock.now()

    @property
    def missing(self) -> int:
        return sum(row.is_missing for row in self.rows)


def get_host_activity(actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor may see or took part in, with its host. Raises NotFound."""
    took_part = (
        select(SignUp.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(Shift.activity_id == Activity.id, SignUp.member_id == actor.member_id, SignUp.state == "attended")
    )
    activity = db.session.execute(
        select(Activity)
        .where(Activity.id == activity_id, visible_activities(actor) | took_part.exists())
        .options(joinedload(Activity.host_unit))
    ).scalar_one_or_none()
    if activity is None:
        raise NotFound
    return activity


def get_certificate(actor: Actor, certificate_id: int) -> Certificate:
    """A certificate with its activity and what replaced it, for those who may see it. Raises NotFound."""
    certificate = db.session.execute(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .options(joinedload(Certificate.activity).joinedload(Activity.host_unit), joinedload(Certificate.replaced_by))
    ).scalar_one_or_none()
    if certificate is None or not can_see_certificate(actor, certificate.activity, certificate.member_id):
        raise NotFound
    return certificate


def get_certificate_by_code(text: str) -> Certificate:
    """The certificate with a code as it stands on the paper, with what replaced it. Raises NotFound."""
    try:
        code = read_checked_code(text[:60])
    except NotACode:
        raise NotFound from None
    certificate = db.session.execute(
        select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.replaced_by))
    ).scalar_one_or_none()
    if certificate is None:
        raise NotFound
    return certificate


def list_own_certificates(actor: Actor) -> dict[int, Certificate]:
    """The latest certificate of each activity that the actor took part in, by activity."""
    if actor.member_id is None:
        return {}
    rows = db.session.execute(
        select(Certificate).where(Certificate.member_id == actor.member_id).order_by(Certificate.id)
    ).scalars()
    return {certificate.activity_id: certificate for certificate in rows}


def get_certificates_page(actor: Actor, activity_id: int) -> CertificatesPage:
    """Who took part in an activity, and their certificates. Raises NotFound, NotAllowed."""
    activity = get_host_activity(actor, activity_id)
    if not can_see_attendance(actor, activity):
        raise NotAllowed
    people = db.session.execute(
        select(Member.id, Member.full_name, func.sum(SignUp.confirmed_minutes))
        .join(SignUp, SignUp.member_id == Member.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(Shift.activity_id == activity_id, SignUp.state == "attended", SignUp.confirmed_minutes > 0)
        .group_by(Member.id)
        .order_by(Member.name_sort, Member.id)
    ).all()
    found = db.session.execute(
        select(Certificate).where(Certificate.activity_id == activity_id).order_by(Certificate.id)
    ).scalars()
    latest = {certificate.member_id: certificate for certificate in found}
    rows = [CertificateRow(id_, name, int(minutes or 0), latest.get(id_)) for id_, name, minutes in people]
    return CertificatesPage(activity, rows, can_issue_certificates(actor, activity))
