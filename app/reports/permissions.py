"""Who may read reports: officers, over their own units."""

from sqlalchemy import ColumnElement, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.people.permissions import lies_under

SEES_ALL = (Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR)


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


def can_set_targets(actor: Actor) -> bool:
    """The year's targets are the committee's."""
    return actor.is_system or actor.has(Role.COMMITTEE)


def can_see_dashboard(actor: Actor) -> bool:
    """What is late or at risk anywhere: for those who watch over all."""
    return actor.is_system or actor.has(Role.COMMITTEE, Role.INSPECTOR)
