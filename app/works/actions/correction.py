"""Taking an entry back: one person asks with a reason, another one approves, and only then the ledger gets its entry.

See docs/decisions/0006.
"""

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.ledger import (
    Book,
    append_asked,
    cash_of_source,
    dong,
    lock_books,
    outstanding_of,
    returned_of,
)
from app.works.actions.steps import allow, check_reason
from app.works.models import EntryRequest, LedgerEntry


@action
def request_reversal(actor: Actor, *, entry_id: int, reason: str) -> int:
    """Ask to take a mistake back, with the reason; returns the request's id, the same when asked twice."""
    ledger_id = db.session.execute(select(LedgerEntry.ledger_id).where(LedgerEntry.id == entry_id)).scalar()
    book = lock_books({ledger_id}).get(ledger_id) if ledger_id is not None else None
    if book is None or not permissions.can_see_book(actor, book.unit):
        raise NotFound
    allow(permissions.can_record_in_book(actor, book.unit))
    entry = db.session.get_one(LedgerEntry, entry_id)
    earlier = db.session.execute(
        select(EntryRequest)
        .where(EntryRequest.entry_id == entry.id, EntryRequest.state != "refused")
        .order_by(EntryRequest.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if earlier is not None and (earlier.kind, earlier.requested_by, earlier.reason) == (
        "reversal",
        actor.account_id,
        reason,
    ):
        return earlier.id
    if earlier is not None and earlier.state == "pending":
        raise Conflict("request_waits")
    check_reason(reason)
    _check_reversible(entry)
    other = _other_side(entry)
    request = EntryRequest(
        ledger_id=book.ledger.id,
        entry_id=entry.id,
        to_ledger_id=other.ledger_id if other else None,
        kind="reversal",
        amount=-entry.amount,
        reason=reason,
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event and the answer need the id
    record(actor, "reversal.requested", book.subject, request=request.id, reverses=entry.number, reason=reason)
    return request.id


def write_reversal(actor: Actor, books: dict[int, Book], request: EntryRequest) -> LedgerEntry:
    """The entry of an approved request; it counts on the day of the one that it takes back. A transfer is taken back
    on both sides.

    Never beyond the cash that is left: an expense that it paid for is taken back first.
    """
    entry = db.session.get_one(LedgerEntry, request.entry_id)
    other = _other_side(entry)
    if other is not None:
        lock_all(Unit, Unit.id.in_([book.unit.id for book in books.values()]))  # both number a voucher
        _take_back(actor, books[other.ledger_id], request, other)
    return _take_back(actor, books[entry.ledger_id], request, entry)


def _take_back(actor: Actor, book: Book, request: EntryRequest, entry: LedgerEntry) -> LedgerEntry:
    _check_reversible(entry)
    if entry.form == "cash" and book.ledger.balance < entry.amount:
        raise NotPossible("cash_already_spent", left=dong(book.ledger.balance))
    if entry.form == "cash" and entry.source and book.work is not None:
        came = cash_of_source(book.ledger, entry.source)
        if came < entry.amount:  # it was moved on, and that is taken back first
            raise NotPossible("source_has_less", left=dong(came))
    if entry.kind == "contribution" and returned_of(entry.id):
        raise NotPossible("entry_returned")
    if entry.kind == "advance" and outstanding_of(entry.request_id) < -entry.amount:
        raise NotPossible("advance_settled")
    reversal = append_asked(
        actor,
        book,
        request,
        kind="reversal",
        form=entry.form,
        source=entry.source,
        amount=-entry.amount,
        counts_on=entry.counts_on,
        party=entry.party,
        is_anonymous=entry.is_anonymous,
        plan_line_id=entry.plan_line_id,
        reverses_id=entry.id,
        # The request that led to the entry: what it came to is counted over both.
        request_id=entry.request_id,
    )
    details = {"entry": reversal.number, "reverses": entry.number, "reason": request.reason}
    record(actor, "ledger.reversal", book.subject, request=request.id, **details)
    return reversal


def _other_side(entry: LedgerEntry) -> LedgerEntry | None:
    """The entry that a transfer wrote into the other ledger."""
    if entry.kind != "transfer":
        return None
    return db.session.execute(
        select(LedgerEntry).where(
            LedgerEntry.request_id == entry.request_id, LedgerEntry.kind == "transfer", LedgerEntry.id != entry.id
        )
    ).scalar_one()


def _check_reversible(entry: LedgerEntry) -> None:
    """A correction is not corrected, and an entry only once."""
    if entry.kind == "reversal":
        raise NotPossible("reversal_of_reversal")
    if db.session.execute(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)).scalar() is not None:
        raise Conflict("entry_reversed")
