"""Works counted and handed to the areas above: the map, reports, the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from app.core import clock
from app.core.actor import Actor, Role
from app.core.coordinates import round_for_public
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.works import permissions
from app.works.models import UNION_SOURCES, KindMeasure, LedgerEntry, Work, WorkKind, WorkMeasure, WorkPhoto
from app.works.queries.listing import Filters, conditions


class MapWork(NamedTuple):
    """A work as the map shows it; `lat` and `lon` are rounded for border kinds where the reader is no officer."""

    id: int
    title: str
    kind: str
    state: str
    lat: float
    lon: float
    commune: str | None
    accepted_on: date | None
    union_contribution: int
    quantity: Any
    unit_vi: str | None
    unit_en: str | None
    before_photo_id: int | None
    after_photo_id: int | None


class AcceptedWork(NamedTuple):
    """An accepted work in a report; `contribution` is counted from its ledger entries, in đồng."""

    id: int
    title: str
    kind: str
    counts_as: str
    unit_id: int
    unit_path: str
    unit: str
    commune: str | None
    accepted_on: date
    contribution: int


@dataclass(frozen=True)
class Totals:
    """Accepted this year: [(kind code, Vietnamese, English, number)], and the Union's contribution in đồng."""

    year: int
    by_kind: list[Any]
    contribution: int

    @property
    def works(self) -> int:
        return sum(row[3] for row in self.by_kind)


def works_for_map(actor: Actor, filters: Filters) -> list[MapWork]:
    """The works with a point that the actor may see, by one statement."""
    before, after = _photo_id("before"), _photo_id("after")
    quantity = func.coalesce(WorkMeasure.delivered, WorkMeasure.planned, type_=WorkMeasure.planned.type)
    rows = db.session.execute(
        select(
            Work.id,
            Work.title,
            WorkKind.code,
            Work.state,
            Work.lat,
            Work.lon,
            Commune.name,
            Work.accepted_on,
            Work.union_contribution,
            quantity,
            KindMeasure.unit_vi,
            KindMeasure.unit_en,
            before,
            after,
            WorkKind.is_border,
        )
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(Commune, Commune.id == Work.commune_id)
        .outerjoin(KindMeasure, and_(KindMeasure.kind_id == Work.kind_id, KindMeasure.position == 1))
        .outerjoin(WorkMeasure, and_(WorkMeasure.work_id == Work.id, WorkMeasure.measure_id == KindMeasure.id))
        .where(Work.lat.is_not(None), permissions.visible_works(actor), *conditions(filters))
        .order_by(Work.id)
    )
    exact = sees_exact_points(actor)
    return [_map_work(row, exact) for row in rows]


def sees_exact_points(actor: Actor) -> bool:
    """Points of patrol roads and markers are exact for officers only."""
    return actor.is_system or actor.has(*Role)


def _map_work(row: Any, exact: bool) -> MapWork:
    *values, is_border = row
    work = MapWork(*values)
    if is_border and not exact:
        lat, lon = round_for_public(work.lat, work.lon)
        return work._replace(lat=lat, lon=lon)
    return work


def _photo_id(moment: str) -> Any:
    return (
        select(func.min(WorkPhoto.id))
        .where(WorkPhoto.work_id == Work.id, WorkPhoto.moment == moment)
        .correlate(Work)
        .scalar_subquery()
    )


def accepted_in(date_from: date, date_to: date, unit_path: str = "") -> list[ColumnElement[bool]]:
    """The works accepted from one day to another (both included) by a unit and those under it, over Work and Unit."""
    wanted = [Work.state == "accepted", Work.accepted_on >= date_from, Work.accepted_on <= date_to]
    if unit_path:
        wanted.append(Unit.path.startswith(unit_path, autoescape=True))
    return wanted


def list_accepted_in(date_from: date, date_to: date, unit_path: str = "") -> list[AcceptedWork]:
    """The records behind a report's figures: accepted works with their contribution, by two statements."""
    wanted = accepted_in(date_from, date_to, unit_path)
    rows: Sequence[Any] = db.session.execute(
        select(
            Work.id,
            Work.title,
            WorkKind.code,
            WorkKind.counts_as,
            Unit.id,
            Unit.path,
            Unit.short_name,
            Commune.name,
            Work.accepted_on,
        )
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(Commune, Commune.id == Work.commune_id)
        .where(*wanted)
        .order_by(Work.accepted_on, Work.id)
    ).all()
    contributions = dict(
        db.session.execute(_contributions(LedgerEntry.work_id).where(*wanted).group_by(LedgerEntry.work_id)).all()
    )
    return [AcceptedWork._make([*row, int(contributions.get(row.id, 0))]) for row in rows]


def sum_union_contribution_of(date_from: date, date_to: date, unit_path: str = "") -> int:
    """The value of works: what the Union gave and raised up to each acceptance, counted from the entries, in đồng."""
    return int(db.session.execute(_contributions().where(*accepted_in(date_from, date_to, unit_path))).scalar() or 0)


def _contributions(*columns: Any) -> Any:
    return (
        select(*columns, func.sum(LedgerEntry.amount))
        .join(Work, Work.id == LedgerEntry.work_id)
        .join(Unit, Unit.id == Work.unit_id)
        .where(
            LedgerEntry.source.in_(UNION_SOURCES),
            LedgerEntry.form.in_(("cash", "in_kind")),
            LedgerEntry.counts_on <= Work.accepted_on,
        )
    )


def totals(actor: Actor, year: int | None = None) -> Totals:
    """What was accepted in a year (this one), by kind. Accepted works are public, so everybody reads the same."""
    year = year or clock.today().year
    period = (Work.state == "accepted", Work.accepted_on.between(date(year, 1, 1), date(year, 12, 31)))
    rows: Sequence[Any] = db.session.execute(
        select(
            WorkKind.code,
            WorkKind.name_vi,
            WorkKind.name_en,
            func.count(Work.id),
            func.coalesce(func.sum(Work.union_contribution), 0),
        )
        .join(Work, Work.kind_id == WorkKind.id)
        .where(permissions.visible_works(actor), *period)
        .group_by(WorkKind.id, WorkKind.code, WorkKind.name_vi, WorkKind.name_en, WorkKind.position)
        .order_by(WorkKind.position)
    ).all()
    return Totals(year, [tuple(row[:4]) for row in rows], sum(int(row[4]) for row in rows))
