"""What goes out: an expense waits with its receipt until another person approves it."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile
from app.core.settings import setting
from app.extensions import db
from app.works import permissions
from app.works.actions.ledger import append, check_past, dong, file_id_of, lock_book, lock_for_money, outstanding_of
from app.works.actions.steps import allow, check_reason, lock_work, plan_in_force, spent_by_root
from app.works.models import EntryRequest, Expense, Ledger, LedgerEntry, PlanLine, PlanVersion, Work

# How far, in per cent, the approved expenses of one line may pass its amount; the total may not at all.
TOLERANCE = "expense_line_tolerance_percent"
DEFAULT_TOLERANCE = 10


@action
def record_expense(
    actor: Actor,
    *,
    work_id: int,
    plan_line_id: int,
    amount: int,
    payee: str,
    paid_on: date,
    receipt: NewFile,
    description: str = "",
    advance_id: int | None = None,
) -> int:
    """Record an expense (đồng) with its receipt and return its id; it counts when another person approves it.

    `advance_id` names the advance that it was paid from; without one it was paid in cash.
    """
    work = lock_for_money(actor, work_id, until=paid_on)
    line = _line_in_force(work, plan_line_id)
    if line is None:
        raise NotPossible("line_unknown", field="plan_line_id")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    check_past(paid_on, "paid_on")
    if not payee.strip():
        raise NotPossible("payee_missing", field="payee")
    if advance_id is not None:
        _check_advance(_advance_of(work, advance_id), amount)
    expense = Expense(
        work_id=work.id,
        plan_line_id=line.id,
        amount=amount,
        payee=payee,
        on=paid_on,
        description=description,
        file_id=file_id_of(actor, receipt),
        recorded_by=actor.account_id,
        recorded_at=clock.now(),
        advance_id=advance_id,
    )
    db.session.add(expense)
    db.session.flush()  # the event and the answer need the id
    record(actor, "expense.recorded", work, expense=expense.id, amount=amount, payee=payee)
    return expense.id


@action
def approve_expense(actor: Actor, *, expense_id: int) -> int:
    """Let an expense enter the ledger; returns the id of its entry, the same when it is asked twice.

    Never beyond the cash received, the approved plan in total, or a line by more than the tolerance.
    """
    work, expense = _lock_expense(actor, expense_id, permissions.can_approve_expense)
    if expense.state == "approved":
        entry_id = db.session.execute(select(LedgerEntry.id).where(LedgerEntry.expense_id == expense.id)).scalar_one()
        if expense.decided_by == actor.account_id:
            return entry_id
    _check_pending(expense)
    book = lock_book(work)
    if expense.advance is not None:
        _check_advance(expense.advance, expense.amount)
    elif book.ledger.balance < expense.amount:
        raise NotPossible("not_enough_cash", left=dong(book.ledger.balance), amount=dong(expense.amount))
    _check_plan(work, expense)
    entry = append(
        actor,
        book,
        kind="expense",
        form="advance" if expense.advance_id else "cash",
        source=None,
        amount=-expense.amount,
        on=expense.on,
        counts_on=expense.on,
        party=expense.payee,
        description=expense.description,
        plan_line_id=expense.plan_line_id,
        expense_id=expense.id,
        file_id=expense.file_id,
        request_id=expense.advance_id,
        recorded_by=expense.recorded_by,
        approved_by=actor.account_id,
    )
    _decide(actor, expense, "approved")
    record(actor, "expense.approved", work, expense=expense.id, entry=entry.number, amount=expense.amount)
    return entry.id


@action
def refuse_expense(actor: Actor, *, expense_id: int, reason: str) -> int:
    """Turn an expense down with a reason; it never enters the ledger."""
    work, expense = _lock_expense(actor, expense_id, permissions.can_refuse_expense)
    if (expense.state, expense.decided_by, expense.reason) == ("refused", actor.account_id, reason):
        return expense.id
    _check_pending(expense)
    check_reason(reason)
    _decide(actor, expense, "refused", reason)
    record(actor, "expense.refused", work, expense=expense.id, amount=expense.amount, reason=reason)
    return expense.id


def _lock_expense(actor: Actor, expense_id: int, may: Callable[[Actor, Work, Expense], bool]) -> tuple[Work, Expense]:
    """The work, then the expense, both locked. Raises NotFound where the actor may not see the work's money."""
    work_id = db.session.execute(
        select(Expense.work_id)
        .join(Work, Work.id == Expense.work_id)
        .where(Expense.id == expense_id, permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    work = lock_work(actor, work_id)
    expense = lock(Expense, Expense.id == expense_id, options=(joinedload(Expense.advance),))
    if expense is None:
        raise NotFound
    allow(may(actor, work, expense))
    return work, expense


def _advance_of(work: Work, advance_id: int) -> EntryRequest:
    """An advance that was given from this work's cash."""
    advance = db.session.execute(
        select(EntryRequest)
        .join(Ledger, Ledger.id == EntryRequest.ledger_id)
        .where(EntryRequest.id == advance_id, EntryRequest.kind == "advance", Ledger.work_id == work.id)
    ).scalar_one_or_none()
    if advance is None:
        raise NotPossible("advance_unknown")
    return advance


def _check_advance(advance: EntryRequest, amount: int) -> None:
    """No more is spent from an advance than is left of it: the rest is an expense of its own, paid in cash."""
    left = outstanding_of(advance.id)
    if amount > left:
        raise NotPossible("beyond_advance", field="amount", left=dong(left))


def _check_pending(expense: Expense) -> None:
    """Raises Conflict when somebody decided on it before."""
    if expense.state != "pending":
        raise Conflict("expense_decided")


def _check_plan(work: Work, expense: Expense) -> None:
    """The approved expenses stay within the plan in total, and within the line up to the tolerance."""
    spent = spent_by_root(work.id)
    left = work.planned_total - sum(spent.values())
    if expense.amount > left:
        raise NotPossible("beyond_plan", left=dong(left))
    line = _line_in_force(work, expense.plan_line_id)
    if line is None:
        raise NotPossible("line_unknown")
    percent = int(setting(TOLERANCE, DEFAULT_TOLERANCE))
    left = line.amount * (100 + percent) // 100 - spent.get(line.root, 0)
    if expense.amount > left:
        raise NotPossible("beyond_line", left=dong(left), percent=percent)


def _line_in_force(work: Work, plan_line_id: int) -> PlanLine | None:
    """The line of the plan in force that goes on a line of this or an earlier version."""
    plan = plan_in_force(work.id, selectinload(PlanVersion.lines))
    named = db.session.get(PlanLine, plan_line_id)
    if plan is None or named is None:
        return None
    return next((line for line in plan.lines if line.root == named.root), None)


def _decide(actor: Actor, expense: Expense, state: str, reason: str = "") -> None:
    expense.state = state
    expense.reason = reason
    expense.decided_by = actor.account_id
    expense.decided_at = clock.now()
