"""Reading what the rules of a place ask for: members with unit, live places and consents, and the limits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from app.core.settings import setting
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.volunteering.models import (
    LIVE_STATES,
    PLACE_STATES,
    GuardianConsent,
    MemberSkill,
    Shift,
    ShiftQuota,
    SignUp,
)
from app.volunteering.room import Quota, Room, room_of
from app.volunteering.rules import Candidate, Limits, Place

# Overlaps need the places beside a shift, the hours of a week those of seven days around it.
AROUND = timedelta(days=8)


def get_limits() -> Limits:
    """The limits as the administrator set them: setting "volunteering", by the names of `Limits`."""
    return Limits(**setting("volunteering", {}))


def load_candidates(
    members: Iterable[Member], shifts: Iterable[Shift], *, unit_paths: dict[int, str] | None = None
) -> dict[int, Candidate]:
    """The members as the rules for these shifts see them, by at most four statements.

    `unit_paths` are the paths of the members' units where they are known already. Consents and skills are only read if
    one of the shifts asks for them.
    """
    rows, targets = {member.id: member for member in members}, list(shifts)
    if not rows or not targets:
        return {}
    paths = load_unit_paths(rows) if unit_paths is None else unit_paths
    begin = min(shift.starts_at for shift in targets) - AROUND
    end = max(shift.ends_at for shift in targets) + AROUND
    places = load_places(rows, begin, end)
    consents = load_consents(rows) if any(shift.marks for shift in targets) else {}
    skills = load_skills(rows) if any(shift.needed_skills for shift in targets) else {}
    return {
        id_: Candidate(
            member, paths.get(id_, ""), places.get(id_, ()), consents.get(id_, ()), skills.get(id_, frozenset())
        )
        for id_, member in rows.items()
    }


def find_units_of(member_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The present unit of members, id and path; who is in none is left out."""
    statement = (
        select(Membership.member_id, Unit.id, Unit.path)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.member_id.in_(list(member_ids)), Membership.valid_until.is_(None))
    )
    return {member_id: (unit_id, path) for member_id, unit_id, path in db.session.execute(statement)}


def load_unit_paths(member_ids: Iterable[int]) -> dict[int, str]:
    """The paths of the members' present units; who is in none is left out."""
    return {member_id: path for member_id, (_unit_id, path) in find_units_of(member_ids).items()}


# Built once: in a rush that takes longer than asking.
_PLACES = (
    select(SignUp.member_id, Shift.id, Shift.starts_at, Shift.ends_at, SignUp.state)
    .join(Shift, Shift.id == SignUp.shift_id)
    .where(
        SignUp.member_id.in_(bindparam("member_ids", expanding=True)),
        SignUp.state.in_(LIVE_STATES),
        and_(Shift.ends_at > bindparam("begin"), Shift.starts_at < bindparam("end")),
    )
)


def load_places(member_ids: Iterable[int], begin: datetime, end: datetime) -> dict[int, list[Place]]:
    """The live places of members that touch a time."""
    places: dict[int, list[Place]] = defaultdict(list)
    around = {"member_ids": list(member_ids), "begin": begin, "end": end}
    for member_id, shift_id, starts_at, ends_at, state in db.session.execute(_PLACES, around):
        places[member_id].append(Place(shift_id, starts_at, ends_at, state))
    return places


def load_consents(member_ids: Iterable[int]) -> dict[int, list[GuardianConsent]]:
    """All consents of members, the withdrawn ones too: why there is none any more is a reason of its own."""
    consents: dict[int, list[GuardianConsent]] = defaultdict(list)
    for consent in db.session.execute(
        select(GuardianConsent).where(GuardianConsent.member_id.in_(list(member_ids)))
    ).scalars():
        consents[consent.member_id].append(consent)
    return consents


def load_skills(member_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What members can do, as codes."""
    skills: dict[int, set[str]] = defaultdict(set)
    for member_id, skill in db.session.execute(
        select(MemberSkill.member_id, MemberSkill.skill).where(MemberSkill.member_id.in_(list(member_ids)))
    ):
        skills[member_id].add(skill)
    return {member_id: frozenset(codes) for member_id, codes in skills.items()}


def load_quotas(shifts: Iterable[Shift]) -> dict[int, list[Quota]]:
    """The places held for units in these shifts, with how many of them are taken; no statement where none are held.

    A place counts for the unit in which its member signed up.
    """
    ids = [shift.id for shift in shifts if shift.quota_until is not None]
    if not ids:
        return {}
    holder, of_member = aliased(Unit), aliased(Unit)
    used = (
        select(func.count())
        .select_from(SignUp)
        .join(of_member, of_member.id == SignUp.unit_id)
        .where(
            SignUp.shift_id == ShiftQuota.shift_id,
            SignUp.state.in_(PLACE_STATES),
            of_member.path.startswith(holder.path),
        )
        .correlate(ShiftQuota, holder)
        .scalar_subquery()
    )
    quotas: dict[int, list[Quota]] = defaultdict(list)
    for shift_id, path, places, until, taken, unit_id, name in db.session.execute(
        select(
            ShiftQuota.shift_id, holder.path, ShiftQuota.places, ShiftQuota.until, used, holder.id, holder.short_name
        )
        .join(holder, holder.id == ShiftQuota.unit_id)
        .where(ShiftQuota.shift_id.in_(ids), ShiftQuota.ended_at.is_(None))
        .order_by(ShiftQuota.id)
    ):
        quotas[shift_id].append(Quota(path, places, until, taken, unit_id, name))
    return quotas


def load_room(shift: Shift, moment: datetime) -> Room:
    """The room of one shift, by no statement where nothing is held for a unit."""
    return room_of(shift, load_quotas([shift]).get(shift.id, ()), moment)
