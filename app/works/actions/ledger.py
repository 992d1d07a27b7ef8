"""Money: contributions, expenses that another person approves, reversals. The ledger only ever grows.

The lock order is work, ledger, and the unit last, for the number of a voucher.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.settings import setting
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.steps import allow, check_reason, lock_work, plan_in_force, spent_by_root
from app.works.chain import entry_hash
from app.works.models import (
    UNION_SOURCES,
    Expense,
    Ledger,
    LedgerEntry,
    PlanLine,
    PlanVersion,
    Pledge,
    PledgeReceipt,
    Work,
)
from app.works.models.ledger import FORMS, SOURCES

# How far, in per cent, the approved expenses of one line may pass its amount; the total may not at all.
TOLERANCE = "expense_line_tolerance_percent"
DEFAULT_TOLERANCE = 10


@action
def record_contribution(
    actor: Actor,
    *,
    work_id: int,
    form: str,
    source: str,
    amount: int,
    received_on: date,
    party: str,
    is_anonymous: bool = False,
    description: str = "",
    paper: NewFile | None = None,
    pledge_id: int | None = None,
) -> int:
    """Enter what came in (đồng, or the value of goods or labour in đồng) and return the entry's id.

    `pledge_id` names the pledge that it fulfils, whole or in part.
    """
    work = _lock_for_money(actor, work_id)
    if form not in FORMS:
        raise NotPossible("form_unknown", field="form")
    if source not in SOURCES:
        raise NotPossible("source_unknown", field="source")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    _check_past(received_on, "received_on")
    if not party.strip():
        raise NotPossible("party_missing", field="party")
    pledge = _open_pledge(work, pledge_id) if pledge_id is not None else None
    entry = _append(
        actor,
        work,
        kind="contribution",
        form=form,
        source=source,
        amount=amount,
        on=received_on,
        counts_on=received_on,
        party=party,
        is_anonymous=is_anonymous,
        description=description,
        file_id=_file_id(actor, paper),
        recorded_by=actor.account_id,
    )
    if pledge is not None:
        db.session.add(PledgeReceipt(entry_id=entry.id, pledge_id=pledge.id))
    record(actor, "ledger.contribution", work, entry=entry.number, form=form, source=source, amount=amount)
    return entry.id


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
) -> int:
    """Record an expense (đồng) with its receipt and return its id; it counts when another person approves it."""
    work = _lock_for_money(actor, work_id)
    line = _line_in_force(work, plan_line_id)
    if line is None:
        raise NotPossible("line_unknown", field="plan_line_id")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    _check_past(paid_on, "paid_on")
    if not payee.strip():
        raise NotPossible("payee_missing", field="payee")
    expense = Expense(
        work_id=work.id,
        plan_line_id=line.id,
        amount=amount,
        payee=payee,
        on=paid_on,
        description=description,
        file_id=_file_id(actor, receipt),
        recorded_by=actor.account_id,
        recorded_at=clock.now(),
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
    ledger = _lock_ledger(work)
    if ledger.balance < expense.amount:
        raise NotPossible("not_enough_cash", left=_dong(ledger.balance), amount=_dong(expense.amount))
    _check_plan(work, expense)
    entry = _append(
        actor,
        work,
        kind="expense",
        form="cash",
        source=None,
        amount=-expense.amount,
        on=expense.on,
        counts_on=expense.on,
        party=expense.payee,
        description=expense.description,
        plan_line_id=expense.plan_line_id,
        expense_id=expense.id,
        file_id=expense.file_id,
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


@action
def reverse_entry(actor: Actor, *, entry_id: int, reason: str) -> int:
    """Take a mistake back by a second entry that counts on the same day; returns its id, the same when asked twice."""
    work_id = db.session.execute(
        select(LedgerEntry.work_id)
        .join(Work, Work.id == LedgerEntry.work_id)
        .where(LedgerEntry.id == entry_id, permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    work = lock_work(actor, work_id)
    allow(permissions.can_reverse_entry(actor, work))
    ledger = _lock_ledger(work)
    entry = db.session.get_one(LedgerEntry, entry_id)
    earlier = db.session.execute(select(LedgerEntry).where(LedgerEntry.reverses_id == entry.id)).scalar_one_or_none()
    if earlier is not None:
        if (earlier.recorded_by, earlier.description) == (actor.account_id, reason):
            return earlier.id
        raise Conflict("stale")
    check_reason(reason)
    if entry.kind == "reversal":
        raise NotPossible("reversal_of_reversal")
    if entry.form == "cash" and ledger.balance - entry.amount < 0:
        raise NotPossible("cash_already_spent", left=_dong(ledger.balance))
    reversal = _append(
        actor,
        work,
        kind="reversal",
        form=entry.form,
        source=entry.source,
        amount=-entry.amount,
        on=clock.today(),
        counts_on=entry.counts_on,
        party=entry.party,
        is_anonymous=entry.is_anonymous,
        description=reason,
        plan_line_id=entry.plan_line_id,
        reverses_id=entry.id,
        recorded_by=actor.account_id,
    )
    record(actor, "ledger.reversal", work, entry=reversal.number, reverses=entry.number, reason=reason)
    return reversal.id


def enter_past_contribution(actor: Actor, work: Work, *, source: str, amount: int, on: date, paper: str) -> None:
    """What a work of the past received, by its papers; for use inside an action.

    In kind, as a value: its cash was never in this ledger, so it gets no voucher and leaves no balance.
    """
    _append(
        actor,
        work,
        kind="contribution",
        form="in_kind",
        source=source,
        amount=amount,
        on=on,
        counts_on=on,
        party=paper[:200],
        description="",
        recorded_by=actor.account_id,
    )


def counts_as_contribution() -> ColumnElement[bool]:
    """The entries that make up the Union's contribution: what it gave and raised, in cash and in kind."""
    return LedgerEntry.source.in_(UNION_SOURCES) & LedgerEntry.form.in_(("cash", "in_kind"))


def union_contribution_until(work_id: int, day: date) -> int:
    """The Union's contribution to a work received up to a day, in đồng."""
    return int(
        db.session.execute(
            select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.work_id == work_id, counts_as_contribution(), LedgerEntry.counts_on <= day
            )
        ).scalar_one()
    )


def _open_pledge(work: Work, pledge_id: int) -> Pledge:
    """A pledge for this work that still stands."""
    pledge = lock(Pledge, Pledge.id == pledge_id, Pledge.work_id == work.id)
    if pledge is None:
        raise NotPossible("pledge_unknown")
    if pledge.withdrawn_at is not None:
        raise Conflict("pledge_withdrawn")
    return pledge


def _lock_for_money(actor: Actor, work_id: int) -> Work:
    work = lock_work(actor, work_id)
    allow(permissions.can_record_money(actor, work))
    if not work.takes_money:
        raise NotPossible("money_closed")
    return work


def _lock_ledger(work: Work) -> Ledger:
    ledger = lock(Ledger, Ledger.work_id == work.id)
    if ledger is None:
        raise LookupError(f"work {work.id} has no ledger")
    return ledger


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
    expense = lock(Expense, Expense.id == expense_id)
    if expense is None:
        raise NotFound
    allow(may(actor, work, expense))
    return work, expense


def _check_pending(expense: Expense) -> None:
    """Raises Conflict when somebody decided on it before."""
    if expense.state != "pending":
        raise Conflict("expense_decided")


def _check_plan(work: Work, expense: Expense) -> None:
    """The approved expenses stay within the plan in total, and within the line up to the tolerance."""
    spent = spent_by_root(work.id)
    left = work.planned_total - sum(spent.values())
    if expense.amount > left:
        raise NotPossible("beyond_plan", left=_dong(left))
    line = _line_in_force(work, expense.plan_line_id)
    if line is None:
        raise NotPossible("line_unknown")
    percent = int(setting(TOLERANCE, DEFAULT_TOLERANCE))
    left = line.amount * (100 + percent) // 100 - spent.get(line.root, 0)
    if expense.amount > left:
        raise NotPossible("beyond_line", left=_dong(left), percent=percent)


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


def _check_past(day: date, field: str) -> None:
    if day > clock.today():
        raise NotPossible("in_the_future", field=field)


def _file_id(actor: Actor, new: NewFile | None) -> int | None:
    if new is None:
        return None
    stored = add_file(actor, new)
    db.session.flush()  # what it belongs to needs its id
    return stored.id


def _append(actor: Actor, work: Work, **values: Any) -> LedgerEntry:
    """Write an entry at the end of the work's chain, and the figures kept of it. The work is locked."""
    ledger = _lock_ledger(work)
    entry = LedgerEntry(
        ledger_id=ledger.id,
        work_id=work.id,
        number=ledger.entries + 1,
        at=clock.now(),
        previous_hash=ledger.head,
        **{"is_anonymous": False, "description": "", **values},
    )
    if entry.form == "cash":
        _number_voucher(work, entry)
    # Columns that weren't named are None now, as they will be when they are read back.
    entry.hash = entry_hash(entry)
    db.session.add(entry)
    ledger.entries = entry.number
    ledger.head = entry.hash
    if entry.form == "cash":
        ledger.balance += entry.amount
    _keep_figures(work, entry)
    db.session.flush()  # the answer needs the id, and the database has its say now
    return entry


def _number_voucher(work: Work, entry: LedgerEntry) -> None:
    """The next number of the unit's receipts (PT) or payments (PC) in the year; the unit's lock keeps it unique."""
    lock(Unit, Unit.id == work.unit_id)
    entry.voucher_series = f"{'PT' if entry.amount > 0 else 'PC'}-{work.unit_id}"
    entry.voucher_year = entry.on.year
    last = db.session.execute(
        select(func.max(LedgerEntry.voucher_number)).where(
            LedgerEntry.voucher_series == entry.voucher_series, LedgerEntry.voucher_year == entry.voucher_year
        )
    ).scalar()
    entry.voucher_number = (last or 0) + 1


def _keep_figures(work: Work, entry: LedgerEntry) -> None:
    """`flask check` computes the same from the entries."""
    if entry.form == "cash":
        if entry.source is not None:
            work.cash_received += entry.amount
        else:
            work.cash_spent -= entry.amount
    counts = entry.source in UNION_SOURCES and entry.form in ("cash", "in_kind")
    if counts and (work.accepted_on is None or entry.counts_on <= work.accepted_on):
        work.union_contribution += entry.amount


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + "\u00a0₫"
