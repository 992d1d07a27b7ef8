"""Taking an entry back: one person asks with a reason, another one approves, and only then the ledger gets its entry.

See docs/decisions/0006.
"""

from sqlalchemy import select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.works import permissions
from app.works.actions.ledger import Book, append, dong, lock_book, outstanding_of
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import EntryRequest, LedgerEntry, Work


@action
def request_reversal(actor: Actor, *, entry_id: int, reason: str) -> int:
    """Ask to take a mistake back, with the reason; returns the request's id, the same when asked twice."""
    book, entry = _lock_entry(actor, entry_id)
    allow(permissions.can_request_reversal(actor, book.work))
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
    request = EntryRequest(
        ledger_id=book.ledger.id,
        entry_id=entry.id,
        kind="reversal",
        amount=-entry.amount,
        reason=reason,
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event and the answer need the id
    record(actor, "reversal.requested", book.work, request=request.id, reverses=entry.number, reason=reason)
    return request.id


def write_reversal(actor: Actor, book: Book, request: EntryRequest) -> LedgerEntry:
    """The entry of an approved request; it counts on the day of the one that it takes back.

    Never beyond the cash that is left: an expense that it paid for is taken back first.
    """
    entry = db.session.get_one(LedgerEntry, request.entry_id)
    _check_reversible(entry)
    if entry.form == "cash" and book.ledger.balance < entry.amount:
        raise NotPossible("cash_already_spent", left=dong(book.ledger.balance))
    if entry.kind == "advance" and outstanding_of(entry.request_id) < -entry.amount:
        raise NotPossible("advance_settled")
    reversal = append(
        actor,
        book,
        kind="reversal",
        form=entry.form,
        source=entry.source,
        amount=request.amount,
        on=clock.today(),
        counts_on=entry.counts_on,
        party=entry.party,
        is_anonymous=entry.is_anonymous,
        description=request.reason,
        plan_line_id=entry.plan_line_id,
        reverses_id=entry.id,
        request_id=entry.request_id,
        recorded_by=request.requested_by,
        approved_by=actor.account_id,
    )
    details = {"entry": reversal.number, "reverses": entry.number, "reason": request.reason}
    record(actor, "ledger.reversal", book.work, request=request.id, **details)
    return reversal


def _lock_entry(actor: Actor, entry_id: int) -> tuple[Book, LedgerEntry]:
    """The entry, its work and ledger locked. Raises NotFound where the actor may not see the money."""
    work_id = db.session.execute(
        select(LedgerEntry.work_id)
        .join(Work, Work.id == LedgerEntry.work_id)
        .where(LedgerEntry.id == entry_id, permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    book = lock_book(lock_work(actor, work_id))
    return book, db.session.get_one(LedgerEntry, entry_id)


def _check_reversible(entry: LedgerEntry) -> None:
    """A correction is not corrected, and an entry only once."""
    if entry.kind == "reversal":
        raise NotPossible("reversal_of_reversal")
    if db.session.execute(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)).scalar() is not None:
        raise Conflict("entry_reversed")
