"""What waits for somebody: the queue that stands on their home page."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.people.models import Appointment, Unit
from app.works import permissions
from app.works.models import EntryRequest, Expense, Ledger, LedgerEntry, PlanVersion, Work
from app.works.models.work import TAKES_MONEY
from app.works.queries.follow_up import DueVisit, list_due_visits
from app.works.sums import sum_advanced

SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """Rows (work_id, title, unit, sort_on), of money (work_id, title, unit, on, amount, party), and of advances in
    people's hands also the day until which they are to be settled."""

    proposals: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    returned: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    expenses: list[Any] = field(default_factory=list)
    revisions: list[Any] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)
    advances: list[Any] = field(default_factory=list)
    ending: list[Any] = field(default_factory=list)
    visits: list[DueVisit] = field(default_factory=list)

    @property
    def count(self) -> int:
        works = (self.proposals, self.reports, self.returned, self.drafts, self.ending)
        money = (self.expenses, self.requests, self.advances)
        return sum(len(rows) for rows in (*works, *money, self.revisions, self.visits))


def works_waiting(actor: Actor) -> Waiting:
    """What the actor can do next, oldest first, by at most eight statements; nothing for who holds no role."""
    deciding = permissions.works_under(actor.paths(Role.COMMITTEE))
    leading = permissions.works_under(actor.paths(Role.LEADER))
    if not actor.has(Role.COMMITTEE, Role.LEADER):
        return Waiting(advances=_advances(actor), ending=_ending(actor)) if actor.has(Role.TREASURER) else Waiting()
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
        requests=_requests(actor),
        advances=_advances(actor) if actor.has(Role.LEADER, Role.TREASURER) else [],
        ending=_ending(actor) if actor.has(Role.LEADER, Role.TREASURER) else [],
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


def _requests(actor: Actor) -> list[Any]:
    """Requests for an entry, those of a fund without a work, each with the unit's id; the committee's list holds only
    those that no leader can decide on."""
    concerned = (EntryRequest.requested_by, EntryRequest.recipient_id)
    party = func.coalesce(LedgerEntry.party, EntryRequest.party)
    rows = db.session.execute(
        select(Work.id, Work.title, Unit.short_name, EntryRequest.requested_at, EntryRequest.amount, party, Unit.id)
        .select_from(EntryRequest)
        .join(Ledger, Ledger.id == EntryRequest.ledger_id)
        .outerjoin(Work, Work.id == Ledger.work_id)
        .join(Unit, Unit.id == func.coalesce(Work.unit_id, Ledger.unit_id))
        .outerjoin(LedgerEntry, LedgerEntry.id == EntryRequest.entry_id)
        .where(
            EntryRequest.state == "pending",
            permissions.requests_to_decide(actor),
            or_(
                Work.state == "accepted",
                permissions.units_under(actor.paths(Role.LEADER)),
                ~_a_leader_can(*concerned),
            ),
        )
        .order_by(EntryRequest.id)
        .limit(SHOWN)
    )
    return [(*row[:3], clock.local(row.requested_at).date(), *row[4:]) for row in rows]


def _ending(actor: Actor) -> list[Any]:
    """Cancelled works whose money is not all returned or moved, for those who answer for it."""
    return list(
        db.session.execute(
            select(Work.id, Work.title, Unit.short_name, Work.sort_on)
            .join(Unit, Unit.id == Work.unit_id)
            .where(
                Work.state == "cancelled",
                Work.books_closed_on.is_(None),
                permissions.works_under(actor.paths(Role.LEADER, Role.TREASURER)),
            )
            .order_by(Work.sort_on, Work.id)
            .limit(SHOWN)
        )
    )


def _advances(actor: Actor) -> list[Any]:
    """Money of works that the actor answers for which is still in people's hands, the oldest first, with the day until
    which it is to be settled."""
    given = aliased(LedgerEntry)
    return list(
        db.session.execute(
            select(
                Work.id, Work.title, Unit.short_name, given.on, sum_advanced(), EntryRequest.party, EntryRequest.due_on
            )
            .select_from(Work)
            .join(Unit, Unit.id == Work.unit_id)
            .join(Ledger, Ledger.work_id == Work.id)
            .join(EntryRequest, (EntryRequest.ledger_id == Ledger.id) & (EntryRequest.kind == "advance"))
            .join(given, (given.request_id == EntryRequest.id) & (given.kind == "advance"))
            .join(LedgerEntry, LedgerEntry.request_id == EntryRequest.id)
            .where(Work.cash_advanced != 0, permissions.works_under(actor.paths(Role.LEADER, Role.TREASURER)))
            .group_by(Work.id, Work.title, Unit.short_name, given.on, EntryRequest.id, EntryRequest.party)
            .having(sum_advanced() != 0)
            .order_by(given.on, EntryRequest.id)
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
            .outerjoin(EntryRequest, EntryRequest.id == Expense.advance_id)
            .where(
                Expense.state == "pending",
                _not(Expense.recorded_by, actor.account_id),
                _not(EntryRequest.recipient_id, actor.account_id),
                or_(leading, and_(deciding, ~_a_leader_can(Expense.recorded_by, EntryRequest.recipient_id))),
            )
            .order_by(Expense.id)
            .limit(SHOWN)
        )
    )


def _a_leader_can(*concerned: Any) -> ColumnElement[bool]:
    """Somebody other than who asks and who gets the money leads the unit or one above it."""
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
            *(_not(column, Appointment.account_id) for column in concerned),
        )
    )


def _not(column: Any, account_id: Any) -> ColumnElement[bool]:
    return or_(column.is_(None), column != account_id) if account_id is not None else false()
