"""Units: founded, changed, moved. The present row and the dated versions are written together.

Splitting, merging and dissolving is in `rearranging`, for more than the unit's own row goes along.
"""

from datetime import date

from sqlalchemy import exists, select

from app.core import clock
from app.core.actions import action, lock, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.text import fold, sort_key
from app.extensions import db
from app.people.models import Unit, UnitVersion
from app.people.permissions import can_change_units


@action
def found_unit(
    actor: Actor,
    *,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    sector: str | None,
    parent_id: int | None,
    founded_on: date,
    decision: str | None,
    paper: NewFile | None = None,
) -> int:
    """Found a unit under a parent (only a bloc has none) and return its id. `paper` is that of the decision."""
    if not can_change_units(actor):
        raise NotAllowed
    lock_table(Unit)
    unit = add_unit_row(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        sector=sector,
        parent_id=parent_id,
        founded_on=founded_on,
        decision=decision,
        file_id=add_paper(actor, paper),
    )
    record(actor, "unit.founded", unit, parent=parent_id, on=founded_on.isoformat())
    return unit.id


def add_unit_row(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    sector: str | None,
    parent_id: int | None,
    founded_on: date,
    decision: str | None,
    file_id: int | None,
) -> Unit:
    """A new unit with its first version, inside an action that holds the table. Raises NotPossible."""
    code = code.upper()
    if db.session.execute(select(exists().where(Unit.code == code))).scalar():
        raise NotPossible("unit_code_taken", field="code", code=code)
    parent = _standing_parent(parent_id, founded_on) if parent_id is not None else None
    _check_place(kind, sector, parent)
    _check_day(founded_on, field="founded_on")
    unit = Unit(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        sector=sector,
        parent_id=parent_id,
        path="",
        founded_on=founded_on,
        name_folded=fold(name),
        name_sort=sort_key(name),
    )
    db.session.add(unit)
    db.session.flush()  # the path holds the id
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    _add_version(unit, founded_on, decision, file_id)
    return unit


@action
def change_unit(
    actor: Actor,
    *,
    unit_id: int,
    version: int,
    name: str,
    short_name: str,
    kind: str,
    sector: str | None,
    on: date,
    decision: str,
    paper: NewFile | None = None,
) -> None:
    """Give a unit another name, kind or sector from a day on; what it was before stays as a dated version."""
    unit = _lock_for_change(actor, unit_id, version)
    if unit.kind == "bloc" and kind != "bloc":
        raise NotPossible("kind_does_not_fit", field="kind")
    parent = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    _check_place(kind, sector, parent)
    before = {"name": unit.name, "kind": unit.kind, "sector": unit.sector}
    unit.name, unit.short_name, unit.kind, unit.sector = name, short_name, kind, sector
    unit.name_folded, unit.name_sort = fold(name), sort_key(name)
    unit.version += 1
    _next_version(unit, on, decision, add_paper(actor, paper))
    after = {"name": name, "kind": kind, "sector": sector}
    record(actor, "unit.changed", unit, before=before, after=after, on=on.isoformat(), decision=decision)


@action
def move_unit(
    actor: Actor,
    *,
    unit_id: int,
    version: int,
    parent_id: int,
    on: date,
    decision: str,
    paper: NewFile | None = None,
) -> None:
    """Put a unit, with all under it, under another parent from a day on. Refuses a place under itself."""
    unit = _lock_for_change(actor, unit_id, version)
    if unit.parent_id is None:
        raise NotPossible("bloc_stays_on_top", field="parent_id")
    parent = _standing_parent(parent_id, on)
    if parent.path.startswith(unit.path):
        raise NotPossible("under_itself", field="parent_id")
    if parent.id == unit.parent_id:
        raise NotPossible("already_there", field="parent_id")
    put_under(actor, unit, parent, on, decision, add_paper(actor, paper))


def put_under(actor: Actor, unit: Unit, parent: Unit, on: date, decision: str, file_id: int | None) -> None:
    """Move a unit, with the paths of all under it, inside an action that holds the table. Raises NotPossible."""
    _check_place(unit.kind, unit.sector, parent)
    from_parent = unit.parent_id
    old_path, new_path = unit.path, f"{parent.path}{unit.id}/"
    below = db.session.execute(select(Unit).where(Unit.path.startswith(old_path)).order_by(Unit.path)).scalars().all()
    unit.parent_id = parent.id
    for row in below:
        row.path = new_path + row.path.removeprefix(old_path)
        row.version += 1
        if row.dissolved_on is None:
            _next_version(row, on, decision, file_id)
    record(actor, "unit.moved", unit, from_parent=from_parent, parent=parent.id, on=on.isoformat(), decision=decision)


def end_unit_row(unit: Unit, on: date) -> None:
    """A unit no longer stands from a day on, inside an action that holds the table. Raises NotPossible."""
    present = _present_version(unit)
    _check_day(on, field="on")
    if on <= present.valid_from:
        raise NotPossible("before_version", field="on", day=clock.format_date(present.valid_from))
    unit.dissolved_on = present.valid_until = on
    unit.version += 1


def _lock_for_change(actor: Actor, unit_id: int, version: int) -> Unit:
    if not can_change_units(actor):
        raise NotAllowed
    # Paths of whole branches hang together: two changes of the tree at once could close a circle.
    lock_table(Unit)
    unit = lock(Unit, Unit.id == unit_id)
    if unit is None:
        raise NotFound
    if unit.dissolved_on is not None:
        raise NotPossible("unit_dissolved")
    if unit.version != version:
        raise Conflict
    return unit


def _standing_parent(parent_id: int, day: date) -> Unit:
    parent = db.session.get(Unit, parent_id)
    if parent is None:
        raise NotFound
    if parent.dissolved_on is not None or not parent.stands_on(day):
        raise NotPossible("parent_not_there", field="parent_id")
    return parent


def _check_place(kind: str, sector: str | None, parent: Unit | None) -> None:
    """A bloc stands on top and has no sector; grassroots units stand under a bloc, chapters under a union."""
    allowed = {"bloc": (None,), "union": ("bloc",), "base_chapter": ("bloc",), "chapter": ("union", "chapter")}
    if (parent.kind if parent else None) not in allowed[kind]:
        raise NotPossible("kind_does_not_fit", field="kind")
    if (kind == "bloc") != (sector is None):
        raise NotPossible("sector_missing", field="sector")


def _check_day(day: date, *, field: str) -> None:
    if day > clock.today():
        raise NotPossible("in_the_future", field=field)


def _present_version(unit: Unit) -> UnitVersion:
    return db.session.execute(
        select(UnitVersion).where(UnitVersion.unit_id == unit.id, UnitVersion.valid_until.is_(None))
    ).scalar_one()


def _next_version(unit: Unit, on: date, decision: str | None, file_id: int | None) -> None:
    """End the present version on that day and begin the next; on its own first day it is written anew."""
    present = _present_version(unit)
    _check_day(on, field="on")
    if on < present.valid_from:
        raise NotPossible("before_version", field="on", day=clock.format_date(present.valid_from))
    if on == present.valid_from:
        db.session.delete(present)
    else:
        present.valid_until = on
    db.session.flush()  # the earlier version makes room before the next begins
    _add_version(unit, on, decision, file_id)


def _add_version(unit: Unit, valid_from: date, decision: str | None, file_id: int | None) -> None:
    db.session.add(
        UnitVersion(
            unit_id=unit.id,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            sector=unit.sector,
            parent_id=unit.parent_id,
            path=unit.path,
            valid_from=valid_from,
            decision=decision,
            file_id=file_id,
        )
    )


def add_paper(actor: Actor, paper: NewFile | None) -> int | None:
    """The row of a decision's paper, where one came along."""
    if paper is None:
        return None
    stored = add_file(actor, paper)
    db.session.flush()  # what it belongs to needs its id
    return stored.id
