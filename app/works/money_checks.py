"""What `flask check` recomputes of money that two persons agree on: corrections, advances, vouchers, pledges."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.people.models import Unit
from app.works.models import EntryRequest, Expense, Ledger, LedgerEntry, Pledge, PledgeReceipt, Work
from app.works.sums import sum_advanced

# Requests that write one entry of their own kind.
ALONE = ("advance", "outlay", "return")


def check_reversals() -> Iterator[str]:
    """A reversal was asked for by one person and approved by another, and says the opposite of its entry."""
    earlier = aliased(LedgerEntry)
    other = aliased(LedgerEntry)
    other_side = select(other.id).where(
        other.request_id == earlier.request_id, other.kind == "transfer", earlier.kind == "transfer"
    )
    approved = exists().where(
        or_(EntryRequest.entry_id == earlier.id, EntryRequest.entry_id.in_(other_side)),
        EntryRequest.state == "approved",
    )
    for id_ in db.session.execute(
        select(LedgerEntry.id)
        .join(earlier, earlier.id == LedgerEntry.reverses_id)
        .where(or_(LedgerEntry.amount != -earlier.amount, LedgerEntry.ledger_id != earlier.ledger_id, ~approved))
        .order_by(LedgerEntry.id)
    ).scalars():
        yield f"ledger_entries {id_}: is not the opposite of its entry, or nobody approved it"
    reversal = exists().where(LedgerEntry.reverses_id == EntryRequest.entry_id)
    for id_ in db.session.execute(
        select(EntryRequest.id)
        .where(
            EntryRequest.kind == "reversal",
            or_(and_(EntryRequest.state == "approved", ~reversal), and_(EntryRequest.state == "pending", reversal)),
        )
        .order_by(EntryRequest.id)
    ).scalars():
        yield f"entry_requests {id_}: its state and the ledger don't agree"


def check_transfers() -> Iterator[str]:
    """An approved transfer stands in both ledgers with the same amount, another one in neither."""
    sides = (
        select(LedgerEntry.request_id, func.count().label("entries"), func.sum(LedgerEntry.amount).label("amount"))
        .where(LedgerEntry.kind == "transfer")
        .group_by(LedgerEntry.request_id)
        .subquery()
    )
    written = and_(sides.c.entries == 2, sides.c.amount == 0)
    for id_ in db.session.execute(
        select(EntryRequest.id)
        .outerjoin(sides, sides.c.request_id == EntryRequest.id)
        .where(
            EntryRequest.kind == "transfer",
            or_(
                and_(EntryRequest.state == "approved", or_(sides.c.entries.is_(None), ~written)),
                and_(EntryRequest.state != "approved", sides.c.entries.is_not(None)),
            ),
        )
        .order_by(EntryRequest.id)
    ).scalars():
        yield f"entry_requests {id_}: its two entries don't agree with it"


def check_advances() -> Iterator[str]:
    """An approved advance or outlay stands in the ledger once; no more came back or was spent than was given."""
    given = exists().where(
        LedgerEntry.request_id == EntryRequest.id,
        LedgerEntry.kind == EntryRequest.kind,
        LedgerEntry.amount == EntryRequest.amount,
        LedgerEntry.ledger_id == EntryRequest.ledger_id,
    )
    for id_ in db.session.execute(
        select(EntryRequest.id)
        .where(EntryRequest.kind.in_(ALONE), (EntryRequest.state == "approved") != given)
        .order_by(EntryRequest.id)
    ).scalars():
        yield f"entry_requests {id_}: its state and the ledger don't agree"
    for id_, amount, left in db.session.execute(
        select(EntryRequest.id, EntryRequest.amount, sum_advanced())
        .join(LedgerEntry, LedgerEntry.request_id == EntryRequest.id)
        .where(EntryRequest.kind == "advance")
        .group_by(EntryRequest.id, EntryRequest.amount)
        .having(or_(sum_advanced() < 0, sum_advanced() > -EntryRequest.amount))
        .order_by(EntryRequest.id)
    ):
        yield f"entry_requests {id_}: of an advance of {-amount}, {left} are said to be left"


def check_pledges() -> Iterator[str]:
    """What came in for a pledge is a contribution to the same work."""
    for entry_id, pledge_id in db.session.execute(
        select(PledgeReceipt.entry_id, PledgeReceipt.pledge_id)
        .join(LedgerEntry, LedgerEntry.id == PledgeReceipt.entry_id)
        .join(Pledge, Pledge.id == PledgeReceipt.pledge_id)
        .where(or_(LedgerEntry.work_id != Pledge.work_id, LedgerEntry.kind != "contribution"))
        .order_by(PledgeReceipt.entry_id)
    ):
        yield f"pledge_receipts {entry_id}: is no contribution to the work of pledge {pledge_id}"


def check_vouchers() -> Iterator[str]:
    """Each cash entry has a voucher, and the numbers of a series run from 1 without a gap within the year."""
    is_cash, has_number = LedgerEntry.form == "cash", LedgerEntry.voucher_number.is_not(None)
    for id_ in db.session.execute(
        select(LedgerEntry.id).where(is_cash != has_number).order_by(LedgerEntry.id)
    ).scalars():
        yield f"ledger_entries {id_}: cash entries have a voucher, others have none"
    series = (LedgerEntry.voucher_series, LedgerEntry.voucher_year)
    last = func.max(LedgerEntry.voucher_number)
    for name, year, entries, highest in db.session.execute(
        select(*series, func.count(), last).where(has_number).group_by(*series).having(last != func.count())
    ):
        yield f"vouchers {name} of {year}: the last number is {highest}, there are {entries}"


def check_closed_books() -> Iterator[str]:
    """Books are closed when the box is empty, nobody holds money and nothing waits; and stay so."""
    waits = or_(
        exists().where(Expense.work_id == Work.id, Expense.state == "pending"),
        exists().where(EntryRequest.ledger_id == Ledger.id, EntryRequest.state == "pending"),
    )
    for id_, balance in db.session.execute(
        select(Work.id, Ledger.balance)
        .join(Ledger, Ledger.work_id == Work.id)
        .where(Work.books_closed_on.is_not(None), or_(Ledger.balance != 0, Work.cash_advanced != 0, waits))
        .order_by(Work.id)
    ):
        yield f"works {id_}: its books are closed with {balance} in the box, money in hands or something that waits"


def check_funds_of_ended_units() -> Iterator[str]:
    """A unit that no longer stands has left nothing in its fund."""
    for unit_id, balance in db.session.execute(
        select(Unit.id, Ledger.balance)
        .join(Ledger, Ledger.unit_id == Unit.id)
        .where(Unit.dissolved_on.is_not(None), Ledger.balance != 0)
        .order_by(Unit.id)
    ):
        yield f"units {unit_id}: no longer stands, but {balance} are left in its fund"


MONEY_CHECKS = (
    check_funds_of_ended_units,
    check_closed_books,
    check_reversals,
    check_transfers,
    check_advances,
    check_pledges,
    check_vouchers,
)
