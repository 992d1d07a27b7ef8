"""The units that reports are about."""

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Unit
from app.reports.permissions import SEES_ALL, units_to_report_on, units_to_write_for

# A grassroots union has at most some dozens of chapters.
MOST = 200


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


def list_units_to_write_for(actor: Actor) -> list[Unit]:
    """The units whose reports the actor writes, the highest first; for the committee the Bloc alone."""
    statement = select(Unit).where(units_to_write_for(actor), Unit.dissolved_on.is_(None))
    if actor.has(*SEES_ALL) or actor.is_system:
        statement = statement.where(Unit.parent_id.is_(None))
    return list(db.session.scalars(statement.order_by(func.length(Unit.path), Unit.name_sort).limit(MOST)))


def get_office() -> Unit:
    """The unit at the top of the tree, which reports for all. Raises NotFound in an empty product."""
    unit = db.session.scalar(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1))
    if unit is None:
        raise NotFound
    return unit
