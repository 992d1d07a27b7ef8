"""What is drawn on the map: points, groups of points where there are too many, the lines of roads."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import String, case, cast, func, not_, select

from app.extensions import db
from app.maps.queries.selection import Selection, joined, position
from app.works.models import FollowUp, Work, WorkKind
from app.works.queries.counting import sees_exact_points
from app.works.queries.follow_up import last_visit

# More points than this come grouped: what a phone draws at once, and 60 kB on the wire.
MOST_POINTS = 2000
MOST_LINES = 500
# The side of a group's cell, in pixels of a map whose world is 256 pixels wide at zoom 0.
CELL = 60


class PointRow(NamedTuple):
    """A work on the map. Without a point of its own it stands on that of its commune."""

    id: int
    title: str
    kind: str
    state: str
    lat: float
    lon: float
    has_point: bool
    day: date
    # What the last visit found, where it was not "working".
    condition: str | None


class GroupRow(NamedTuple):
    """So many works around here."""

    number: int
    lat: float
    lon: float


class LineRow(NamedTuple):
    """The line of a road, a GeoJSON LineString."""

    id: int
    title: str
    kind: str
    state: str
    line: dict[str, Any]


def list_points(selection: Selection) -> list[PointRow]:
    """The works on the map. One statement, for a selection of at most MOST_POINTS."""
    lat, lon = position(selection.actor)
    found = last_visit(FollowUp.condition)
    columns = (
        *(Work.id, Work.title, WorkKind.code, Work.state, lat, lon, Work.lat.is_not(None)),
        Work.sort_on,
        case((found != "working", found)),
    )
    statement = joined(select(*columns)).where(*selection.clauses, lat.is_not(None))
    return [PointRow(*row) for row in db.session.execute(statement.order_by(Work.id).limit(MOST_POINTS))]


def list_groups(selection: Selection, zoom: int) -> list[GroupRow]:
    """The works counted in the cells of a grid, at the middle of what lies in each. One statement.

    It reads nothing but an index, so it also tells at little cost whether there are too many works to draw each.
    """
    lat, lon = position(selection.actor)
    size = 360 / 2**zoom * CELL / 256
    statement = (
        joined(select(func.count(), func.avg(lat), func.avg(lon)))
        .where(*selection.clauses, lat.is_not(None))
        .group_by(func.round(lat / size), func.round(lon / size))
        .order_by(func.count().desc())
        .limit(MOST_POINTS)
    )
    return [GroupRow(*row) for row in db.session.execute(statement)]


def are_too_many(groups: list[GroupRow]) -> bool:
    """Are these more works than a map draws one by one?"""
    return sum(group.number for group in groups) > MOST_POINTS


def list_lines(selection: Selection) -> list[LineRow]:
    """The roads that have a line, at most MOST_LINES. One statement.

    The line of a border work is for those who see exact points: rounded, it would be a line that nobody built.
    """
    hidden = [] if sees_exact_points(selection.actor) else [not_(WorkKind.is_border)]
    statement = (
        joined(select(Work.id, Work.title, WorkKind.code, Work.state, Work.line))
        .where(*selection.clauses, *hidden, cast(Work.line, String) != "null")
        .order_by(Work.id)
        .limit(MOST_LINES)
    )
    return [LineRow(*row) for row in db.session.execute(statement) if row[4]]
