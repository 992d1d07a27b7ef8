"""Who may read, write and issue reports: officers, over their own units."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.people.permissions import lies_under

SEES_ALL = (Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR)
WRITERS = (Role.LEADER, Role.COMMITTEE)


def can_read_reports(actor: Actor) -> bool:
    """Every officer reads the report of the own unit."""
    return actor.is_system or actor.has(*Role)


def can_report_on(actor: Actor, unit: Unit | None) -> bool:
    """On a unit: who holds a role over it. On all units together: who watches over all of them."""
    if unit is None:
        return actor.is_system or actor.has(*SEES_ALL)
    return actor.is_system or actor.holds(*Role, over=unit.path)


def units_to_report_on(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_report_on`, over units."""
    return true() if actor.is_system else lies_under(Unit.path, actor.paths(*Role))


def can_set_targets(actor: Actor, unit_path: str) -> bool:
    """The committee for every unit; a leader for the units under the own one, not for that itself."""
    return (
        actor.is_system
        or actor.holds(Role.COMMITTEE, over=unit_path)
        or actor.holds(Role.LEADER, over=parent_path(unit_path))
    )


def units_to_set_targets_for(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_set_targets`, over units; for the committee without the many chapters."""
    if actor.is_system:
        return true()
    below = [and_(Unit.path.startswith(path), Unit.path != path) for path in actor.paths(Role.LEADER)]
    return or_(false(), *below, and_(lies_under(Unit.path, actor.paths(Role.COMMITTEE)), Unit.kind != "chapter"))


def can_see_dashboard(actor: Actor) -> bool:
    """What is late or at risk anywhere: for those who watch over all."""
    return actor.is_system or actor.has(Role.COMMITTEE, Role.INSPECTOR)


def can_write_report(actor: Actor, unit_path: str) -> bool:
    """Draft, issue and correct a unit's report, and keep its letterhead: its leaders, and the committee over it."""
    return actor.is_system or actor.holds(*WRITERS, over=unit_path)


def units_to_write_for(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_write_report`, over units."""
    return true() if actor.is_system else lies_under(Unit.path, actor.paths(*WRITERS))


def own_units(actor: Actor) -> list[int]:
    """The units whose reports are the actor's own task, without those below that they may write for as well."""
    return sorted({held.unit_id for held in actor.held if held.role in WRITERS})


def can_read_report(actor: Actor, unit_path: str) -> bool:
    """An issued report: who may report on the unit, so the leaders of all units above it as well."""
    return actor.is_system or actor.holds(*Role, over=unit_path)


def reports_to_read(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_read_report`, over reports joined with their unit."""
    return units_to_report_on(actor)


def can_ask_for_reports(actor: Actor, unit_path: str) -> bool:
    """Ask the units right under a unit for their reports: who writes the report of that one."""
    return can_write_report(actor, unit_path)


def parent_path(path: str) -> str:
    """The path of the unit above: "/1/7/" of "/1/7/9/"; of the top one "/", over which nobody holds a role."""
    return path.rstrip("/").rpartition("/")[0] + "/"
