"""The statements that figures are counted from: the list behind a figure and its number come from the same WHERE."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import aliased

from app.learning import counted as learning
from app.people.models import Membership, Unit, UnitVersion
from app.people.queries.belonging import belonged_to
from app.reports.figures import NAMED_KINDS, Scope
from app.service.counted import of_kind, piloting_on
from app.service.models import PilotUnit
from app.volunteering.counted import held_between
from app.volunteering.models import Activity, ActivityUnit
from app.works.counted import accepted_between
from app.works.models import Work, WorkKind

BASE_KINDS = ("union", "base_chapter")


def in_force(day: Any) -> ColumnElement[bool]:
    """The versions of units in force on a day: a record stays with the unit as it was then."""
    return and_(UnitVersion.valid_from <= day, or_(UnitVersion.valid_until.is_(None), UnitVersion.valid_until > day))


def under(scope: Scope) -> ColumnElement[bool]:
    """The versions that are the reported unit or lay under it. Its id is looked for: the path above it may change."""
    return true() if scope.unit_id is None else UnitVersion.path.contains(f"/{scope.unit_id}/")


def was_under(unit_id: Any, day: Any, scope: Scope) -> ColumnElement[bool]:
    """Whether a record of this unit and day belongs to the report."""
    if scope.unit_id is None:
        return true()
    return belonged_to(unit_id, day, scope.unit_id)


def units_standing(scope: Scope, part: str | None = None) -> ColumnElement[bool]:
    """Over Unit joined with UnitVersion: base units of a kind (of both) on the last day of the period."""
    day: date = scope.date_to
    return and_(
        Unit.founded_on <= day,
        or_(Unit.dissolved_on.is_(None), Unit.dissolved_on > day),
        in_force(day),
        under(scope),
        UnitVersion.kind == part if part else UnitVersion.kind.in_(BASE_KINDS),
    )


# The membership of that day; `Membership` itself stays free for the last one, by which a member may be seen.
Belonging = aliased(Membership)


def members_belonging(scope: Scope, part: str | None = None) -> ColumnElement[bool]:
    """Over Belonging joined with UnitVersion: those of a sector (of all) on the last day of the period."""
    day: date = scope.date_to
    return and_(
        Belonging.valid_from <= day,
        or_(Belonging.valid_until.is_(None), Belonging.valid_until > day),
        in_force(day),
        under(scope),
        UnitVersion.sector == part if part else true(),
    )


def activities_held(scope: Scope) -> ColumnElement[bool]:
    """Over Activity: held in the period, the reported unit as host or co-host."""
    clauses = [held_between(scope.date_from, scope.date_to)]
    if scope.unit_id is not None:
        beside = select(ActivityUnit.id).where(
            ActivityUnit.activity_id == Activity.id,
            ActivityUnit.role == "co_host",
            was_under(ActivityUnit.unit_id, Activity.held_on, scope),
        )
        co_hosted = beside.correlate_except(ActivityUnit).exists()
        clauses.append(or_(was_under(Activity.host_unit_id, Activity.held_on, scope), co_hosted))
    return and_(*clauses)


def pilots(scope: Scope) -> ColumnElement[bool]:
    """Over PilotUnit: those in force on the last day of the period."""
    day: date = scope.date_to
    return and_(piloting_on(day), was_under(PilotUnit.unit_id, day, scope))


def saturday_pilots(scope: Scope) -> ColumnElement[bool]:
    """Over PilotUnit: those of `pilots` that pilot a model of the volunteer Saturday, if their unit still stood."""
    day: date = scope.date_to
    stood = and_(Unit.founded_on <= day, or_(Unit.dissolved_on.is_(None), Unit.dissolved_on > day))
    return and_(pilots(scope), of_kind("volunteer_saturday"), PilotUnit.unit_id.in_(select(Unit.id).where(stood)))


# By the figure's part: the WHERE over Initiative.
INITIATIVES = {
    "registered": learning.initiatives_registered,
    "recognised": learning.initiatives_recognised,
    "applied": learning.initiatives_applied,
}


def works_accepted(scope: Scope, part: str | None = None) -> ColumnElement[bool]:
    """Over Work joined with WorkKind: works (not youth tasks) of a kind (of all) accepted in the period."""
    clauses = [_accepted(scope), WorkKind.counts_as == "work"]
    if part == "other":
        clauses.append(WorkKind.code.not_in(NAMED_KINDS))
    elif part:
        clauses.append(WorkKind.code == part)
    return and_(*clauses)


def tasks_accepted(scope: Scope) -> ColumnElement[bool]:
    """Over Work joined with WorkKind: youth tasks accepted in the period."""
    return and_(_accepted(scope), WorkKind.counts_as == "task")


def benefiting(scope: Scope) -> ColumnElement[bool]:
    """Over Work: works and youth tasks accepted in the period whose benefit was reckoned."""
    return and_(_accepted(scope), Work.benefit.is_not(None))


def valued(scope: Scope) -> ColumnElement[bool]:
    """Over Work: works and youth tasks accepted in the period."""
    return _accepted(scope)


def accepted_within(scope: Scope) -> ColumnElement[bool]:
    """Over Work: its acceptance date lies in the period."""
    return Work.accepted_on.between(scope.date_from, scope.date_to)


def _accepted(scope: Scope) -> ColumnElement[bool]:
    period = accepted_between(scope.date_from, scope.date_to)
    return and_(period, was_under(Work.unit_id, Work.accepted_on, scope))
