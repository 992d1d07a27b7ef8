"""The end of a cancelled work's money: each đồng goes back or elsewhere, then the books are closed at zero.

See docs/decisions/0009.
"""

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.works import permissions
from app.works.actions.ledger import (
    Book,
    append_asked,
    cash_of_source,
    dong,
    lock_book,
    lock_books,
    returned_of,
)
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import EntryRequest, Expense, LedgerEntry, Work


@action
def request_return(actor: Actor, *, entry_id: int, amount: int, reason: str) -> int:
    """Ask to give a contribution (đồng) back to who brought it, whole or in part; returns the request's id."""
    ledger_id = db.session.execute(select(LedgerEntry.ledger_id).where(LedgerEntry.id == entry_id)).scalar()
    book = lock_books({ledger_id}).get(ledger_id) if ledger_id is not None else None
    if book is None or book.work is None or not permissions.can_see_book(actor, book.unit):
        raise NotFound
    allow(permissions.can_record_in_book(actor, book.unit))
    entry = db.session.get_one(LedgerEntry, entry_id)
    waits = select(EntryRequest.id).where(EntryRequest.entry_id == entry.id, EntryRequest.state == "pending")
    if db.session.execute(waits).scalar() is not None:
        raise Conflict("request_waits")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    check_reason(reason)
    _check_returnable(book, entry, amount)
    request = EntryRequest(
        ledger_id=book.ledger.id,
        entry_id=entry.id,
        kind="return",
        amount=-amount,
        party=entry.party,
        reason=reason,
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event and the answer need the id
    record(actor, "return.requested", book.work, request=request.id, reverses=entry.number, amount=amount)
    return request.id


def write_return(actor: Actor, books: dict[int, Book], request: EntryRequest) -> LedgerEntry:
    """The entry of an approved return: what the Union gave and raised is less from today on."""
    book, entry = books[request.ledger_id], db.session.get_one(LedgerEntry, request.entry_id)
    _check_returnable(book, entry, -request.amount)
    if entry.form == "cash" and book.ledger.balance < -request.amount:
        raise NotPossible("not_enough_cash_to_give", left=dong(book.ledger.balance), amount=dong(-request.amount))
    given_back = append_asked(
        actor,
        book,
        request,
        kind="return",
        form=entry.form,
        source=entry.source,
        amount=request.amount,
        party=entry.party,
        is_anonymous=entry.is_anonymous,
    )
    details = {"entry": given_back.number, "reverses": entry.number, "amount": given_back.amount}
    record(actor, "ledger.return", book.subject, request=request.id, **details)
    return given_back


@action
def close_books(actor: Actor, *, work_id: int) -> int:
    """End the money of a cancelled work: its box is empty, nobody holds any of it, nothing waits. For good."""
    work = lock_work(actor, work_id)
    allow(permissions.can_close_books(actor, work))
    if work.books_closed_on is not None:
        return work.id
    if work.state != "cancelled":
        raise NotPossible("wrong_step")
    book = lock_book(work)
    if something_waits(book):
        raise NotPossible("money_waits")
    if work.cash_advanced:
        raise NotPossible("advance_open", left=dong(work.cash_advanced))
    if book.ledger.balance:
        raise NotPossible("books_not_empty", left=dong(book.ledger.balance))
    work.books_closed_on = clock.today()
    record(actor, "ledger.closed", work, entries=book.ledger.entries)
    return work.id


def close_empty_books(work: Work) -> None:
    """Of a work that was just cancelled and into which nothing ever came; for use inside an action."""
    book = lock_book(work)
    if book.ledger.entries == 0 and not something_waits(book):
        work.books_closed_on = clock.today()


def something_waits(book: Book) -> bool:
    """An expense or a request still waits to be decided on."""
    expenses = select(func.count()).select_from(Expense)
    requests = select(func.count()).select_from(EntryRequest)
    assert book.work is not None
    return bool(
        db.session.execute(expenses.where(Expense.work_id == book.work.id, Expense.state == "pending")).scalar_one()
        or db.session.execute(
            requests.where(EntryRequest.ledger_id == book.ledger.id, EntryRequest.state == "pending")
        ).scalar_one()
    )


def _check_returnable(book: Book, entry: LedgerEntry, amount: int) -> None:
    """A contribution that stands, and no more of it than was not given back or moved away."""
    if book.work is None or not book.gives:
        raise NotPossible("money_closed")
    if entry.kind != "contribution":
        raise NotPossible("no_contribution")
    if db.session.execute(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)).scalar() is not None:
        raise Conflict("entry_reversed")
    left = entry.amount - returned_of(entry.id)
    if entry.form == "cash":
        left = min(left, cash_of_source(book.ledger, entry.source))
    if amount > left:
        raise NotPossible("beyond_contribution", field="amount", left=dong(left))
