"""The members whom a unit rates for a year, with the ratings that are there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from app.core import clock
from app.extensions import db
from app.people.models import Member, MemberRating, Membership

MOST_RATED = 500


def list_ratings(unit_id: int, year: int) -> Sequence[Any]:
    """Rows (Member, MemberRating or None) of who was in just this unit when the year ended, or is today, by name."""
    day = min(date(year, 12, 31), clock.today())
    return db.session.execute(
        select(Member, MemberRating)
        .join(Membership, Membership.member_id == Member.id)
        .outerjoin(MemberRating, and_(MemberRating.member_id == Member.id, MemberRating.year == year))
        .where(
            Membership.unit_id == unit_id,
            Membership.valid_from <= day,
            or_(Membership.valid_until.is_(None), Membership.valid_until > day),
        )
        .order_by(Member.name_sort, Member.id)
        .limit(MOST_RATED)
    ).all()
