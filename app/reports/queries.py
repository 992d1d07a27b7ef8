"""Counting a period: every figure by a few grouped statements, and the list of records behind each."""

from typing import Any

from sqlalchemy import Row, and_, case, distinct, func, select
from sqlalchemy.orm import contains_eager

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.extensions import db
from app.people.models import Member, Membership, Unit, UnitVersion
from app.people.permissions import visible_members
from app.people.queries.members import is_last_membership
from app.places.models import Commune
from app.reports import counted
from app.reports.figures import FIGURES, NAMED_KINDS, Figure, FigureKind, Scope
from app.reports.permissions import SEES_ALL, units_to_report_on
from app.service.counted import tally_sum
from app.service.models import FIGURES as SERVED
from app.service.models import PilotUnit, ServiceDay, ServiceModel
from app.volunteering.models import Activity
from app.volunteering.permissions import visible_activities
from app.works.counted import union_entries, union_value
from app.works.models import LedgerEntry, Work, WorkKind
from app.works.permissions import visible_works

Counts = dict[str, tuple[int, int]]
SECTORS = {"agency": "agency", "enterprise": "enterprise", "school": "pupil"}


def get_unit(code: str) -> Unit:
    """The unit with this code. Raises NotFound."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise NotFound
    return unit


def list_units_to_report_on(actor: Actor) -> list[Unit]:
    """The units that the actor may choose: for those who see all, the base units and the Bloc."""
    statement = select(Unit).where(units_to_report_on(actor))
    if actor.has(*SEES_ALL):
        statement = statement.where(Unit.kind != "chapter")
    return list(db.session.scalars(statement.order_by(Unit.kind != "bloc", Unit.name_sort)))


def count_figures(scope: Scope) -> list[Figure]:
    """Every figure of the catalogue, in its order: five statements."""
    counts: Counts = {
        **_count_units(scope),
        **_count_members(scope),
        **_count_activities(scope),
        **_count_works(scope),
        **_sum_value(scope),
    }
    return [Figure(kind, *counts[kind.key]) for kind in FIGURES]


def _count_units(scope: Scope) -> Counts:
    rows = db.session.execute(
        select(UnitVersion.kind, func.count())
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(counted.units_standing(scope))
        .group_by(UnitVersion.kind)
    )
    by_kind = {kind: int(number) for kind, number in rows}
    unions, chapters = by_kind.get("union", 0), by_kind.get("base_chapter", 0)
    return _same({"units.base": unions + chapters, "units.union": unions, "units.chapter": chapters})


def _count_members(scope: Scope) -> Counts:
    member_id = counted.Belonging.member_id
    parts = [func.count(distinct(case((UnitVersion.sector == sector, member_id)))) for sector in SECTORS]
    total, *by_sector = db.session.execute(
        select(func.count(distinct(member_id)), *parts)
        .join(UnitVersion, UnitVersion.unit_id == counted.Belonging.unit_id)
        .where(counted.members_belonging(scope))
    ).one()
    named = zip((f"members.{name}" for name in SECTORS.values()), by_sector, strict=True)
    return _same({"members.total": total, **dict(named)})


def _count_activities(scope: Scope) -> Counts:
    """The activities held, and of those that are service days what they counted; and the units that pilot a model."""
    sums = [tally_sum(part).label(part) for part in SERVED]
    held = (
        select(ServiceDay.activity_id.label("day"), *sums)
        .select_from(Activity)
        .outerjoin(ServiceDay, ServiceDay.activity_id == Activity.id)
        .where(counted.activities_held(scope))
        .subquery()
    )
    totals = [func.coalesce(func.sum(held.c[part]), 0) for part in SERVED]
    pilots = select(func.count()).select_from(PilotUnit).where(counted.pilots(scope)).scalar_subquery()
    statement = select(func.count(), pilots, func.count(held.c.day), *totals).select_from(held)
    activities, piloting, days, *served = (int(number) for number in db.session.execute(statement).one())
    by_part = {f"service.{part}": (number, days) for part, number in zip(SERVED, served, strict=True)}
    alone = {"activities.held": activities, "service.pilots": piloting, "service.days": days}
    return {**_same(alone), **by_part}


def _count_works(scope: Scope) -> Counts:
    rows = db.session.execute(
        select(WorkKind.code, func.count(Work.id))
        .join(Work, Work.kind_id == WorkKind.id)
        .where(counted.works_accepted(scope))
        .group_by(WorkKind.code)
    )
    by_kind = {code: int(number) for code, number in rows}
    total = sum(by_kind.values())
    named = {f"works.{code}": by_kind.get(code, 0) for code in NAMED_KINDS}
    return _same({"works.accepted": total, **named, "works.other": total - sum(named.values())})


def _sum_value(scope: Scope) -> Counts:
    works = select(func.count()).select_from(Work).where(counted.valued(scope)).scalar_subquery()
    value = (
        select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        .join(Work, Work.id == LedgerEntry.work_id)
        .where(counted.valued(scope), union_entries())
        .scalar_subquery()
    )
    total, number = db.session.execute(select(value, works)).one()
    return {"works.value": (int(total), number)}


def _same(values: dict[str, int]) -> Counts:
    """Figures that are the length of their list."""
    return {key: (value, value) for key, value in values.items()}


def list_records(actor: Actor, kind: FigureKind, scope: Scope, at: str | None = None) -> Page:
    """A page of the records behind a figure, those that the actor may see; each row's shape depends on the figure.

    units: (Unit, version) · members: (Member, version) · activities: (Activity,) · works: (Work, its value in đồng) ·
    service: (Activity, people, procedures, online) · pilots: (PilotUnit, Unit, ServiceModel).
    """
    return _LISTS[kind.records](actor, kind.part, scope, at)


def _list_units(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Unit, UnitVersion)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(counted.units_standing(scope, part))
    )
    return _page(statement, (Unit.name_sort, Unit.id), lambda row: (row[0].name_sort, row[0].id), at)


def _list_members(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Member, UnitVersion)
        .join(counted.Belonging, counted.Belonging.member_id == Member.id)
        .join(UnitVersion, UnitVersion.unit_id == counted.Belonging.unit_id)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(counted.members_belonging(scope, part), visible_members(actor))
    )
    return _page(statement, (Member.name_sort, Member.id), lambda row: (row[0].name_sort, row[0].id), at)


def _list_activities(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Activity)
        .join(Activity.host_unit)
        .options(contains_eager(Activity.host_unit))
        .where(counted.activities_held(scope), visible_activities(actor))
    )
    return _page(statement, (Activity.held_on, Activity.id), lambda row: (row[0].held_on, row[0].id), at, True)


def _list_service(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Activity, *(tally_sum(name) for name in SERVED))
        .join(ServiceDay, ServiceDay.activity_id == Activity.id)
        .join(Activity.host_unit)
        .options(contains_eager(Activity.host_unit))
        .where(counted.activities_held(scope), visible_activities(actor))
    )
    return _page(statement, (Activity.held_on, Activity.id), lambda row: (row[0].held_on, row[0].id), at, True)


def _list_pilots(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(PilotUnit, Unit, ServiceModel)
        .join(Unit, Unit.id == PilotUnit.unit_id)
        .join(ServiceModel, ServiceModel.id == PilotUnit.model_id)
        .where(counted.pilots(scope))
    )
    order = (Unit.name_sort, PilotUnit.id)
    return _page(statement, order, lambda row: (row[1].name_sort, row[0].id), at)


def _list_works(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.works_accepted(scope, part), at)


def _list_valued(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.valued(scope), at)


def _works(actor: Actor, where: Any, at: str | None) -> Page:
    statement = (
        select(Work, union_value())
        .join(Work.kind)
        .join(Work.unit)
        .outerjoin(Commune, Commune.id == Work.commune_id)
        .options(contains_eager(Work.kind), contains_eager(Work.unit), contains_eager(Work.commune))
        .where(where, visible_works(actor))
    )
    return _page(statement, (Work.accepted_on, Work.id), lambda row: (row[0].accepted_on, row[0].id), at, True)


def _page(statement: Any, order: Any, key_of: Any, at: str | None, descending: bool = False) -> Page:
    def values(row: Row[Any]) -> Any:
        return key_of(row)

    return fetch_page(statement, order=order, key_of=values, at=at, descending=descending, scalars=False)


_LISTS = {
    "units": _list_units,
    "members": _list_members,
    "activities": _list_activities,
    "service": _list_service,
    "pilots": _list_pilots,
    "works": _list_works,
    "value": _list_valued,
}
