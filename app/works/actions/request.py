"""Deciding on what somebody asked to be written into a ledger: a correction, an advance."""

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
from app.works.actions.ledger import Book, lock_book
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import EntryRequest, Ledger, LedgerEntry, Work

# What each kind of request writes when it is approved.
WRITE: dict[str, Callable[[Actor, Book, EntryRequest], LedgerEntry]] = {
    "reversal": write_reversal,
    "advance": write_advance,
}


@action
def approve_request(actor: Actor, *, request_id: int) -> int:
    """Let what was asked for enter the ledger. Returns the entry's id, the same when asked twice."""
    book, request = _lock_request(actor, request_id)
    if request.state == "approved" and request.decided_by == actor.account_id:
        return _entry_id(request)
    _check_pending(request)
    entry = WRITE[request.kind](actor, book, request)
    _decide(actor, request, "approved")
    return entry.id


@action
def refuse_request(actor: Actor, *, request_id: int, reason: str) -> int:
    """Turn a request down with a reason; the ledger stays as it is."""
    book, request = _lock_request(actor, request_id)
    if (request.state, request.decided_by, request.answer) == ("refused", actor.account_id, reason):
        return request.id
    _check_pending(request)
    check_reason(reason)
    _decide(actor, request, "refused", reason)
    details: dict[str, object] = {"request": request.id, "amount": request.amount, "reason": reason}
    if request.entry_id is not None:
        details["reverses"] = db.session.get_one(LedgerEntry, request.entry_id).number
    record(actor, f"{request.kind}.refused", book.work, **details)
    return request.id


def _lock_request(actor: Actor, request_id: int) -> tuple[Book, EntryRequest]:
    """A request that the actor may decide on; work, ledger and request are locked."""
    work_id = db.session.execute(
        select(Ledger.work_id)
        .join(EntryRequest, EntryRequest.ledger_id == Ledger.id)
        .join(Work, Work.id == Ledger.work_id)
        .where(EntryRequest.id == request_id, permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    book = lock_book(lock_work(actor, work_id))
    request = lock(EntryRequest, EntryRequest.id == request_id)
    assert request is not None
    allow(permissions.can_approve_request(actor, book.work, request))
    return book, request


def _entry_id(request: EntryRequest) -> int:
    """The entry that an approved request became."""
    is_it = (
        LedgerEntry.reverses_id == request.entry_id
        if request.kind == "reversal"
        else (LedgerEntry.request_id == request.id) & (LedgerEntry.kind == request.kind)
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
