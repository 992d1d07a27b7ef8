"""Steps in the life of members: those of a unit in a year, whom one may be recorded for, and those of one member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.life import Milestone
from app.people.models import ADULT, Member, Membership, Unit
from app.people.permissions import can_record_milestones, can_see_milestones, lies_under
from app.people.queries.members import named
from app.people.queries.units import get_unit

# The Union's charter: members are 16 to 30. Who is older may stay; nobody expires by age alone.
USUAL_AGE = 30
# An introduction to the Party holds for a year.
INTRODUCTION_HOLDS = timedelta(days=365)
CANDIDATES_SHOWN = 200


@dataclass(frozen=True)
class MilestonesPage:
    """A unit's steps of one kind in a year, how many there are, and the members whom one may be recorded for."""

    unit: Unit
    kind: str
    year: int
    # Rows (Milestone, member, unit short name), the latest first.
    rows: Sequence[Any]
    # Rows (Member, unit short name).
    candidates: Sequence[Any]
    can_record: bool


def get_milestones_page(actor: Actor, unit_id: int, *, kind: str, year: int, text: str = "") -> MilestonesPage:
    """For a unit and those under it, by three statements. Raises NotFound, NotAllowed."""
    unit = get_unit(actor, unit_id)
    if not can_see_milestones(actor, unit.path):
        raise NotAllowed
    can_record = can_record_milestones(actor, unit.path) and unit.dissolved_on is None
    rows = db.session.execute(
        select(Milestone, Member, Unit.short_name)
        .join(Member, Member.id == Milestone.member_id)
        .join(Unit, Unit.id == Milestone.unit_id)
        .where(milestones_between(kind, date(year, 1, 1), date(year, 12, 31)), lies_under(Unit.path, [unit.path]))
        .order_by(Milestone.on.desc(), Member.name_sort, Milestone.id)
    ).all()
    candidates = _candidates(unit, kind, text) if can_record else ()
    return MilestonesPage(unit, kind, year, rows, candidates, can_record)


def milestones_between(kind: str, first: date, last: date) -> ColumnElement[bool]:
    """Over Milestone: those of a kind from one day to another, each person once. What a report counts."""
    gone = aliased(Member)
    merged = exists().where(gone.id == Milestone.member_id, gone.merged_into_id.is_not(None))
    return and_(Milestone.kind == kind, Milestone.on.between(first, last), ~merged)


def count_milestones(unit_path: str, first: date, last: date) -> dict[str, int]:
    """How many of each kind there were in a unit and those under it, by one statement."""
    rows = db.session.execute(
        select(Milestone.kind, func.count())
        .join(Unit, Unit.id == Milestone.unit_id)
        .where(
            or_(*(milestones_between(kind, first, last) for kind in ("admission", "party_introduction", "growing_up"))),
            lies_under(Unit.path, [unit_path]),
        )
        .group_by(Milestone.kind)
    )
    return {kind: int(number) for kind, number in rows}


def list_milestones(member_id: int) -> Sequence[Any]:
    """The steps of a member with the unit's name, the latest first."""
    return db.session.execute(
        select(Milestone, Unit.name)
        .join(Unit, Unit.id == Milestone.unit_id)
        .where(Milestone.member_id == member_id)
        .order_by(Milestone.on.desc(), Milestone.id.desc())
    ).all()


def get_milestone(actor: Actor, milestone_id: int) -> Milestone:
    """A step with member and unit, for who may take it back. Raises NotFound, NotAllowed."""
    milestone = db.session.execute(
        select(Milestone)
        .where(Milestone.id == milestone_id)
        .options(joinedload(Milestone.member), joinedload(Milestone.unit))
    ).scalar_one_or_none()
    if milestone is None or not can_see_milestones(actor, milestone.unit.path):
        raise NotFound
    if not can_record_milestones(actor, milestone.unit.path):
        raise NotAllowed
    return milestone


def _candidates(unit: Unit, kind: str, text: str) -> Sequence[Any]:
    """Present members for whom the step may be next. Who is past the usual age is proposed for growing up; a search
    finds everybody."""
    today = clock.today()
    has = exists().where(Milestone.member_id == Member.id, Milestone.kind == kind)
    order: tuple[Any, ...] = (Member.name_sort, Member.id)
    wanted = {
        "admission": ~has,
        "party_introduction": and_(
            ~has.where(Milestone.on > today - INTRODUCTION_HOLDS), Member.birth_date <= born_before(ADULT - 1, today)
        ),
        "growing_up": ~has if text.strip() else and_(~has, Member.birth_date <= born_before(USUAL_AGE, today)),
    }[kind]
    if kind == "admission":
        order = (func.coalesce(Member.joined_on, today).desc(), *order)
    return db.session.execute(
        select(Member, Unit.short_name)
        .join(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(lies_under(Unit.path, [unit.path]), wanted, *named(text))
        .order_by(*order)
        .limit(CANDIDATES_SHOWN)
    ).all()


def born_before(age: int, today: date) -> date:
    """The last birth date of those who are older than this on a day."""
    year = today.year - age - 1
    return date(year, 3, 1) - timedelta(days=1) if (today.month, today.day) == (2, 29) else today.replace(year=year)
