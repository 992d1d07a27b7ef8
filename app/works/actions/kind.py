"""Kinds of works and their measures, as an administrator keeps them. Nothing is deleted: what is retired stays.

Every action names the version of the kind that its page showed, for two administrators may edit one kind.
"""

import re
from typing import Any

from sqlalchemy import exists, func, or_, select

from app.core.actions import action, lock, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.core.text import fold
from app.extensions import db
from app.works import permissions
from app.works.actions.steps import allow
from app.works.models import KindMeasure, Work, WorkKind, WorkMeasure
from app.works.models.kind import MEASURE_TYPES


@action
def add_kind(actor: Actor, *, name_vi: str, name_en: str, counts_as: str, is_border: bool) -> int:
    """Add a kind at the end and return its id. It is offered for works once it has a measure and is put into use."""
    allow(permissions.can_edit_kinds(actor))
    lock_table(WorkKind)
    _check_names(name_vi, name_en)
    _check_free(name_vi, name_en)
    kind = WorkKind(
        code=_new_code(name_en, select(WorkKind.code)),
        name_vi=name_vi,
        name_en=name_en,
        counts_as=counts_as,
        is_border=is_border,
        icon="kind-other",
        position=_last(select(func.max(WorkKind.position))) + 1,
        is_active=False,
    )
    db.session.add(kind)
    db.session.flush()  # the event and the answer need the id
    record(actor, "work_kind.added", kind, code=kind.code)
    return kind.id


@action
def change_kind(
    actor: Actor, *, kind_id: int, version: int, name_vi: str, name_en: str, counts_as: str, is_border: bool
) -> int:
    """Rename a kind in both languages. What a kind in use counts as stays, or past reports would change."""
    allow(permissions.can_edit_kinds(actor))
    lock_table(WorkKind)  # no two at a time may take one name
    kind = _lock_kind(actor, kind_id)
    values = {"name_vi": name_vi, "name_en": name_en, "counts_as": counts_as, "is_border": is_border}
    if all(getattr(kind, name) == value for name, value in values.items()):
        return kind.id
    _check_version(kind, version)
    _check_names(name_vi, name_en)
    _check_free(name_vi, name_en, but=kind.id)
    if counts_as != kind.counts_as and _is_used(Work.kind_id == kind.id):
        raise NotPossible("kind_in_use", field="counts_as")
    _change(actor, kind, kind, "work_kind.changed", values)
    return kind.id


@action
def put_kind_into_use(actor: Actor, *, kind_id: int, version: int) -> int:
    """Offer a kind for new works; it needs a measure that every work of it must have."""
    kind = _lock_kind(actor, kind_id)
    if kind.is_active:
        return kind.id
    _check_version(kind, version)
    if not any(measure.is_active and measure.is_required for measure in _measures(kind.id)):
        raise NotPossible("kind_without_measure")
    _change(actor, kind, kind, "work_kind.offered", {"is_active": True})
    return kind.id


@action
def retire_kind(actor: Actor, *, kind_id: int, version: int) -> int:
    """Offer a kind no longer for new works. Works that have it keep it, and go on counting."""
    kind = _lock_kind(actor, kind_id)
    if not kind.is_active:
        return kind.id
    _check_version(kind, version)
    _change(actor, kind, kind, "work_kind.retired", {"is_active": False})
    return kind.id


@action
def move_kind(actor: Actor, *, kind_id: int, version: int, up: bool) -> int:
    """Change places with the kind before or after it; at the end of the list nothing changes."""
    allow(permissions.can_edit_kinds(actor))
    lock_table(WorkKind)
    kind = _lock_kind(actor, kind_id)
    _check_version(kind, version)
    kinds = list(db.session.execute(select(WorkKind).order_by(WorkKind.position, WorkKind.id)).scalars())
    if _swap(kinds, kind, up):
        for position, each in enumerate(kinds, 1):
            each.position = position
        kind.version += 1
        record(actor, "work_kind.moved", kind, position=kind.position)
    return kind.id


@action
def add_measure(
    actor: Actor,
    *,
    kind_id: int,
    version: int,
    name_vi: str,
    name_en: str,
    unit_vi: str,
    unit_en: str,
    type_: str,
    is_required: bool,
) -> int:
    """Add a measure to a kind and return its id; the first one is the main quantity, which maps and lists show."""
    kind = _lock_kind(actor, kind_id)
    _check_version(kind, version)
    _check_measure(name_vi, name_en, unit_vi, unit_en, type_)
    measure = KindMeasure(
        kind_id=kind.id,
        code=_new_code(name_en, select(KindMeasure.code).where(KindMeasure.kind_id == kind.id)),
        name_vi=name_vi,
        name_en=name_en,
        unit_vi=unit_vi,
        unit_en=unit_en,
        type=type_,
        is_required=is_required,
        position=_last(select(func.max(KindMeasure.position)).where(KindMeasure.kind_id == kind.id)) + 1,
    )
    db.session.add(measure)
    db.session.flush()  # the answer needs the id
    kind.version += 1
    record(actor, "work_kind.measure_added", kind, measure=measure.code)
    return measure.id


@action
def change_measure(
    actor: Actor,
    *,
    kind_id: int,
    measure_id: int,
    version: int,
    name_vi: str,
    name_en: str,
    unit_vi: str,
    unit_en: str,
    type_: str,
    is_required: bool,
) -> int:
    """Rename a measure. In use its unit and type stay: figures that were written would mean something else."""
    kind, measure = _lock_measure(actor, kind_id, measure_id)
    values = {
        "name_vi": name_vi,
        "name_en": name_en,
        "unit_vi": unit_vi,
        "unit_en": unit_en,
        "type": type_,
        "is_required": is_required,
    }
    changed = {name for name, value in values.items() if getattr(measure, name) != value}
    if not changed:
        return measure.id
    _check_version(kind, version)
    _check_measure(name_vi, name_en, unit_vi, unit_en, type_)
    for name, field in (("unit_vi", "unit_vi"), ("unit_en", "unit_en"), ("type", "type_")):
        if name in changed and _has_figures(measure):
            raise NotPossible("measure_in_use", field=field)
    if measure.is_active and not is_required:
        _check_required_is_left(kind, measure)
    _change(actor, kind, measure, "work_kind.measure_changed", values)
    return measure.id


@action
def retire_measure(actor: Actor, *, kind_id: int, measure_id: int, version: int) -> int:
    """Ask a measure no longer of works that don't have it yet."""
    kind, measure = _lock_measure(actor, kind_id, measure_id)
    if not measure.is_active:
        return measure.id
    _check_version(kind, version)
    _check_required_is_left(kind, measure)
    _check_main_stays(kind, measure)
    _change(actor, kind, measure, "work_kind.measure_retired", {"is_active": False})
    _number(_measures(kind.id))
    return measure.id


@action
def restore_measure(actor: Actor, *, kind_id: int, measure_id: int, version: int) -> int:
    """Ask a retired measure again."""
    kind, measure = _lock_measure(actor, kind_id, measure_id)
    if measure.is_active:
        return measure.id
    _check_version(kind, version)
    _change(actor, kind, measure, "work_kind.measure_restored", {"is_active": True})
    _number(_measures(kind.id))
    return measure.id


@action
def move_measure(actor: Actor, *, kind_id: int, measure_id: int, version: int, up: bool) -> int:
    """Change places with the measure before or after it. The main quantity of a kind in use stays the first one."""
    kind, measure = _lock_measure(actor, kind_id, measure_id)
    _check_version(kind, version)
    measures = _measures(kind.id)
    asked = [each for each in measures if each.is_active]
    if measure not in asked:
        raise NotPossible("measure_retired")
    first = asked[0]
    if _swap(asked, measure, up):
        if asked[0] != first:
            _check_main_stays(kind, first)
        _number([*asked, *(each for each in measures if not each.is_active)])
        kind.version += 1
        record(actor, "work_kind.measure_moved", kind, measure=measure.code, position=measure.position)
    return measure.id


def _lock_kind(actor: Actor, kind_id: int) -> WorkKind:
    allow(permissions.can_edit_kinds(actor))
    kind = lock(WorkKind, WorkKind.id == kind_id)
    if kind is None:
        raise NotFound
    return kind


def _lock_measure(actor: Actor, kind_id: int, measure_id: int) -> tuple[WorkKind, KindMeasure]:
    kind = _lock_kind(actor, kind_id)
    measure = lock(KindMeasure, KindMeasure.id == measure_id, KindMeasure.kind_id == kind.id)
    if measure is None:
        raise NotFound
    return kind, measure


def _check_version(kind: WorkKind, version: int) -> None:
    if kind.version != version:
        raise Conflict("stale", seen=version, present=kind.version)


def _check_names(name_vi: str, name_en: str) -> None:
    for field, name in (("name_vi", name_vi), ("name_en", name_en)):
        if not name.strip():
            raise NotPossible("name_missing", field=field)


def _check_free(name_vi: str, name_en: str, but: int | None = None) -> None:
    """No two kinds with one name: sheets of past works name them."""
    for kind in db.session.execute(select(WorkKind).where(WorkKind.id != (but or 0))).scalars():
        for field, name in (("name_vi", name_vi), ("name_en", name_en)):
            if fold(name) in (fold(kind.name_vi), fold(kind.name_en)):
                raise NotPossible("kind_name_taken", field=field)


def _check_measure(name_vi: str, name_en: str, unit_vi: str, unit_en: str, type_: str) -> None:
    _check_names(name_vi, name_en)
    for field, unit in (("unit_vi", unit_vi), ("unit_en", unit_en)):
        if not unit.strip():
            raise NotPossible("unit_of_measure_missing", field=field)
    if type_ not in MEASURE_TYPES:
        raise NotPossible("measure_type_unknown", field="type_")


def _check_required_is_left(kind: WorkKind, but: KindMeasure) -> None:
    """A kind that is offered has a measure that every work must have, this one apart."""
    left = (each for each in _measures(kind.id) if each.is_active and each.is_required and each.id != but.id)
    if kind.is_active and next(left, None) is None:
        raise NotPossible("kind_without_measure")


def _check_main_stays(kind: WorkKind, measure: KindMeasure) -> None:
    """Maps and lists show the first measure as what a work amounts to."""
    if measure == _measures(kind.id)[0] and _has_figures(measure):
        raise NotPossible("main_measure_in_use")


def _has_figures(measure: KindMeasure) -> bool:
    """Did somebody write a quantity in it?"""
    return _is_used(
        (WorkMeasure.measure_id == measure.id)
        & or_(WorkMeasure.planned.is_not(None), WorkMeasure.delivered.is_not(None))
    )


def _is_used(condition: Any) -> bool:
    return bool(db.session.execute(select(exists().where(condition))).scalar())


def _measures(kind_id: int) -> list[KindMeasure]:
    statement = select(KindMeasure).where(KindMeasure.kind_id == kind_id)
    return list(db.session.execute(statement.order_by(KindMeasure.position, KindMeasure.id)).scalars())


def _change(actor: Actor, kind: WorkKind, row: Any, verb: str, values: dict[str, Any]) -> None:
    """Write values to a kind or to one of its measures, and what was there before to the history."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    kind.version += 1
    beside = {} if row is kind else {"measure": row.code}
    record(actor, verb, kind, before=before, after={name: values[name] for name in before}, **beside)


def _swap(rows: list[Any], row: Any, up: bool) -> bool:
    """Let a row change places with its neighbour; False at the end of the list."""
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    return True


def _number(measures: list[KindMeasure]) -> None:
    """Number from 1 on, the retired ones last: the first one is what maps and lists show."""
    for position, measure in enumerate(sorted(measures, key=lambda measure: not measure.is_active), 1):
        measure.position = position


def _last(statement: Any) -> int:
    return int(db.session.execute(statement).scalar() or 0)


def _new_code(name: str, taken: Any) -> str:
    """A word for addresses and files, made of the English name: it stays when the name changes."""
    codes = set(db.session.execute(taken).scalars())
    stem = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:30] or "kind"
    numbered = (f"{stem}_{number}" for number in range(2, len(codes) + 3))
    return stem if stem not in codes else next(code for code in numbered if code not in codes)
