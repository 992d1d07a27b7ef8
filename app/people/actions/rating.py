"""The rating of a year: a unit's members, all on one page."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Member, MemberRating, Unit
from app.people.permissions import can_rate_members, can_see_ratings, can_see_unit
from app.people.queries.ratings import list_ratings

YEARS_BACK = 10


class Rating(NamedTuple):
    """What the page showed of a member's rating, and what it shall be; None for none."""

    member_id: int
    seen: str | None
    grade: str | None


@action
def rate_members(actor: Actor, *, unit_id: int, year: int, ratings: Sequence[Rating]) -> None:
    """Write the ratings that differ from what the page showed; the others stay as they are.

    Raises Conflict where somebody else has rated one of these in between, NotPossible("not_own_rating",
    "no_year_to_rate", "not_in_unit_then").
    """
    unit = lock(Unit, Unit.id == unit_id)
    if unit is None or not can_see_unit(actor, unit):
        raise NotFound
    if not can_rate_members(actor, unit.path):
        raise NotAllowed if can_see_ratings(actor, unit.path) else NotFound
    if not clock.today().year - YEARS_BACK <= year <= clock.today().year:
        raise NotPossible("no_year_to_rate")
    wanted = {rating.member_id: rating for rating in ratings if rating.grade != rating.seen}
    if not wanted:
        return
    if actor.member_id in wanted:
        raise NotPossible("not_own_rating")
    lock_all(Member, Member.id.in_(wanted))
    if not wanted.keys() <= {member.id for member, _rating in list_ratings(unit.id, year)}:
        raise NotPossible("not_in_unit_then")
    present = {
        row.member_id: row
        for row in db.session.execute(
            select(MemberRating).where(MemberRating.member_id.in_(wanted), MemberRating.year == year)
        ).scalars()
    }
    for member_id, rating in wanted.items():
        row = present.get(member_id)
        if (row.grade if row else None) != rating.seen:
            raise Conflict
        if row is None:
            db.session.add(MemberRating(member_id=member_id, year=year, unit_id=unit.id, grade=rating.grade))
        elif rating.grade is None:
            db.session.delete(row)
        else:
            row.grade, row.unit_id = rating.grade, unit.id
    changed = {str(member_id): rating.grade for member_id, rating in sorted(wanted.items())}
    record(actor, "unit.members_rated", unit, year=year, ratings=changed)
