"""What the home pages sum up beside what the areas below already offer."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor, Role
from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity
from app.works.models import Expense, Work, WorkKind
from app.works.permissions import works_under

OWN_WORKS = 6
OPEN_STATES = ("draft", "submitted", "approved", "under_way", "reported")


@dataclass(frozen=True)
class PublicTotals:
    """All that was ever accepted: (code, Vietnamese, English, number) by kind, money in đồng, people helped."""

    by_kind: list[Any] = field(default_factory=list)
    contribution: int = 0
    people: int = 0
    activities: int = 0

    @property
    def works(self) -> int:
        return sum(row[3] for row in self.by_kind)


def get_public_totals() -> PublicTotals:
    """What a visitor reads at the top, by one statement. Youth tasks stand in the list as a kind of their own.

    A kind that is no longer offered stays in the list with the works that it has.
    """
    held = select(func.count()).select_from(Activity).where(Activity.state == "held").scalar_subquery()
    rows = db.session.execute(
        select(
            WorkKind.code,
            WorkKind.name_vi,
            WorkKind.name_en,
            func.count(Work.id),
            func.coalesce(func.sum(Work.union_contribution), 0),
            func.coalesce(func.sum(Work.delivered_people), 0),
            held,
        )
        .outerjoin(Work, (Work.kind_id == WorkKind.id) & (Work.state == "accepted"))
        .where(or_(WorkKind.is_active, Work.id.is_not(None)))
        .group_by(WorkKind.id, WorkKind.code, WorkKind.name_vi, WorkKind.name_en, WorkKind.position)
        .order_by(WorkKind.position)
    ).all()
    return PublicTotals(
        by_kind=[tuple(row[:4]) for row in rows],
        contribution=sum(int(row[4]) for row in rows),
        people=sum(int(row[5]) for row in rows),
        activities=rows[0][6] if rows else 0,
    )


def list_own_works(actor: Actor) -> list[Work]:
    """The works in hand of the units that the actor leads or keeps the money of, the latest step first."""
    paths = actor.paths(Role.LEADER, Role.TREASURER)
    if not paths:
        return []
    statement = (
        select(Work)
        .where(works_under(paths), Work.state.in_(OPEN_STATES))
        .order_by(Work.sort_on.desc(), Work.id.desc())
        .limit(OWN_WORKS)
        .options(joinedload(Work.kind), joinedload(Work.unit))
    )
    return list(db.session.scalars(statement))


def list_own_expenses(actor: Actor) -> list[Any]:
    """What a treasurer recorded and nobody has decided on: rows (work id, title, unit, day, amount, payee)."""
    if not actor.has(Role.TREASURER):
        return []
    return list(
        db.session.execute(
            select(Work.id, Work.title, Unit.short_name, Expense.on, Expense.amount, Expense.payee)
            .join(Work, Work.id == Expense.work_id)
            .join(Unit, Unit.id == Work.unit_id)
            .where(Expense.state == "pending", Expense.recorded_by == actor.account_id)
            .order_by(Expense.id)
            .limit(20)
        )
    )
