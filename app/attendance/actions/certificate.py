"""Certificates: issued once for the same hours, replaced when hours are corrected, withdrawn with a reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.attendance.models import Certificate
from app.attendance.permissions import can_issue_certificate, can_issue_certificates, can_withdraw_certificate
from app.attendance.queries.certificates import get_certificate, get_host_activity
from app.core import clock
from app.core.actions import action, lock_all, lock_table
from app.core.actor import Actor
from app.core.codes import new_checked_code
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member, Unit
from app.volunteering.models import Activity, Shift, SignUp

CODE_LENGTH = 16


class Facts(NamedTuple):
    """What the record says about a member in an activity: confirmed minutes, first and last day."""

    minutes: int
    first_on: date
    last_on: date
    full_name: str
    unit_name: str


@action
def issue_certificate(actor: Actor, *, activity_id: int, member_id: int | None = None) -> int:
    """Certify the confirmed hours of a member (oneself) in an activity that is over; returns the certificate's id.

    Asking again gives the same one. Who had it taken back gets none for the same hours, unless the host issues it.
    Raises NotFound, NotAllowed, NotPossible.
    """
    member_id = member_id or actor.member_id
    if member_id is None:
        raise NotAllowed
    activity = get_host_activity(actor, activity_id)
    if not can_issue_certificate(actor, activity, member_id):
        raise NotAllowed
    by_host = can_issue_certificates(actor, activity) and actor.member_id != member_id
    issued = _issue(actor, activity, {member_id}, again=by_host)
    if not issued:
        taken_back = _taken_back(activity.id, {member_id})
        raise NotPossible("certificate_taken_back" if taken_back else "no_confirmed_hours")
    return issued[0][0].id


@action
def issue_certificates(actor: Actor, *, activity_id: int) -> int:
    """Certify the hours of everybody who took part; returns how many certificates are new.

    What was taken back with a reason stays taken back for the same hours.
    """
    activity = get_host_activity(actor, activity_id)
    if not can_issue_certificates(actor, activity):
        raise NotAllowed
    return sum(is_new for _certificate, is_new in _issue(actor, activity, None, again=False))


@action
def publish_certificate(
    actor: Actor, *, certificate_id: int, shows_name: bool, shows_hours: bool, shows_activity: bool
) -> None:
    """Say what the public page shows: only its owner decides that."""
    certificate = get_certificate(actor, certificate_id)
    if certificate.member_id != actor.member_id:
        raise NotAllowed
    shown = {"shows_name": shows_name, "shows_hours": shows_hours, "shows_activity": shows_activity}
    if all(getattr(certificate, name) == value for name, value in shown.items()):
        return
    for name, value in shown.items():
        setattr(certificate, name, value)
    record(actor, "certificate.published", certificate, **shown)


@action
def withdraw_certificate(actor: Actor, *, certificate_id: int, reason: str) -> None:
    """Take a certificate back, with a reason that its owner reads. Twice changes nothing."""
    certificate = get_certificate(actor, certificate_id)
    activity = get_host_activity(actor, certificate.activity_id)
    if not can_withdraw_certificate(actor, activity):
        raise NotAllowed
    if certificate.state == "withdrawn":
        return
    if not reason.strip():
        raise NotPossible("withdrawal_reason_needed", field="reason")
    lock_table(Certificate)
    db.session.refresh(certificate)  # it may have been replaced while we waited
    if certificate.state == "replaced":
        raise NotPossible("certificate_replaced")
    certificate.state, certificate.ended_at, certificate.reason = "withdrawn", clock.now(), reason.strip()
    record(actor, "certificate.withdrawn", certificate, reason=certificate.reason)


def renew_certificates(actor: Actor, activity: Activity, member_ids: Iterable[int]) -> list[int]:
    """Replace the valid certificates of members whose hours have changed, inside an action; returns the ended ones.

    Where no hours are left the certificate is withdrawn.
    """
    valid = (
        Certificate.activity_id == activity.id,
        Certificate.member_id.in_(list(member_ids)),
        Certificate.state == "valid",
    )
    if db.session.execute(select(Certificate.id).where(*valid).limit(1)).first() is None:
        return []
    lock_table(Certificate)
    found = list(db.session.execute(select(Certificate).where(*valid)).scalars())
    facts = _facts(activity.id, {certificate.member_id for certificate in found})
    ended = []
    for old in found:
        now = facts.get(old.member_id)
        if now is not None and now.minutes == old.minutes:
            continue
        old.ended_at, old.reason = clock.now(), "hours_corrected"
        ended.append(old.id)
        if now is None or now.minutes == 0:
            old.state = "withdrawn"
            record(actor, "certificate.withdrawn", old, reason=old.reason)
            continue
        # First free the place of the valid one, then fill it.
        old.state, old.replaced_by_id = "replaced", old.id
        db.session.flush()
        new = _add(actor, activity, old.member_id, now)
        new.shows_name, new.shows_hours, new.shows_activity = old.shows_name, old.shows_hours, old.shows_activity
        old.replaced_by_id = new.id
        record(actor, "certificate.replaced", old, by=new.id)
    return ended


def _issue(
    actor: Actor, activity: Activity, member_ids: set[int] | None, *, again: bool
) -> list[tuple[Certificate, bool]]:
    """The valid certificates of members (None: of all who took part), and whether each was made just now.

    `again`: also where one for the same hours was taken back.
    """
    if activity.ends_at is None or activity.ends_at > clock.now():
        raise NotPossible("not_over_yet")
    # Hours can't change while they are certified: confirming them locks the shift as well.
    lock_all(Shift, Shift.activity_id == activity.id)
    lock_table(Certificate)
    facts = {id_: known for id_, known in _facts(activity.id, member_ids).items() if known.minutes > 0}
    valid = {
        certificate.member_id: certificate
        for certificate in db.session.execute(
            select(Certificate).where(Certificate.activity_id == activity.id, Certificate.state == "valid")
        ).scalars()
    }
    taken_back = {} if again else _taken_back(activity.id, member_ids)
    return [
        (valid[id_], False) if id_ in valid else (_add(actor, activity, id_, known), True)
        for id_, known in sorted(facts.items())
        if id_ in valid or known.minutes not in taken_back.get(id_, ())
    ]


def _taken_back(activity_id: int, member_ids: set[int] | None) -> dict[int, set[int]]:
    """The minutes of the certificates that the host took back, by member."""
    statement = select(Certificate).where(Certificate.activity_id == activity_id, Certificate.state == "withdrawn")
    if member_ids is not None:
        statement = statement.where(Certificate.member_id.in_(list(member_ids)))
    found: dict[int, set[int]] = {}
    for certificate in db.session.execute(statement).scalars():
        if certificate.is_taken_back:
            found.setdefault(certificate.member_id, set()).add(certificate.minutes)
    return found


def _add(actor: Actor, activity: Activity, member_id: int, facts: Facts) -> Certificate:
    """A new certificate with the next number of the year; the table is locked."""
    year = clock.today().year
    last = db.session.execute(select(func.max(Certificate.number)).where(Certificate.year == year)).scalar() or 0
    certificate = Certificate(
        code=new_checked_code(CODE_LENGTH),
        year=year,
        number=last + 1,
        member_id=member_id,
        activity_id=activity.id,
        state="valid",
        issued_at=clock.now(),
        issued_by=actor.account_id,
        host_name=activity.host_unit.name,
        activity_title=activity.title,
        **facts._asdict(),
    )
    db.session.add(certificate)
    db.session.flush()  # the event needs the id, and the next one its number
    record(
        actor,
        "certificate.issued",
        certificate,
        member_id=certificate.member_id,
        title=certificate.activity_title,
        number=certificate.full_number,
        minutes=facts.minutes,
    )
    return certificate


def _facts(activity_id: int, member_ids: set[int] | None) -> dict[int, Facts]:
    """What can be certified, by member. The unit is the one in which the member signed up."""
    statement = (
        select(SignUp.member_id, SignUp.confirmed_minutes, Shift.starts_at, Shift.ends_at, Member.full_name, Unit.name)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Member, Member.id == SignUp.member_id)
        .join(Unit, Unit.id == SignUp.unit_id)
        .where(Shift.activity_id == activity_id, SignUp.state == "attended")
        .order_by(SignUp.member_id, Shift.starts_at)
    )
    if member_ids is not None:
        statement = statement.where(SignUp.member_id.in_(list(member_ids)))
    rows: dict[int, list[Any]] = {}
    for row in db.session.execute(statement):
        rows.setdefault(row.member_id, []).append(row)
    return {
        member_id: Facts(
            minutes=sum(row.confirmed_minutes or 0 for row in held),
            first_on=clock.local(held[0].starts_at).date(),
            last_on=clock.local(max(row.ends_at for row in held)).date(),
            full_name=held[-1].full_name,
            unit_name=held[-1].name,
        )
        for member_id, held in rows.items()
    }
