"""The end of a ledger's chain: who writes an entry locks it, appends, and keeps the figures. It only ever grows.

The lock order is work, ledger, and the unit last, for the number of a voucher.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.core import clock
from app.core.actions import lock, lock_all
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.files import NewFile, add_file
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.steps import allow, lock_work
from app.works.chain import entry_hash
from app.works.models import UNION_SOURCES, EntryRequest, Ledger, LedgerEntry, Work
from app.works.sums import figures_of, sum_advanced


@dataclass(frozen=True)
class Book:
    """A ledger that is locked, and whose it is."""

    ledger: Ledger
    unit: Unit
    work: Work | None = None

    @property
    def subject(self) -> Work | Unit:
        """Whose history says what happened here: the work's, or that of the unit whose fund it is."""
        return self.work or self.unit

    @property
    def name(self) -> str:
        """What the other side of a transfer is called."""
        return self.work.title if self.work else self.unit.name

    @property
    def gives(self) -> bool:
        """May cash leave? Of a work until its books are closed, after acceptance too; a fund never closes."""
        return self.work is None or self.work.gives_cash


def lock_book(work: Work) -> Book:
    """The ledger of a work that is locked already."""
    ledger = lock(Ledger, Ledger.work_id == work.id)
    if ledger is None:
        raise LookupError(f"work {work.id} has no ledger")
    return Book(ledger, db.session.get_one(Unit, work.unit_id), work)


def lock_books(ledger_ids: set[int]) -> dict[int, Book]:
    """Ledgers by their ids, each with its work or unit; works first, then ledgers, each in the order of their ids."""
    owners = db.session.execute(select(Ledger.work_id).where(Ledger.id.in_(ledger_ids))).scalars()
    works = {work.id: work for work in lock_all(Work, Work.id.in_([id_ for id_ in owners if id_ is not None]))}
    books = {}
    for ledger in lock_all(Ledger, Ledger.id.in_(ledger_ids)):
        work = works.get(ledger.work_id)
        books[ledger.id] = Book(ledger, db.session.get_one(Unit, work.unit_id if work else ledger.unit_id), work)
    return books


def lock_for_money(actor: Actor, work_id: int, *, until: date | None = None) -> Work:
    """The work, for whoever may record its money now. `until`: the day of something that was paid, which may be entered
    after the work was cancelled too. Raises NotFound, NotAllowed, NotPossible."""
    work = lock_work(actor, work_id)
    allow(permissions.can_record_money(actor, work))
    if until is not None and work.is_ending:
        if until > work.sort_on:  # the day on which it was cancelled
            raise NotPossible("after_cancelling", field="paid_on")
    elif not work.takes_money:
        raise NotPossible("money_closed")
    return work


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


def cash_of_source(ledger: Ledger, source: str | None) -> int:
    """What came in from a source in cash and was not moved away, in đồng."""
    return int(
        db.session.execute(
            select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.ledger_id == ledger.id, LedgerEntry.form == "cash", LedgerEntry.source == source
            )
        ).scalar_one()
    )


def returned_of(entry_id: int) -> int:
    """What was given back of a contribution, in đồng."""
    return -int(
        db.session.execute(
            select(func.coalesce(func.sum(LedgerEntry.amount), 0))
            .join(EntryRequest, EntryRequest.id == LedgerEntry.request_id)
            .where(EntryRequest.kind == "return", EntryRequest.entry_id == entry_id)
        ).scalar_one()
    )


def outstanding_of(advance_id: int | None) -> int:
    """What is still in a person's hands of an advance, in đồng; 0 before it is given."""
    return int(db.session.execute(select(sum_advanced()).where(LedgerEntry.request_id == advance_id)).scalar_one())


def append(actor: Actor, book: Book, **values: Any) -> LedgerEntry:
    """Write an entry at the end of the chain, and the figures kept of it."""
    ledger, work = book.ledger, book.work
    if work is not None and work.books_closed_on is not None:
        raise NotPossible("books_closed")
    if work is None:
        lock(Unit, Unit.id == book.unit.id)  # read afresh: it may have ended while we waited for the ledger
        if book.unit.dissolved_on is not None:
            raise NotPossible("fund_closed")
    entry = LedgerEntry(
        ledger_id=ledger.id,
        work_id=work.id if work else None,
        number=ledger.entries + 1,
        at=clock.now(),
        previous_hash=ledger.head,
        **{"is_anonymous": False, "description": "", **values},
    )
    if entry.form == "cash":
        _number_voucher(book.unit, entry)
    # Columns that weren't named are None now, as they will be when they are read back.
    entry.hash = entry_hash(entry)
    db.session.add(entry)
    ledger.entries = entry.number
    ledger.head = entry.hash
    if entry.form == "cash":
        ledger.balance += entry.amount
    if work is not None:
        _keep_figures(work, entry)
    db.session.flush()  # the answer needs the id, and the database has its say now
    return entry


def append_asked(actor: Actor, book: Book, request: EntryRequest, **values: Any) -> LedgerEntry:
    """Write the entry that a request asked for and the actor approved: of today, with its reason; `values` go first."""
    asked = {
        "on": clock.today(),
        "counts_on": clock.today(),
        "description": request.reason,
        "request_id": request.id,
        "recorded_by": request.requested_by,
        "approved_by": actor.account_id,
    }
    return append(actor, book, **{**asked, **values})


def _number_voucher(unit: Unit, entry: LedgerEntry) -> None:
    """The next number of the unit's receipts (PT) or payments (PC) in the year; the unit's lock keeps it unique."""
    lock(Unit, Unit.id == unit.id)
    entry.voucher_series = f"{'PT' if entry.amount > 0 else 'PC'}-{unit.id}"
    entry.voucher_year = entry.on.year
    last = db.session.execute(
        select(func.max(LedgerEntry.voucher_number)).where(
            LedgerEntry.voucher_series == entry.voucher_series, LedgerEntry.voucher_year == entry.voucher_year
        )
    ).scalar()
    entry.voucher_number = (last or 0) + 1


def _keep_figures(work: Work, entry: LedgerEntry) -> None:
    """`flask check` computes the same from the entries."""
    for name, amount in figures_of(entry).items():
        setattr(work, name, getattr(work, name) + amount)
    counts = entry.source in UNION_SOURCES and entry.form in ("cash", "in_kind")
    if counts and (work.accepted_on is None or entry.counts_on <= work.accepted_on):
        work.union_contribution += entry.amount


def check_past(day: date, field: str) -> None:
    if day > clock.today():
        raise NotPossible("in_the_future", field=field)


def file_id_of(actor: Actor, new: NewFile | None) -> int | None:
    if new is None:
        return None
    stored = add_file(actor, new)
    db.session.flush()  # what it belongs to needs its id
    return stored.id


def dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + "\u00a0₫"
