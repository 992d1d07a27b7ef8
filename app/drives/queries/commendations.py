"""Nominations, decisions, and the honours that came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.drives.models import CommendationDecision, Drive, DriveUnit, Nomination
from app.drives.permissions import (
    can_check_nomination,
    can_consent_to_naming,
    can_decide_drive,
    can_decide_nomination,
    can_nominate,
    can_see_nomination,
    can_see_nominations,
    visible_nominations,
)
from app.drives.queries.hands import had_a_hand
from app.drives.queries.setup import get_drive
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.people.permissions import can_see_member
from app.works.models import Work

MOST_SHOWN = 300


@dataclass(frozen=True)
class CommendationsPage:
    """A drive's nominations that the reader may see, and those that the reader may decide on."""

    drive: Drive
    nominations: Sequence[Nomination]
    decisions: Sequence[CommendationDecision]
    own_places: Sequence[DriveUnit]
    to_decide: Sequence[Nomination]
    decides: bool
    sees_all: bool


@dataclass(frozen=True)
class NominationPage:
    """One nomination, and what the reader may do with it."""

    drive: Drive
    nomination: Nomination
    can_check: bool
    can_consent: bool
    can_note_guardian: bool
    is_minor: bool


def get_commendations_page(actor: Actor, drive_id: int) -> CommendationsPage:
    """The nominations of a drive. Raises NotFound for whoever has nothing to see there."""
    drive = get_drive(actor, drive_id)
    places = _led_places(actor, drive)
    if drive.is_draft or not (places or can_see_nominations(actor, drive)):
        raise NotFound
    nominations = (
        db.session.execute(
            _nominations()
            .join(Unit, Unit.id == Nomination.unit_id)
            .where(Nomination.drive_id == drive_id, visible_nominations(actor, drive))
            .order_by(Nomination.id)
            .limit(MOST_SHOWN)
        )
        .scalars()
        .all()
    )
    hand = had_a_hand(drive_id, actor.account_id)
    decides = drive.state == "closed" and can_decide_drive(actor, drive, had_a_hand=hand)
    decisions = (
        db.session.execute(
            select(CommendationDecision)
            .where(CommendationDecision.drive_id == drive_id)
            .order_by(CommendationDecision.id)
        )
        .scalars()
        .all()
    )
    to_decide = [
        each
        for each in nominations
        if decides and each.state == "checked" and can_decide_nomination(actor, drive, each, had_a_hand=hand)
    ]
    sees_all = can_see_nominations(actor, drive)
    return CommendationsPage(drive, nominations, decisions, places, to_decide, decides, sees_all)


def get_nomination(actor: Actor, nomination_id: int) -> NominationPage:
    """A nomination that the actor may see. Raises NotFound."""
    nomination = db.session.execute(
        _nominations()
        .where(Nomination.id == nomination_id)
        .options(joinedload(Nomination.drive).joinedload(Drive.unit))
    ).scalar_one_or_none()
    if nomination is None or not can_see_nomination(actor, nomination.drive, nomination):
        raise NotFound
    drive = nomination.drive
    member = nomination.member
    leads = any(place.unit_id == nomination.unit_id for place in _led_places(actor, drive))
    is_minor = member is not None and member.is_minor_on(clock.today())
    return NominationPage(
        drive=drive,
        nomination=nomination,
        can_check=nomination.state in ("nominated", "checked") and can_check_nomination(actor, drive, nomination),
        can_consent=can_consent_to_naming(actor, nomination),
        can_note_guardian=leads and is_minor and nomination.state == "decided",
        is_minor=is_minor,
    )


def get_place_to_nominate(actor: Actor, place_id: int) -> DriveUnit:
    """A place for whose unit the actor may nominate. Raises NotFound, NotAllowed."""
    place = db.session.execute(
        select(DriveUnit)
        .where(DriveUnit.id == place_id)
        .options(joinedload(DriveUnit.unit), joinedload(DriveUnit.drive).joinedload(Drive.unit))
    ).scalar_one_or_none()
    if place is None:
        raise NotFound
    get_drive(actor, place.drive_id)
    if place.drive.is_draft or not can_nominate(actor, place):
        raise NotAllowed
    return place


def get_decision(actor: Actor, decision_id: int) -> tuple[Drive, CommendationDecision, list[Nomination]]:
    """A decision with what it commends, for those who see the nominations. Raises NotFound."""
    decision = db.session.get(CommendationDecision, decision_id)
    if decision is None:
        raise NotFound
    drive = get_drive(actor, decision.drive_id)
    if not can_see_nominations(actor, drive):
        raise NotFound
    nominations = db.session.execute(
        _nominations().where(Nomination.decision_id == decision_id).order_by(Nomination.id)
    ).scalars()
    return drive, decision, list(nominations)


def list_thing_choices(actor: Actor, place: DriveUnit, kind: str) -> list[tuple[int, str]]:
    """What the place's unit could nominate of a kind: itself, its works accepted in the period, its members."""
    path = place.unit.path
    if kind == "unit":
        return [(place.unit_id, place.unit.name)]
    if kind == "work":
        works = (
            select(Work.id, Work.title)
            .join(Unit, Unit.id == Work.unit_id)
            .where(
                Unit.path.startswith(path, autoescape=True),
                Work.accepted_on.between(place.drive.date_from, place.drive.date_to),
            )
            .order_by(Work.accepted_on.desc(), Work.id)
            .limit(MOST_SHOWN)
        )
        return [(id_, title) for id_, title in db.session.execute(works)]
    members = (
        select(Member.id, Member.full_name, Unit.short_name)
        .join(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Member.id != (actor.member_id or 0))
        .order_by(Member.name_sort, Member.id)
        .limit(1000)
    )
    return [(id_, f"{name} · {unit}") for id_, name, unit in db.session.execute(members)]


def list_commended(drive: Drive) -> list[Nomination]:
    """Who was commended in a drive and may be named to everybody."""
    nominations = db.session.execute(
        _nominations().where(Nomination.drive_id == drive.id, Nomination.state == "decided").order_by(Nomination.id)
    ).scalars()
    today = clock.today()
    return [
        each
        for each in nominations
        if each.may_be_named(is_minor=each.member is not None and each.member.is_minor_on(today))
    ]


def list_honours_of_unit(actor: Actor, unit: Unit) -> list[Nomination]:
    """The honours of a unit and its works over the years, and of those members whom the reader may see or all may name.

    The latest first.
    """
    nominations = db.session.execute(
        _nominations()
        .where(Nomination.state == "decided", or_(Nomination.unit_id == unit.id, Nomination.for_unit_id == unit.id))
        .options(joinedload(Nomination.drive))
        .order_by(Nomination.decision_id.desc(), Nomination.id)
        .limit(MOST_SHOWN)
    ).scalars()
    today = clock.today()
    return [
        each
        for each in nominations
        if each.member is None
        or can_see_member(actor, each.member.id, unit.path)
        or each.may_be_named(is_minor=each.member.is_minor_on(today))
    ]


def list_honours_of_member(actor: Actor, member_id: int) -> tuple[Member, list[Nomination]]:
    """A member's honours over the years, the latest first. Raises NotFound for who may not see the member."""
    row = db.session.execute(
        select(Member, Unit.path)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Member.id == member_id)
        .order_by(Membership.valid_from.desc())
        .limit(1)
    ).one_or_none()
    if row is None or not can_see_member(actor, member_id, row[1]):
        raise NotFound
    nominations = db.session.execute(
        _nominations()
        .where(Nomination.state == "decided", Nomination.member_id == member_id)
        .options(joinedload(Nomination.drive))
        .order_by(Nomination.decision_id.desc())
        .limit(MOST_SHOWN)
    ).scalars()
    return row[0], list(nominations)


def _nominations() -> Any:
    return select(Nomination).options(
        joinedload(Nomination.unit),
        joinedload(Nomination.for_unit),
        joinedload(Nomination.work),
        joinedload(Nomination.member),
        joinedload(Nomination.decision),
    )


def _led_places(actor: Actor, drive: Drive) -> list[DriveUnit]:
    places = db.session.execute(
        select(DriveUnit)
        .where(DriveUnit.drive_id == drive.id, DriveUnit.registered_at.is_not(None), DriveUnit.withdrawn_on.is_(None))
        .options(joinedload(DriveUnit.unit))
        .order_by(DriveUnit.id)
    ).scalars()
    return [place for place in places if can_nominate(actor, place)]
