"""Members as something to count: those admitted in a period, and how they were rated."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, case, extract, func, or_, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.counting import Filter, Metric, Shown, Source
from app.extensions import db
from app.people.models import Member, MemberRating, Membership, Unit
from app.people.permissions import visible_members
from app.people.queries.members import is_last_membership
from app.people.wording import GRADE_NAMES


def _admitted(first: date, last: date) -> Any:
    """Who joined in the period, in the unit of that day; who came to a unit later counts in the first one."""
    own, earliest = aliased(Membership), aliased(Membership)
    begins = select(func.min(earliest.valid_from)).where(earliest.member_id == Member.id).correlate(Member)
    on_that_day = and_(
        own.valid_from <= Member.joined_on, or_(own.valid_until.is_(None), own.valid_until > Member.joined_on)
    )
    later = and_(own.valid_from > Member.joined_on, own.valid_from == begins.scalar_subquery())
    home = select(own.unit_id).where(own.member_id == Member.id, or_(on_that_day, later)).correlate(Member).limit(1)
    return select(
        home.scalar_subquery().label("unit_id"), Member.joined_on.label("day"), Member.id.label("record_id")
    ).where(Member.joined_on.between(first, last))


def _rated(first: Any, last: Any) -> Any:
    """Ratings of the years that end in the period, with the units that gave them."""
    last_year = extract("year", last)
    is_whole = and_(extract("month", last) == 12, extract("day", last) == 31)
    return select(
        MemberRating.unit_id.label("unit_id"),
        last.label("day"),
        MemberRating.id.label("record_id"),
        MemberRating.grade.label("grade"),
    ).where(
        MemberRating.year >= extract("year", first),
        MemberRating.year <= case((is_whole, last_year), else_=last_year - 1),
    )


def show_members(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Those of these members whom the actor may see."""
    rows = db.session.execute(_seen(actor).where(Member.id.in_(ids)).with_only_columns(Member.id, Member.full_name))
    return {id_: Shown(name, "people.member", {"member_id": id_}) for id_, name in rows}


def _show_ratings(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(
        _seen(actor)
        .join(MemberRating, MemberRating.member_id == Member.id)
        .where(MemberRating.id.in_(ids))
        .with_only_columns(MemberRating.id, Member.id, Member.full_name)
    )
    return {id_: Shown(name, "people.member", {"member_id": member_id}) for id_, member_id, name in rows}


def _seen(actor: Actor) -> Select[Any]:
    return (
        select(Member)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(visible_members(actor))
    )


ADMITTED = Source("admitted", _admitted, show_members)
RATINGS = Source("ratings", _rated, _show_ratings, (Filter("grade", _l("Rating"), lambda: list(GRADE_NAMES.items())),))
METRICS = (
    Metric(
        "members.admitted",
        _l("New members admitted"),
        _l("Members whose day of joining lies in the period, in the unit of that day."),
        _l("people"),
        ADMITTED,
    ),
    Metric(
        "members.rated",
        _l("Members rated"),
        _l("Ratings that the unit gave for a year that ends in the period."),
        _l("people"),
        RATINGS,
    ),
)

# What the record says of a member, as evidence for a commendation.
MEMBER_FACTS = {f"rating.{grade}": name for grade, name in GRADE_NAMES.items()}


def facts_of_member(member_id: int, first: date, last: date) -> list[tuple[str, str]]:
    """The ratings of a member in the years of a period, as ("rating.<grade>", year). One statement."""
    rows = db.session.execute(
        select(MemberRating.grade, MemberRating.year)
        .where(MemberRating.member_id == member_id, MemberRating.year.between(first.year, last.year))
        .order_by(MemberRating.year)
    )
    return [(f"rating.{grade}", str(year)) for grade, year in rows]
