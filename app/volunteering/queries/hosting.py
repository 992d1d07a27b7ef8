"""What the host's leaders read: who signed up, whom to sign up, which shifts are short of people, consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed, NotFound
from app.core.files import StoredFile
from app.core.text import fold
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.people.queries.members import has_code
from app.places.models import Commune
from app.volunteering.models import LIVE_STATES, Activity, GuardianConsent, Shift, SignUp
from app.volunteering.permissions import can_lead_activity, can_record_consent, can_see_people, hosts, led_activities
from app.volunteering.queries.activities import get_activity
from app.volunteering.queries.same_day import list_shifts
from app.works.models import Work
from app.works.permissions import can_cancel_work
from app.works.queries import get_work

SHORT_WITHIN = timedelta(days=21)


@dataclass(frozen=True)
class PeoplePage:
    """Who signed up to the shifts of an activity, by shift: taken places by name, then the waiting list in order."""

    activity: Activity
    shifts: list[Shift]
    sign_ups: dict[int, list[SignUp]]
    can_lead: bool
    # By shift: who gave the place back, with reason and whether it was late; the latest first.
    given_back: dict[int, list[SignUp]]


@dataclass(frozen=True)
class ConsentsPage:
    """A member with all consents ever recorded, the newest first."""

    member: Member
    consents: Sequence[GuardianConsent]


@dataclass(frozen=True)
class WorkToCancel:
    """A work, how many activities would be called off with it, and how many sign-ups would end."""

    work: Work
    activities: int
    people: int


def get_people_page(actor: Actor, activity_id: int) -> PeoplePage:
    """Names and phones of those who signed up, for whom `can_see_people` lets. Raises NotFound, NotAllowed."""
    activity = get_activity(actor, activity_id)
    if not can_see_people(actor, activity):
        raise NotAllowed
    shifts = list_shifts(activity_id)
    sign_ups = db.session.execute(
        select(SignUp)
        .join(SignUp.member)
        .where(SignUp.shift_id.in_([shift.id for shift in shifts]))
        .options(contains_eager(SignUp.member), joinedload(SignUp.unit))
        .order_by(Member.name_sort, SignUp.id)
    ).scalars()
    by_shift: dict[int, list[SignUp]] = {shift.id: [] for shift in shifts}
    given_back: dict[int, list[SignUp]] = {shift.id: [] for shift in shifts}
    for sign_up in sign_ups:
        (by_shift if sign_up.state in LIVE_STATES else given_back)[sign_up.shift_id].append(sign_up)
    for rows in by_shift.values():
        rows.sort(key=lambda row: (row.state == "waitlisted", row.position if row.state == "waitlisted" else 0))
    for rows in given_back.values():
        rows.sort(key=lambda row: row.cancelled_at or row.at, reverse=True)
    return PeoplePage(activity, shifts, by_shift, can_lead_activity(actor, activity), given_back)


def get_member_of_sign_up(sign_up_id: int) -> Member:
    """Who signed up, for a view that has asked whether the actor may know."""
    statement = select(Member).join(SignUp, SignUp.member_id == Member.id).where(SignUp.id == sign_up_id)
    return db.session.execute(statement).scalar_one()


def find_members_to_sign_up(actor: Actor, text: str, limit: int = 20) -> Sequence[Any]:
    """Members of the units that the actor leads, by name or code: rows (id, full_name, code, unit)."""
    words = fold(text).split()[:6]
    if not words:
        return []
    by_name = [Member.name_folded.contains(word, autoescape=True) for word in words]
    return db.session.execute(
        select(Member.id, Member.full_name, Member.code, Unit.short_name.label("unit"))
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            hosts(actor),
            Membership.valid_until.is_(None),
            or_(has_code(text.strip().upper()), *([] if not by_name else [_all(by_name)])),
        )
        .order_by(Member.name_sort, Member.id)
        .limit(limit)
    ).all()


def list_host_choices(actor: Actor) -> list[tuple[int, str]]:
    """The units for which the actor may save an activity, as (id, name), higher ones first."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(hosts(actor), Unit.dissolved_on.is_(None))
        .order_by(Unit.kind == "chapter", Unit.kind != "bloc", Unit.name_sort)
    ).all()
    return [(id_, name) for id_, name in rows]


def list_unit_choices(*, always: Sequence[int] = ()) -> list[tuple[int, str]]:
    """The units that may be invited or host together: the base units, and those that are chosen already."""
    base = Unit.kind.in_(("union", "base_chapter")) & Unit.dissolved_on.is_(None)
    rows = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(or_(base, Unit.id.in_(list(always))) if always else base)
        .order_by(Unit.name_sort)
    ).all()
    return [(id_, name) for id_, name in rows]


def list_commune_choices() -> list[tuple[int, str]]:
    """The communes of today, as (id, name)."""
    rows = db.session.execute(
        select(Commune.id, Commune.name).where(Commune.valid_to.is_(None)).order_by(Commune.name_sort)
    ).all()
    return [(id_, name) for id_, name in rows]


def list_work_choices(actor: Actor, *, always: int | None = None) -> list[tuple[int, str]]:
    """The works in hand of units that the actor leads, and the one that is chosen already."""
    own = select(Unit.id).where(hosts(actor))
    running = Work.unit_id.in_(own) & Work.state.in_(("approved", "under_way"))
    rows = db.session.execute(
        select(Work.id, Work.title).where(or_(running, Work.id == always)).order_by(Work.title, Work.id).limit(200)
    ).all()
    return [(id_, title) for id_, title in rows]


def shifts_short_of_people(actor: Actor) -> list[Shift]:
    """Shifts of the coming three weeks, of activities that the actor leads, with fewer people than their minimum."""
    if not actor.is_system and not actor.has(Role.LEADER):
        return []
    now = clock.now()
    return list(
        db.session.execute(
            select(Shift)
            .join(Shift.activity)
            .where(
                Activity.state == "published",
                led_activities(actor),
                Shift.starts_at > now,
                Shift.starts_at < now + SHORT_WITHIN,
                Shift.confirmed < Shift.minimum,
            )
            .options(contains_eager(Shift.activity))
            .order_by(Shift.starts_at, Shift.id)
        ).scalars()
    )


def get_work_to_cancel(actor: Actor, work_id: int) -> WorkToCancel:
    """A work that the actor may give up, and what that would end. Raises NotFound, NotAllowed."""
    work = get_work(actor, work_id)
    if not can_cancel_work(actor, work):
        raise NotAllowed
    shifts = db.session.execute(
        select(Shift.activity_id, Shift.confirmed + Shift.waiting)
        .join(Shift.activity)
        .where(Activity.work_id == work_id, Activity.state.in_(("draft", "published")))
    ).all()
    return WorkToCancel(work, len({activity_id for activity_id, _ in shifts}), sum(people for _, people in shifts))


def get_consents_page(actor: Actor, member_id: int) -> ConsentsPage:
    """A member with the guardian's consents, for the leader of the member's unit. Raises NotFound."""
    row = db.session.execute(
        select(Member, Unit.path)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Member.id == member_id, Membership.valid_until.is_(None))
    ).first()
    if row is None or not can_record_consent(actor, member_id, row.path):
        raise NotFound
    consents = db.session.execute(
        select(GuardianConsent)
        .where(GuardianConsent.member_id == member_id)
        .order_by(GuardianConsent.given_on.desc(), GuardianConsent.id.desc())
    ).scalars()
    return ConsentsPage(row.Member, list(consents))


def get_consent_member(actor: Actor, consent_id: int) -> int:
    """Whose consent it is, for those who may see it. Raises NotFound."""
    consent = db.session.get(GuardianConsent, consent_id)
    if consent is None:
        raise NotFound
    return get_consents_page(actor, consent.member_id).member.id


def get_consent_paper(actor: Actor, consent_id: int) -> StoredFile:
    """The paper of a consent, for those who may see the consents of its member. Raises NotFound."""
    consent = db.session.get(GuardianConsent, consent_id, options=[joinedload(GuardianConsent.file)])
    if consent is None or consent.file is None:
        raise NotFound
    get_consents_page(actor, consent.member_id)
    return consent.file


def _all(clauses: Sequence[Any]) -> Any:
    first, *others = clauses
    for clause in others:
        first = first & clause
    return first
