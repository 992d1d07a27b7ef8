"""Deciding on what somebody asked to be written into a ledger: a correction, an advance, a transfer, an outlay."""

from collections.abc import Callable

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.events import record
from app.extensions import db
from app.works import permissions
from app.works.actions.advance import write_advance
from app.works.actions.correction import write_reversal
from app.works.actions.ending import write_return
from app.works.actions.fund import write_outlay
from app.works.actions.ledger import Book, lock_books
from app.works.actions.steps import allow, check_reason
from app.works.actions.transfer import write_transfer
from app.works.models import EntryRequest, LedgerEntry

# What each kind of request writes when it is approved.
WRITE: dict[str, Callable[[Actor, dict[int, Book], EntryRequest], LedgerEntry]] = {
    "reversal": write_reversal,
    "advance": write_advance,
    "transfer": write_transfer,
    "outlay": write_outlay,
    "return": write_return,
}


@action
def approve_request(actor: Actor, *, request_id: int) -> int:
    """Let what was asked for enter the ledger. Returns the entry's id, the same when asked twice."""
    books, request = _lock_request(actor, request_id)
    if request.state == "approved" and request.decided_by == actor.account_id:
        return _entry_id(request)
    _check_pending(request)
    entry = WRITE[request.kind](actor, books, request)
    _decide(actor, request, "approved")
    return entry.id


@action
def refuse_request(actor: Actor, *, request_id: int, reason: str) -> int:
    """Turn a request down with a reason; the ledger stays as it is."""
    books, request = _lock_request(actor, request_id)
    if (request.state, request.decided_by, request.answer) == ("refused", actor.account_id, reason):
        return request.id
    _check_pending(request)
    check_reason(reason)
    _decide(actor, request, "refused", reason)
    details: dict[str, object] = {"request": request.id, "amount": request.amount, "reason": reason}
    if request.entry_id is not None:
        details["reverses"] = db.session.get_one(LedgerEntry, request.entry_id).number
    record(actor, f"{request.kind}.refused", books[request.ledger_id].subject, **details)
    return request.id


def _lock_request(actor: Actor, request_id: int) -> tuple[dict[int, Book], EntryRequest]:
    """A request that the actor may decide on; the works, ledgers and the request are locked."""
    ids = db.session.execute(
        select(EntryRequest.ledger_id, EntryRequest.to_ledger_id).where(EntryRequest.id == request_id)
    ).one_or_none()
    if ids is None:
        raise NotFound
    books = lock_books({id_ for id_ in ids if id_ is not None})
    book = books[ids.ledger_id]
    if not permissions.can_see_book(actor, book.unit):
        raise NotFound
    request = lock(EntryRequest, EntryRequest.id == request_id)
    assert request is not None
    allow(permissions.can_approve_request(actor, book.unit, book.work, request))
    return books, request


def _entry_id(request: EntryRequest) -> int:
    """The entry that an approved request became."""
    is_it = (
        LedgerEntry.reverses_id == request.entry_id
        if request.kind == "reversal"
        else (LedgerEntry.request_id == request.id)
        & (LedgerEntry.kind == request.kind)
        & (LedgerEntry.ledger_id == request.ledger_id)
    )
    return db.session.execute(select(LedgerEntry.id).where(is_it)).scalar_one()


def _check_pending(request: EntryRequest) -> None:
    """Raises Conflict when somebody decided on it before."""
    if request.state != "pending":
        raise Conflict("request_decided")


def _decide(actor: Actor, request: EntryRequest, state: str, answer: str = "") -> None:
    request.state = state
    request.answer = answer[:500]
    request.decided_by = actor.account_id
    request.decided_at = clock.now()
