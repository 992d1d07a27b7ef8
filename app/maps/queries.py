"""Reading for the map: points, groups of points where there are too many, and the list with the same content.

Points of border kinds are rounded in the statement itself for whoever may not see them exactly: a box that is made
smaller and smaller would find the exact point otherwise.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, union_all

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import PAGE_SIZE, Page, fetch_page
from app.extensions import db
from app.maps.filters import MapFilters
from app.people.models import Unit
from app.places.models import Classification, Commune
from app.places.queries import is_classified
from app.works.models import FollowUp, KindMeasure, Work, WorkKind, WorkMeasure, WorkPhoto
from app.works.permissions import visible_works
from app.works.queries.counting import sees_exact_points
from app.works.queries.follow_up import last_visit
from app.works.queries.kinds import narrows_lists

# More points than this come grouped: what a phone draws at once, and 60 kB on the wire.
MOST_POINTS = 2000
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


class GroupRow(NamedTuple):
    """So many works around here."""

    number: int
    lat: float
    lon: float


class ListedWork(NamedTuple):
    """A work in the list and in the pop-up. `contribution` is the Union's, in đồng."""

    id: int
    title: str
    state: str
    sort_on: date
    accepted_on: date | None
    contribution: int
    kind: str
    kind_vi: str
    kind_en: str
    unit: str
    commune: str | None
    district: str | None
    lat: float | None
    lon: float | None
    quantity: Decimal | None
    unit_vi: str | None
    unit_en: str | None
    before_id: int | None
    after_id: int | None
    # What the last visit after acceptance found.
    condition: str | None
    visited_on: date | None

    def kind_name(self, language: str) -> str:
        return self.kind_en if language == "en" else self.kind_vi

    def measure(self, language: str) -> str | None:
        return self.unit_en if language == "en" else self.unit_vi

    @property
    def place(self) -> str:
        return f"{self.commune} ({self.district})" if self.district else self.commune or ""


@dataclass(frozen=True)
class Choices:
    """What the filters offer: (value, label) pairs. `illustrative`: classifications made up for a demonstration."""

    kinds: list[tuple[str, str]]
    units: list[tuple[str, str]]
    classes: list[str]
    illustrative: set[str]
    generations: list[date]
    years: list[int]


def list_points(actor: Actor, filters: MapFilters) -> list[PointRow] | None:
    """The works on the map, or None where there are more than MOST_POINTS. One statement."""
    lat, lon = _position(actor)
    columns = (Work.id, Work.title, WorkKind.code, Work.state, lat, lon, Work.lat.is_not(None))
    statement = _joined(select(*columns)).where(*_shown(actor, filters), lat.is_not(None))
    rows = db.session.execute(statement.order_by(Work.id).limit(MOST_POINTS + 1)).all()
    return None if len(rows) > MOST_POINTS else [PointRow(*row) for row in rows]


def list_groups(actor: Actor, filters: MapFilters, zoom: int) -> list[GroupRow]:
    """The works counted in the cells of a grid, at the middle of what lies in each. One statement."""
    lat, lon = _position(actor)
    size = 360 / 2**zoom * CELL / 256
    statement = (
        _joined(select(func.count(), func.avg(lat), func.avg(lon)))
        .where(*_shown(actor, filters), lat.is_not(None))
        .group_by(func.round(lat / size), func.round(lon / size))
        .order_by(func.count().desc())
        .limit(MOST_POINTS)
    )
    return [GroupRow(*row) for row in db.session.execute(statement)]


def count_works(actor: Actor, filters: MapFilters) -> int:
    """How many works the filters let through."""
    return db.session.scalar(_joined(select(func.count())).where(*_shown(actor, filters))) or 0


def list_works(actor: Actor, filters: MapFilters, at: str | None = None, size: int = PAGE_SIZE) -> Page:
    """A page of ListedWorks, newest first. One statement."""
    page = fetch_page(
        _listed(actor).where(*_shown(actor, filters)),
        order=(Work.sort_on, Work.id),
        key_of=lambda row: (row.sort_on, row.id),
        at=at,
        size=size,
        descending=True,
        scalars=False,
    )
    return Page([ListedWork(*row) for row in page.items], page.next_key, page.previous_key)


def get_work(actor: Actor, work_id: int) -> ListedWork:
    """What a pop-up shows. Raises NotFound."""
    row = db.session.execute(_listed(actor).where(visible_works(actor), Work.id == work_id)).one_or_none()
    if row is None:
        raise NotFound
    return ListedWork(*row)


def list_choices(actor: Actor, language: str, day: date) -> Choices:
    """Everything that the filters offer, by one statement; `day` chooses the rows that may be illustrative."""
    stands = and_(
        Classification.valid_from <= day, or_(Classification.valid_to.is_(None), Classification.valid_to >= day)
    )
    kind_name = WorkKind.name_en if language == "en" else WorkKind.name_vi
    nothing = literal("", String)
    # As text that sorts like the number: 001, 002, …
    position = func.substr(cast(WorkKind.position + 1000, String), 2)
    oldest = select(func.min(Work.sort_on)).where(visible_works(actor)).scalar_subquery()
    parts = (
        select(literal("kind", String), WorkKind.code, kind_name, position).where(narrows_lists()),
        select(literal("unit", String), Unit.code, Unit.short_name, Unit.name_sort).where(
            Unit.dissolved_on.is_(None), Unit.kind != "chapter"
        ),
        select(
            literal("class", String),
            Classification.kind,
            nothing,
            cast(func.max(case((and_(Classification.is_illustrative, stands), 1), else_=0)), String),
        )
        .where(Classification.commune_id.is_not(None))
        .group_by(Classification.kind),
        select(literal("generation", String), cast(Commune.valid_from, String), nothing, nothing).distinct(),
        select(literal("since", String), cast(oldest, String), nothing, nothing),
    )
    rows = sorted(db.session.execute(union_all(*parts)), key=lambda row: row[3] or "")
    found = {name: [row[1:] for row in rows if row[0] == name] for name in ("kind", "unit", "class", "generation")}
    since = next((row[1] for row in rows if row[0] == "since"), None)
    this_year = clock.today().year
    return Choices(
        kinds=[(code, name) for code, name, _sort in found["kind"]],
        units=[(code, name) for code, name, _sort in found["unit"]],
        classes=sorted(code for code, *_rest in found["class"]),
        illustrative={code for code, _name, made_up in found["class"] if made_up == "1"},
        generations=sorted((date.fromisoformat(day) for day, *_rest in found["generation"]), reverse=True),
        years=list(range(this_year, int(since[:4]) - 1 if since else this_year - 1, -1)),
    )


def _shown(actor: Actor, filters: MapFilters) -> list[ColumnElement[bool]]:
    """What the actor may see and the filters let through, over Work with its kind, unit and commune."""
    wanted = [visible_works(actor)]
    if filters.kind:
        wanted.append(WorkKind.code == filters.kind)
    if filters.state:
        wanted.append(Work.state == filters.state)
    if filters.year:
        wanted.append(Work.sort_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.unit:
        wanted.append(Unit.path.startswith(_path_of(filters.unit)))
    if filters.class_:
        # What the place was on the acceptance date; of a work that isn't accepted yet, what it is.
        wanted.append(is_classified(Work.commune_id, filters.class_, func.coalesce(Work.accepted_on, clock.today())))
    if filters.box:
        west, south, east, north = filters.box
        lat, lon = _position(actor)
        wanted.append(or_(lat.is_(None), and_(lat.between(south, north), lon.between(west, east))))
    return wanted


def _path_of(unit: str) -> Any:
    """The path of a unit by its code, else by its id, as addresses name units in both ways."""
    named = [Unit.code == unit]
    if unit.isascii() and unit.isdigit() and len(unit) < 10:
        named.append(Unit.id == int(unit))
    by_code_first = case((Unit.code == unit, 0), else_=1)
    return select(Unit.path).where(or_(*named)).order_by(by_code_first).limit(1).correlate(None).scalar_subquery()


def _position(actor: Actor) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Latitude and longitude as the actor may see them, in degrees: the work's point, else that of its commune."""
    lat, lon = func.coalesce(Work.lat, Commune.lat), func.coalesce(Work.lon, Commune.lon)
    if sees_exact_points(actor):
        return lat, lon
    return tuple(case((WorkKind.is_border, func.round(c * 100) / 100.0), else_=c) for c in (lat, lon))  # type: ignore[return-value]


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Work)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(Commune, Commune.id == Work.commune_id)
    )


def _listed(actor: Actor) -> Select[Any]:
    """The columns of a ListedWork. The first measure of a kind is its main quantity."""
    quantity = func.coalesce(WorkMeasure.delivered, WorkMeasure.planned, type_=WorkMeasure.planned.type)
    lat, lon = _position(actor)
    columns = (
        Work.id,
        Work.title,
        Work.state,
        Work.sort_on,
        Work.accepted_on,
        Work.union_contribution,
        WorkKind.code,
        WorkKind.name_vi,
        WorkKind.name_en,
        Unit.short_name,
        Commune.name,
        Commune.district,
        lat,
        lon,
        quantity,
        KindMeasure.unit_vi,
        KindMeasure.unit_en,
        _photo("before"),
        _photo("after"),
        last_visit(FollowUp.condition),
        last_visit(FollowUp.visited_on),
    )
    return (
        _joined(select(*columns))
        .outerjoin(KindMeasure, and_(KindMeasure.kind_id == Work.kind_id, KindMeasure.position == 1))
        .outerjoin(WorkMeasure, and_(WorkMeasure.work_id == Work.id, WorkMeasure.measure_id == KindMeasure.id))
    )


def _photo(moment: str) -> Any:
    photo = select(func.min(WorkPhoto.id)).where(WorkPhoto.work_id == Work.id, WorkPhoto.moment == moment)
    return photo.correlate(Work).scalar_subquery()
