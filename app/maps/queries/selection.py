"""Which works the filters let through: one WHERE for the points, the groups, the list, its number and the files.

Points of border kinds are rounded in the statement itself for whoever may not see them exactly: a box that is made
smaller and smaller would find the exact point otherwise.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.maps.filters import MapFilters
from app.maps.queries.within import Within, communes_within
from app.people.models import Unit
from app.people.queries.belonging import belonged_to
from app.places.models import Commune
from app.places.queries import get_commune, is_classified
from app.works.models import FollowUp, Work, WorkKind
from app.works.permissions import visible_works
from app.works.queries.counting import sees_exact_points
from app.works.queries.follow_up import last_visit


@dataclass(frozen=True)
class Selection:
    """The works that an actor may see and the filters let through, as clauses for `joined` statements."""

    actor: Actor
    filters: MapFilters
    clauses: tuple[ColumnElement[bool], ...]


def select_works(actor: Actor, filters: MapFilters, within: Within | None = None) -> Selection:
    """Read the filters into clauses: no statement, but for a commune up to five, one where `within` is known.

    Raises NotFound where there is no such commune.
    """
    clauses = [visible_works(actor), *_simple(filters), *_days(filters)]
    if filters.unit:
        clauses.append(belonged_to(Work.unit_id, day_of(), _unit_id(filters.unit)))
    if filters.class_:
        # What the place was on the acceptance date; of a work that isn't accepted yet, what it is.
        clauses.append(is_classified(Work.commune_id, filters.class_, day_of()))
    if filters.commune:
        clauses.append(_in_commune(within or communes_within(get_commune(filters.commune))))
    if filters.condition:
        clauses.append(_in_condition(filters.condition))
    if filters.box:
        west, south, east, north = filters.box
        lat, lon = position(actor)
        clauses.append(or_(lat.is_(None), and_(lat.between(south, north), lon.between(west, east))))
    return Selection(actor, filters, tuple(clauses))


def day_of() -> Any:
    """The day that a work counts by, as a column: its acceptance, else today."""
    return func.coalesce(Work.accepted_on, clock.today())


def position(actor: Actor) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Latitude and longitude as the actor may see them, in degrees: the work's point, else that of its commune."""
    lat, lon = func.coalesce(Work.lat, Commune.lat), func.coalesce(Work.lon, Commune.lon)
    if sees_exact_points(actor):
        return lat, lon
    return tuple(case((WorkKind.is_border, func.round(c * 100) / 100.0), else_=c) for c in (lat, lon))  # type: ignore[return-value]


def joined(statement: Select[Any]) -> Select[Any]:
    """A statement over works with their kind and commune: all that the clauses of a selection need."""
    return (
        statement.select_from(Work)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .outerjoin(Commune, Commune.id == Work.commune_id)
    )


def _simple(filters: MapFilters) -> list[ColumnElement[bool]]:
    pairs = (
        (WorkKind.code, filters.kind),
        (Work.state, filters.state),
        (Work.level, filters.level),
        (Work.occasion, filters.occasion),
        (WorkKind.counts_as, filters.counts_as),
    )
    return [column == wanted for column, wanted in pairs if wanted]


def _days(filters: MapFilters) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.year:
        clauses.append(Work.sort_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.since:
        clauses.append(Work.sort_on >= date(filters.since, 1, 1))
    if filters.until:
        clauses.append(Work.sort_on <= date(filters.until, 12, 31))
    return clauses


def _unit_id(unit: str) -> Any:
    """A unit by its code, else by its id, as addresses name units in both ways."""
    named = [Unit.code == unit]
    if unit.isascii() and unit.isdigit() and len(unit) < 10:
        named.append(Unit.id == int(unit))
    by_code_first = case((Unit.code == unit, 0), else_=1)
    return select(Unit.id).where(or_(*named)).order_by(by_code_first).limit(1).correlate(None).scalar_subquery()


def _in_commune(within: Within) -> ColumnElement[bool]:
    """The works that lie in a commune, whatever theirs was called in their time; of a split one their point decides."""
    here = Work.commune_id.in_(within.whole)
    if not within.split:
        return here
    rows: Any = db.session.execute(
        select(Work.id, Work.commune_id, Work.lat, Work.lon).where(Work.commune_id.in_(within.split))
    )
    decided = [id_ for id_, *place in rows if within.generation.place(*place).commune_id == within.commune_id]
    return or_(here, Work.id.in_(decided))


def _in_condition(condition: str) -> ColumnElement[bool]:
    """What the last visit found, or whether there was none yet, or one is overdue."""
    if condition == "overdue":
        due = select(FollowUp.id).where(
            FollowUp.work_id == Work.id, FollowUp.visited_on.is_(None), FollowUp.due_on < clock.today()
        )
        return due.correlate(Work).exists()
    if condition == "unvisited":
        visited = select(FollowUp.id).where(FollowUp.work_id == Work.id, FollowUp.visited_on.is_not(None))
        return and_(Work.state == "accepted", not_(visited.correlate(Work).exists()))
    return last_visit(FollowUp.condition) == condition
