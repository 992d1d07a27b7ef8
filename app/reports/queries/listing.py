"""The records behind each figure, page by page, as their reader may see them."""

from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import contains_eager

from app.core.actor import Actor
from app.core.paging import Page, fetch_page
from app.learning import counted as learning
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.learning.permissions import visible_enrolments, visible_initiatives
from app.people.models import Member, Membership, Unit, UnitVersion
from app.people.permissions import visible_members
from app.people.queries.members import is_last_membership
from app.places.models import Commune
from app.reports import counted
from app.reports.figures import FigureKind, Scope
from app.service.counted import tally_sum
from app.service.models import FIGURES as SERVED
from app.service.models import PilotUnit, ServiceDay, ServiceModel
from app.volunteering.models import Activity
from app.volunteering.permissions import visible_activities
from app.works.counted import union_value
from app.works.models import Work
from app.works.permissions import visible_works


def list_records(actor: Actor, kind: FigureKind, scope: Scope, at: str | None = None) -> Page:
    """A page of the records behind a figure, those that the actor may see; each row's shape depends on the figure.

    units: (Unit, version) · members: (Member, version) · activities: (Activity,) · works: (Work, its value in đồng) ·
    service: (Activity, people, procedures, online) · pilots: (PilotUnit, Unit, ServiceModel) · saturday: as units ·
    people_sent: (Member, turns) · turns_sent: (TrainingEnrolment, Member, TrainingClass, Unit) ·
    initiatives: (Initiative, Unit).
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


def _list_saturday(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Unit, UnitVersion)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(
            Unit.id.in_(select(PilotUnit.unit_id).where(counted.saturday_pilots(scope))),
            counted.in_force(scope.date_to),
        )
    )
    return _page(statement, (Unit.name_sort, Unit.id), lambda row: (row[0].name_sort, row[0].id), at)


def _list_people_sent(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    """Each person once, with how many turns."""
    turns = (
        select(TrainingEnrolment.member_id, func.count().label("turns"))
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(learning.sent(scope, part or "all"), visible_enrolments(actor))
        .group_by(TrainingEnrolment.member_id)
        .subquery()
    )
    statement = select(Member, turns.c.turns).join(turns, turns.c.member_id == Member.id)
    return _page(statement, (Member.name_sort, Member.id), lambda row: (row[0].name_sort, row[0].id), at)


def _list_turns_sent(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(TrainingEnrolment, Member, TrainingClass, Unit)
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .join(Member, Member.id == TrainingEnrolment.member_id)
        .join(Unit, Unit.id == TrainingEnrolment.unit_id)
        .where(learning.sent(scope, part or "all"), visible_enrolments(actor))
    )
    order = (TrainingClass.starts_on, TrainingEnrolment.id)
    return _page(statement, order, lambda row: (row[2].starts_on, row[0].id), at, True)


def _list_initiatives(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    statement = (
        select(Initiative, Unit)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(counted.INITIATIVES[part or "applied"](scope), visible_initiatives(actor))
    )
    return _page(statement, (Initiative.sort_on, Initiative.id), lambda row: (row[0].sort_on, row[0].id), at, True)


def _list_works(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.works_accepted(scope, part), at)


def _list_valued(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.valued(scope), at)


def _list_tasks(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.tasks_accepted(scope), at)


def _list_benefiting(actor: Actor, part: str | None, scope: Scope, at: str | None) -> Page:
    return _works(actor, counted.benefiting(scope), at)


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
    "saturday": _list_saturday,
    "people_sent": _list_people_sent,
    "turns_sent": _list_turns_sent,
    "initiatives": _list_initiatives,
    "works": _list_works,
    "tasks": _list_tasks,
    "benefit": _list_benefiting,
    "value": _list_valued,
}
