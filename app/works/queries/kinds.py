"""Kinds of works for the administrator who keeps them."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.works import permissions
from app.works.models import KindMeasure, Work, WorkKind, WorkMeasure


class KindRow(NamedTuple):
    """A kind, and how many works have it."""

    kind: WorkKind
    works: int


class MeasureRow(NamedTuple):
    """A measure, and in how many works a quantity of it is written."""

    measure: KindMeasure
    works: int


@dataclass(frozen=True)
class KindPage:
    """A kind with its measures: those that are asked in their order, then the retired ones."""

    kind: WorkKind
    works: int
    measures: list[MeasureRow]

    @property
    def asked(self) -> list[MeasureRow]:
        return [row for row in self.measures if row.measure.is_active]

    @property
    def retired(self) -> list[MeasureRow]:
        return [row for row in self.measures if not row.measure.is_active]

    def get_measure(self, measure_id: int) -> MeasureRow:
        """A measure of this kind. Raises NotFound."""
        row = next((row for row in self.measures if row.measure.id == measure_id), None)
        if row is None:
            raise NotFound
        return row


def narrows_lists() -> ColumnElement[bool]:
    """The kinds that lists and maps are narrowed by, a WHERE clause over WorkKind: offered ones, and those in use."""
    return or_(WorkKind.is_active, exists().where(Work.kind_id == WorkKind.id))


def list_kinds(actor: Actor) -> list[KindRow]:
    """All kinds in their order with their measures, by two statements. Raises NotFound for who may not edit them."""
    if not permissions.can_edit_kinds(actor):
        raise NotFound
    works = select(func.count()).where(Work.kind_id == WorkKind.id).correlate(WorkKind).scalar_subquery()
    rows = db.session.execute(
        select(WorkKind, works).options(selectinload(WorkKind.measures)).order_by(WorkKind.position, WorkKind.id)
    )
    return [KindRow(*row) for row in rows]


def get_kind_page(actor: Actor, kind_id: int) -> KindPage:
    """A kind for the administrator, by two statements. Raises NotFound."""
    if not permissions.can_edit_kinds(actor):
        raise NotFound
    works = select(func.count()).where(Work.kind_id == WorkKind.id).correlate(WorkKind).scalar_subquery()
    row = db.session.execute(select(WorkKind, works).where(WorkKind.id == kind_id)).one_or_none()
    if row is None:
        raise NotFound
    written = select(func.count()).where(
        WorkMeasure.measure_id == KindMeasure.id,
        WorkMeasure.planned.is_not(None) | WorkMeasure.delivered.is_not(None),
    )
    measures = db.session.execute(
        select(KindMeasure, written.correlate(KindMeasure).scalar_subquery())
        .where(KindMeasure.kind_id == kind_id)
        .order_by(KindMeasure.position, KindMeasure.id)
    )
    return KindPage(row[0], row[1], [MeasureRow(*found) for found in measures])
