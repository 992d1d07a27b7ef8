"""The money of all works of a unit and of those under it: in all, per unit right under it, and per work.

Every figure is summed from the same rows that the work's own budget page shows: entries, pledges, the plan in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.extensions import db
from app.people.models import Unit
from app.people.queries import get_unit
from app.works import permissions, sums
from app.works.models import Ledger, LedgerEntry, Pledge, PledgeReceipt, Work
from app.works.models.work import TAKES_MONEY

# A proposal is no budget yet.
COUNTED_STATES = (*TAKES_MONEY, "accepted", "cancelled")


@dataclass(frozen=True)
class Figures:
    """Sums in đồng. `received` is in all forms, `spent`, `advanced` (in somebody's hands) and `left` are cash."""

    works: int = 0
    planned: int = 0
    pledged: int = 0
    received: int = 0
    in_kind: int = 0
    spent: int = 0
    advanced: int = 0
    contribution: int = 0

    @property
    def left(self) -> int:
        return self.received - self.in_kind - self.spent - self.advanced

    @property
    def cost(self) -> int:
        """The total cost so far: cash that was spent, goods and labour that were brought."""
        return self.spent + self.in_kind

    def __add__(self, other: "Figures") -> "Figures":
        names = self.__dataclass_fields__
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})


class UnitFigures(NamedTuple):
    """A unit with those under it; `is_own`: only the works of the unit that the page is about."""

    id: int
    name: str
    is_own: bool
    figures: Figures


class WorkFigures(NamedTuple):
    id: int
    title: str
    state: str
    unit: str
    figures: Figures


@dataclass(frozen=True)
class UnitBudget:
    """The budget page of a unit."""

    unit: Unit
    total: Figures
    units: list[UnitFigures]
    # What is in the unit's own fund, and in those of the units under it.
    fund: int
    funds_below: int
    works: Page = field(repr=False)


def sees_unit_budget(actor: Actor, unit: Unit) -> bool:
    """For the pages of other areas that lead here."""
    return permissions.can_see_unit_budget(actor, unit)


def get_unit_budget(actor: Actor, unit_id: int, at: str | None = None) -> UnitBudget:
    """A unit's budget by six statements, however many works there are; `at` is the key of a page of works.

    Raises NotFound where the actor may not see the money of this unit.
    """
    unit = visible_unit(actor, unit_id)
    under = Unit.path.startswith(unit.path, autoescape=True)
    units = _by_unit(unit, under)
    listed: Any = (
        select(Work.id, Work.title, Work.state, Unit.short_name, Work.sort_on)
        .join(Unit, Unit.id == Work.unit_id)
        .where(under, Work.state.in_(COUNTED_STATES))
    )
    page = fetch_page(
        listed,
        order=(Work.sort_on, Work.id),
        key_of=lambda row: (row.sort_on, row.id),
        at=at,
        descending=True,
        scalars=False,
    )
    shown = [row.id for row in page.items]
    figures = {id_: _figures(values) for id_, *values in _rows(_sums(Work.id, ids=shown))}
    works = [WorkFigures(row.id, row.title, row.state, row.short_name, figures[row.id]) for row in page.items]
    fund, funds = db.session.execute(
        select(
            func.coalesce(func.sum(case((Unit.id == unit.id, Ledger.balance), else_=0)), 0),
            func.coalesce(func.sum(Ledger.balance), 0),
        )
        .join(Unit, Unit.id == Ledger.unit_id)
        .where(under)
    ).one()
    return UnitBudget(
        unit=unit,
        total=sum((row.figures for row in units), Figures()),
        units=units,
        fund=int(fund),
        funds_below=int(funds - fund),
        works=Page(works, page.next_key, page.previous_key),
    )


def list_unit_works(actor: Actor, unit_id: int) -> tuple[Unit, list[WorkFigures]]:
    """Every work of a unit and of those under it with its figures, newest first, by two statements."""
    unit = visible_unit(actor, unit_id)
    columns = (Work.id, Work.title, Work.state, Unit.short_name)
    statement = _sums(*columns, Work.sort_on).where(Unit.path.startswith(unit.path, autoescape=True))
    rows = _rows(statement.order_by(Work.sort_on.desc(), Work.id.desc()))
    return unit, [WorkFigures(row.id, row.title, row.state, row.short_name, _figures(row[5:])) for row in rows]


def visible_unit(actor: Actor, unit_id: int) -> Unit:
    """A unit whose money the actor may see. Raises NotFound."""
    unit = get_unit(actor, unit_id)
    if not permissions.can_see_unit_budget(actor, unit):
        raise NotFound
    return unit


def _by_unit(top: Unit, under: ColumnElement[bool]) -> list[UnitFigures]:
    """The unit's own works first, then each unit right under it together with those under that."""
    sums: dict[int, Figures] = {}
    for _id, path, *values in _rows(_sums(Unit.id, Unit.path).where(under)):
        below = path.removeprefix(top.path).split("/")[0]
        key = int(below) if below else top.id
        sums[key] = sums.get(key, Figures()) + _figures(values)
    names = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(or_(Unit.parent_id == top.id, Unit.id == top.id))
        .order_by(Unit.path == top.path, Unit.name_sort)
    )
    rows = [UnitFigures(id_, name, id_ == top.id, sums[id_]) for id_, name in names if id_ in sums]
    return sorted(rows, key=lambda row: not row.is_own)


def _sums(*columns: Any, ids: Sequence[int] | None = None) -> Select[Any]:
    """The columns, then the sums for each group of them, in the order of `Figures`; `ids` names the works."""
    of_works = [] if ids is None else [Work.id.in_(ids)]
    money = select(
        LedgerEntry.work_id,
        sums.sum_received().label("received"),
        sums.sum_of(sums.is_received & ~sums.is_cash).label("in_kind"),
        sums.sum_spent().label("spent"),
        sums.sum_advanced().label("advanced"),
    ).group_by(LedgerEntry.work_id)
    came = (
        select(Pledge.id, Pledge.work_id, Pledge.amount, func.coalesce(func.sum(LedgerEntry.amount), 0).label("came"))
        .outerjoin(PledgeReceipt, PledgeReceipt.pledge_id == Pledge.id)
        .outerjoin(
            LedgerEntry,
            or_(LedgerEntry.id == PledgeReceipt.entry_id, LedgerEntry.reverses_id == PledgeReceipt.entry_id),
        )
        .where(Pledge.withdrawn_at.is_(None))
        .group_by(Pledge.id, Pledge.work_id, Pledge.amount)
    )
    if ids is not None:
        money, came = money.where(LedgerEntry.work_id.in_(ids)), came.where(Pledge.work_id.in_(ids))
    entries, pledge = money.subquery(), came.subquery()
    promised = (
        select(
            pledge.c.work_id,
            sums.sum_of(pledge.c.amount > pledge.c.came, pledge.c.amount - pledge.c.came).label("open"),
        )
        .group_by(pledge.c.work_id)
        .subquery()
    )
    return (
        select(
            *columns,
            func.count(Work.id),
            sums.sum_of(Work.state != "cancelled", Work.planned_total),
            func.coalesce(func.sum(promised.c.open), 0),
            func.coalesce(func.sum(entries.c.received), 0),
            func.coalesce(func.sum(entries.c.in_kind), 0),
            func.coalesce(func.sum(entries.c.spent), 0),
            func.coalesce(func.sum(entries.c.advanced), 0),
            func.coalesce(func.sum(Work.union_contribution), 0),
        )
        .select_from(Work)
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(entries, entries.c.work_id == Work.id)
        .outerjoin(promised, promised.c.work_id == Work.id)
        .where(Work.state.in_(COUNTED_STATES), *of_works)
        .group_by(*columns)
    )


def _rows(statement: Any) -> Sequence[Any]:
    return db.session.execute(statement).all()


def _figures(values: Sequence[Any]) -> Figures:
    return Figures(*(int(value) for value in values))
