"""The targets that stand in the database."""

from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Unit
from app.reports.models import TargetSheet
from app.reports.permissions import can_set_targets, units_to_set_targets_for
from app.reports.targets import Targets


def read_targets(year: int, unit_id: int | None = None) -> Targets:
    """A unit's targets of a year (of the unit at the top); a year that nobody has set has none. One statement."""
    top = select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1).scalar_subquery()
    statement = select(TargetSheet).where(
        TargetSheet.year == year, TargetSheet.unit_id == (top if unit_id is None else unit_id)
    )
    return as_targets(db.session.execute(statement).scalar_one_or_none(), year)


def as_targets(row: TargetSheet | None, year: int) -> Targets:
    """A row as the report reads it."""
    if row is None:
        return Targets(year)
    return Targets(year, {key: int(value) for key, value in row.targets.items()}, row.version, row.document)


def get_unit_to_set_targets_for(actor: Actor, code: str) -> Unit:
    """The unit with this code. Raises NotFound where the actor may not set its targets."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None or not can_set_targets(actor, unit.path):
        raise NotFound
    return unit


def list_targets(actor: Actor, year: int) -> list[tuple[Unit, Targets]]:
    """The units whose targets the actor sets, with those of a year. One statement."""
    rows: Any = db.session.execute(
        select(Unit, TargetSheet)
        .outerjoin(TargetSheet, (TargetSheet.unit_id == Unit.id) & (TargetSheet.year == year))
        .where(units_to_set_targets_for(actor), Unit.dissolved_on.is_(None))
        .order_by(Unit.kind != "bloc", Unit.name_sort)
    )
    return [(unit, as_targets(sheet, year)) for unit, sheet in rows]
