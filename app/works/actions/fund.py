"""A unit's fund (quỹ đơn vị): what comes in, and what it pays that belongs to no work. Transfers link it to works."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.ledger import Book, append, append_asked, check_past, dong, file_id_of, lock_books
from app.works.actions.steps import allow, check_reason
from app.works.models import EntryRequest, Ledger, LedgerEntry

# What a fund is fed by.
FUND_SOURCES = ("members", "higher_level", "sponsor")


@action
def record_income(
    actor: Actor,
    *,
    unit_id: int,
    source: str,
    amount: int,
    received_on: date,
    party: str,
    description: str = "",
    paper: NewFile | None = None,
) -> int:
    """Enter cash (đồng) that came into a unit's fund, and return the entry's id."""
    book = _lock_fund(actor, unit_id)
    if source not in FUND_SOURCES:
        raise NotPossible("source_unknown", field="source")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    check_past(received_on, "received_on")
    if not party.strip():
        raise NotPossible("party_missing", field="party")
    entry = append(
        actor,
        book,
        kind="contribution",
        form="cash",
        source=source,
        amount=amount,
        on=received_on,
        counts_on=received_on,
        party=party,
        description=description,
        file_id=file_id_of(actor, paper),
        recorded_by=actor.account_id,
    )
    record(actor, "fund.income", book.unit, entry=entry.number, source=source, amount=amount)
    return entry.id


@action
def request_outlay(actor: Actor, *, unit_id: int, amount: int, party: str, reason: str, receipt: NewFile) -> int:
    """Ask to pay something (đồng) from a fund, with its receipt. Returns the request's id."""
    book = _lock_fund(actor, unit_id)
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    if not party.strip():
        raise NotPossible("payee_missing", field="party")
    check_reason(reason)
    request = EntryRequest(
        ledger_id=book.ledger.id,
        kind="outlay",
        amount=-amount,
        party=party,
        reason=reason,
        file_id=file_id_of(actor, receipt),
        requested_by=actor.account_id,
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event and the answer need the id
    record(actor, "outlay.requested", book.unit, request=request.id, amount=amount, party=party)
    return request.id


def write_outlay(actor: Actor, books: dict[int, Book], request: EntryRequest) -> LedgerEntry:
    """The entry of an approved outlay: never beyond the cash of the fund."""
    book, amount = books[request.ledger_id], -request.amount
    if book.ledger.balance < amount:
        raise NotPossible("not_enough_cash_to_give", left=dong(book.ledger.balance), amount=dong(amount))
    values = {"kind": "outlay", "form": "cash", "amount": -amount, "party": request.party, "file_id": request.file_id}
    entry = append_asked(actor, book, request, **values)
    record(actor, "fund.outlay", book.subject, entry=entry.number, request=request.id, amount=amount)
    return entry


def fund_ledger_id(unit_id: int) -> int:
    """The ledger of a unit's fund, which is opened when it is first needed; for use inside an action."""
    statement = select(Ledger.id).where(Ledger.unit_id == unit_id)
    id_ = db.session.execute(statement).scalar()
    if id_ is None:
        try:
            with db.session.begin_nested():
                db.session.add(Ledger(unit_id=unit_id))
        except IntegrityError:  # somebody else opened it in between
            pass
        id_ = db.session.execute(statement).scalar_one()
    return id_


def _lock_fund(actor: Actor, unit_id: int) -> Book:
    """A fund that the actor records money of. Raises NotFound, NotAllowed."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not permissions.can_see_book(actor, unit):
        raise NotFound
    allow(permissions.can_record_in_book(actor, unit))
    ledger_id = fund_ledger_id(unit_id)
    return lock_books({ledger_id})[ledger_id]
