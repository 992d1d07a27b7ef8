"""Advances (tạm ứng): cash that a person takes along, and answers for by expenses with receipts and what is given back.

One person asks, another approves, and neither is who gets the money. See docs/decisions/0007.
"""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.core.text import fold
from app.extensions import db
from app.people.models import Account
from app.works import permissions
from app.works.actions.ledger import Book, append, check_past, dong, lock_book, lock_for_money, outstanding_of
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import EntryRequest, Ledger, LedgerEntry, Work
from app.works.queries.request import list_officers


@action
def request_advance(
    actor: Actor,
    *,
    work_id: int,
    amount: int,
    party: str,
    reason: str,
    due_on: date,
    recipient_id: int | None = None,
) -> int:
    """Ask for an advance (đồng) out of a work's cash, to be settled until a day; returns the request's id.

    `recipient_id` is the account of whoever gets it, where the person has one: that person decides on nothing of it.
    """
    work = lock_for_money(actor, work_id)
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    if recipient_id is not None:
        recipient = db.session.get(Account, recipient_id)
        if recipient is None:
            raise NotPossible("recipient_unknown_here", field="recipient_id")
        party = recipient.name
    elif fold(party) in {fold(name) for _id, name in list_officers(work.unit, clock.today())}:
        raise NotPossible("holder_on_the_list", field="party")  # or they could approve what they get themselves
    if not party.strip():
        raise NotPossible("holder_missing", field="party")
    check_reason(reason)
    if due_on < clock.today():
        raise NotPossible("due_in_the_past", field="due_on")
    request = EntryRequest(
        ledger_id=lock_book(work).ledger.id,
        kind="advance",
        amount=-amount,
        party=party,
        recipient_id=recipient_id,
        reason=reason,
        due_on=due_on,
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event and the answer need the id
    record(actor, "advance.requested", work, request=request.id, amount=amount, party=party)
    return request.id


def write_advance(actor: Actor, books: dict[int, Book], request: EntryRequest) -> LedgerEntry:
    """The entry of an approved advance: never beyond the cash in the box, nor beyond what the plan has left."""
    book, amount = books[request.ledger_id], -request.amount
    work = book.work
    if work is None or not work.takes_money:
        raise NotPossible("money_closed")
    if book.ledger.balance < amount:
        raise NotPossible("not_enough_cash_to_give", left=dong(book.ledger.balance), amount=dong(amount))
    left = work.planned_total - work.cash_spent - work.cash_advanced
    if left < amount:
        raise NotPossible("beyond_plan", left=dong(left))
    entry = append(
        actor,
        book,
        kind="advance",
        form="cash",
        amount=-amount,
        on=clock.today(),
        counts_on=clock.today(),
        party=request.party,
        description=request.reason,
        request_id=request.id,
        recorded_by=request.requested_by,
        approved_by=actor.account_id,
    )
    record(actor, "ledger.advance", work, entry=entry.number, request=request.id, amount=amount, party=request.party)
    return entry


@action
def record_refund(actor: Actor, *, advance_id: int, amount: int, received_on: date) -> int:
    """Money of an advance (đồng) is back in the box: at any time, after acceptance too. Returns the entry's id.

    Whoever held the advance doesn't record it: nobody confirms what they did themselves.
    """
    work_id = db.session.execute(
        select(Ledger.work_id)
        .join(EntryRequest, EntryRequest.ledger_id == Ledger.id)
        .join(Work, Work.id == Ledger.work_id)
        .where(EntryRequest.id == advance_id, EntryRequest.kind == "advance", permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    work = lock_work(actor, work_id)
    advance = db.session.get_one(EntryRequest, advance_id)
    allow(permissions.can_record_refund(actor, work, advance))
    book = lock_book(work)
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    check_past(received_on, "received_on")
    left = outstanding_of(advance.id)
    if amount > left:
        raise NotPossible("beyond_advance", field="amount", left=dong(left))
    entry = append(
        actor,
        book,
        kind="refund",
        form="cash",
        amount=amount,
        on=received_on,
        counts_on=received_on,
        party=advance.party,
        description=advance.reason,
        request_id=advance.id,
        recorded_by=actor.account_id,
    )
    record(actor, "ledger.refund", work, entry=entry.number, request=advance.id, amount=amount, party=advance.party)
    return entry.id
