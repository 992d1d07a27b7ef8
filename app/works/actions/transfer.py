"""Moving cash between a unit's fund and a work, or between two works: one entry on each side, or none.

See docs/decisions/0008.
"""

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.fund import fund_ledger_id
from app.works.actions.ledger import Book, append_asked, cash_of_source, dong, lock_books
from app.works.actions.steps import allow, check_reason
from app.works.models import EntryRequest, Ledger, LedgerEntry
from app.works.models.ledger import SOURCES
from app.works.values import Pot


@action
def request_transfer(actor: Actor, *, giver: Pot, taker: Pot, amount: int, reason: str, source: str = "") -> int:
    """Ask to move cash (đồng) from one pot to another; returns the request's id. At least one of them is a work.

    `source` says whose money leaves a work; what leaves a fund is the fund's.
    """
    giving, taking = _ledger_id(giver), _ledger_id(taker)
    if giving == taking or (giver.unit_id and taker.unit_id):
        raise NotPossible("transfer_to_itself")
    books = lock_books({giving, taking})
    for book in books.values():
        if not permissions.can_see_book(actor, book.unit):
            raise NotFound
        allow(permissions.can_record_in_book(actor, book.unit))
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    if books[giving].work is not None and source not in SOURCES:
        raise NotPossible("source_unknown", field="source")
    check_reason(reason)
    _check_open(books[giving], books[taking])
    request = EntryRequest(
        ledger_id=giving,
        to_ledger_id=taking,
        kind="transfer",
        amount=-amount,
        party=books[taking].name[:200],
        source=source if books[giving].work is not None else None,
        reason=reason,
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the events and the answer need the id
    for book in books.values():
        record(actor, "transfer.requested", book.subject, request=request.id, amount=amount, party=request.party)
    return request.id


def write_transfer(actor: Actor, books: dict[int, Book], request: EntryRequest) -> LedgerEntry:
    """Both entries of an approved transfer. Money of a source stays of that source from work to work and into a fund;
    what a fund gives is the unit's fund in its own works, and the higher level's in works of the units under it."""
    assert request.to_ledger_id is not None
    giver, taker, amount = books[request.ledger_id], books[request.to_ledger_id], -request.amount
    _check_open(giver, taker)
    if giver.ledger.balance < amount:
        raise NotPossible("not_enough_cash_to_give", left=dong(giver.ledger.balance), amount=dong(amount))
    if giver.work is not None:
        came = cash_of_source(giver.ledger, request.source)
        if came < amount:
            raise NotPossible("source_has_less", left=dong(came))
    lock_all(Unit, Unit.id.in_({giver.unit.id, taker.unit.id}))  # both number a voucher
    fund = "unit_fund" if giver.unit.id == taker.unit.id else "higher_level"
    out = {"amount": -amount, "source": request.source, "party": taker.name[:200]}
    into = {"amount": amount, "source": request.source or fund, "party": giver.name[:200]}
    entry, came_in = (
        append_asked(actor, book, request, kind="transfer", form="cash", **side)
        for book, side in ((giver, out), (taker, into))
    )
    for book, line in ((giver, entry), (taker, came_in)):
        record(actor, "ledger.transfer", book.subject, entry=line.number, request=request.id, amount=line.amount)
    return entry


def _ledger_id(pot: Pot) -> int:
    """The ledger of a work or of a unit's fund. Raises NotFound."""
    if pot.unit_id is not None:
        if db.session.get(Unit, pot.unit_id) is None:
            raise NotFound
        return fund_ledger_id(pot.unit_id)
    id_ = db.session.execute(select(Ledger.id).where(Ledger.work_id == pot.work_id)).scalar()
    if id_ is None:
        raise NotFound
    return id_


def _check_open(giver: Book, taker: Book) -> None:
    if not giver.gives:
        raise NotPossible("money_closed")
    if taker.work is not None and not taker.work.takes_money:
        raise NotPossible("taker_closed")
