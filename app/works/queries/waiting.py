"""What waits for somebody: the queue that stands on their home page."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.people.models import Appointment, Unit
from app.works import permissions
from app.works.models import Expense, PlanVersion, Work
from app.works.models.work import TAKES_MONEY
from app.works.queries.follow_up import DueVisit, list_due_visits

SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """Rows (work_id, title, unit, sort_on), and of expenses (work_id, title, unit, on, amount, payee)."""

    proposals: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    returned: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    expenses: list[Any] = field(default_factory=list)
    revisions: list[Any] = field(default_factory=list)
    visits: list[DueVisit] = field(default_factory=list)

    @property
    def count(self) -> int:
        works = (self.proposals, self.reports, self.returned, self.drafts)
        return sum(len(rows) for rows in (*works, self.expenses, self.revisions, self.visits))


def works_waiting(actor: Actor) -> Waiting:
    """What the actor can do next, oldest first, by at most four statements; nothing for who holds no role."""
    deciding = permissions.works_under(actor.paths(Role.COMMITTEE))
    leading = permissions.works_under(actor.paths(Role.LEADER))
    if not actor.has(Role.COMMITTEE, Role.LEADER):
        return Waiting()
    rows = db.session.execute(
        select(Work.id, Work.title, Unit.short_name, Work.sort_on, Work.state, Work.return_reason)
        .join(Unit, Unit.id == Work.unit_id)
        .where(
            or_(
                and_(Work.state == "submitted", permissions.works_to_decide(actor)),
                and_(Work.state == "reported", permissions.works_to_accept(actor)),
                and_(Work.state == "draft", leading),
                and_(Work.state == "under_way", leading, Work.return_reason.is_not(None)),
            )
        )
        .order_by(Work.sort_on, Work.id)
        .limit(4 * SHOWN)
    ).all()
    return Waiting(
        proposals=[row for row in rows if row.state == "submitted"][:SHOWN],
        reports=[row for row in rows if row.state == "reported"][:SHOWN],
        returned=[row for row in rows if row.return_reason and row.state in ("draft", "under_way")][:SHOWN],
        drafts=[row for row in rows if row.state == "draft" and not row.return_reason][:SHOWN],
        expenses=_expenses(actor, deciding, leading),
        revisions=_revisions(actor) if actor.has(Role.COMMITTEE) else [],
        visits=list_due_visits(actor, SHOWN) if actor.has(Role.LEADER) else [],
    )


def _revisions(actor: Actor) -> list[Any]:
    """Revisions of plans that the actor may decide on."""
    return list(
        db.session.execute(
            select(Work.id, Work.title, Unit.short_name, Work.sort_on)
            .join(PlanVersion, PlanVersion.work_id == Work.id)
            .join(Unit, Unit.id == Work.unit_id)
            .where(
                PlanVersion.state == "submitted",
                Work.state.in_(TAKES_MONEY),
                permissions.revisions_to_decide(actor),
            )
            .order_by(PlanVersion.id)
            .limit(SHOWN)
        )
    )


def _expenses(actor: Actor, deciding: ColumnElement[bool], leading: ColumnElement[bool]) -> list[Any]:
    """Those that a leader may approve; the committee's list holds only those that no leader can."""
    return list(
        db.session.execute(
            select(Work.id, Work.title, Unit.short_name, Expense.on, Expense.amount, Expense.payee)
            .join(Work, Work.id == Expense.work_id)
            .join(Unit, Unit.id == Work.unit_id)
            .where(
                Expense.state == "pending",
                _not(Expense.recorded_by, actor.account_id),
                or_(leading, and_(deciding, ~_a_leader_can())),
            )
            .order_by(Expense.id)
            .limit(SHOWN)
        )
    )


def _a_leader_can() -> ColumnElement[bool]:
    """Somebody else leads the unit or one above it."""
    today = clock.today()
    above = aliased(Unit)
    return exists(
        select(Appointment.id)
        .join(above, above.id == Appointment.unit_id)
        .where(
            Appointment.role == Role.LEADER,
            Appointment.valid_from <= today,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
            Unit.path.startswith(above.path),
            _not(Expense.recorded_by, Appointment.account_id),
        )
    )


def _not(column: Any, account_id: Any) -> ColumnElement[bool]:
    return or_(column.is_(None), column != account_id) if account_id is not None else false()
