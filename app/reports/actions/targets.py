"""The year's targets of a unit, or of many units at once from a sheet."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.reports import permissions
from app.reports.models import TargetSheet
from app.reports.targets import LARGEST, TARGETED, field_of

YEARS = range(2000, 2101)


class UnitTargets(NamedTuple):
    """What a line of a sheet sets for a unit; figures that the sheet has no column for stay as they are."""

    unit_id: int
    values: Mapping[str, int | None]
    document: str | None


@action
def set_targets(
    actor: Actor,
    *,
    year: int,
    version: int,
    values: Mapping[str, int | None],
    unit_id: int | None = None,
    document: str = "",
) -> int:
    """Set a unit's targets (those of the whole tree) by the figure's key, None for none; returns the new version.

    Raises NotAllowed, Conflict for a stale page, NotPossible for a target that can be none.
    """
    unit = _get_unit(unit_id)
    if not permissions.can_set_targets(actor, unit.path):
        raise NotAllowed
    lock_table(TargetSheet)
    row = _find_sheet(unit.id, year)
    present, seen = (row.targets, row.document) if row else ({}, ""), row.version if row else 1
    wanted = {key: value for key in TARGETED if (value := values.get(key)) is not None}
    if (wanted, document) == present:
        return seen
    if seen != version:
        raise Conflict("targets_changed")
    _check(year, wanted)
    return _write(actor, unit, year, row, wanted, document)


@action
def set_many_targets(actor: Actor, *, year: int, rows: Sequence[UnitTargets]) -> int:
    """Set the targets of several units; all of them or none. Returns how many units' targets were changed."""
    lock_table(TargetSheet)
    changed = 0
    for unit_id, values, document in rows:
        unit = _get_unit(unit_id)
        if not permissions.can_set_targets(actor, unit.path):
            raise NotAllowed
        row = _find_sheet(unit_id, year)
        before = dict(row.targets) if row else {}
        merged = {**before, **values}
        wanted = {key: value for key in TARGETED if (value := merged.get(key)) is not None}
        _check(year, wanted)
        paper = (row.document if row else "") if document is None else document
        if (wanted, paper) != (before, row.document if row else ""):
            _write(actor, unit, year, row, wanted, paper)
            changed += 1
    return changed


def _get_unit(unit_id: int | None) -> Unit:
    wanted = Unit.parent_id.is_(None) if unit_id is None else Unit.id == unit_id
    unit = db.session.execute(select(Unit).where(wanted).order_by(Unit.id).limit(1)).scalar_one_or_none()
    if unit is None:
        raise NotFound
    return unit


def _find_sheet(unit_id: int, year: int) -> TargetSheet | None:
    statement = select(TargetSheet).where(TargetSheet.unit_id == unit_id, TargetSheet.year == year)
    return db.session.execute(statement).scalar_one_or_none()


def _check(year: int, wanted: Mapping[str, int]) -> None:
    if year not in YEARS:
        raise NotPossible("bad_target_year", field="year")
    for key, value in wanted.items():
        if not 0 < value <= LARGEST:
            raise NotPossible("bad_target", field=field_of(key))


def _write(actor: Actor, unit: Unit, year: int, row: TargetSheet | None, wanted: dict[str, int], document: str) -> int:
    before = dict(row.targets) if row else {}
    if row is None:
        row = TargetSheet(unit_id=unit.id, year=year, version=1)
        db.session.add(row)
    row.targets, row.document, row.version = wanted, document, row.version + 1
    record(actor, "reports.targets_set", unit, year=year, values=wanted, before=before, document=document)
    return row.version
