"""What the entries of a ledger come to, as columns of a statement over LedgerEntry; amounts in đồng.

Each entry is one of these: something from a source, an expense on a line of the plan, or part of an advance.
`figures_of` says the same of one entry.
"""

from typing import Any

from sqlalchemy import case, func

from app.works.models import LedgerEntry

is_cash = LedgerEntry.form == "cash"
is_received = LedgerEntry.source.is_not(None)
is_spent = LedgerEntry.plan_line_id.is_not(None)
is_of_advance = LedgerEntry.source.is_(None) & LedgerEntry.request_id.is_not(None)


def sum_of(condition: Any, amount: Any = LedgerEntry.amount) -> Any:
    """The sum of the amounts of the entries that fit, 0 where there are none."""
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)


def sum_received() -> Any:
    """In all forms."""
    return sum_of(is_received)


def sum_cash_received() -> Any:
    return sum_of(is_received & is_cash)


def sum_spent() -> Any:
    return sum_of(is_spent, -LedgerEntry.amount)


def sum_advanced() -> Any:
    """What is still in the hands of people: advances given, less what came back and what was spent of them."""
    in_hand = case((LedgerEntry.form == "advance", LedgerEntry.amount), else_=-LedgerEntry.amount)
    return sum_of(is_of_advance, in_hand)


def figures_of(entry: Any) -> dict[str, int]:
    """What an entry (a row, or its plain values) adds to the kept figures of cash of its work, in đồng."""
    if entry.source is not None:
        return {"cash_received": entry.amount} if entry.form == "cash" else {}
    figures = {} if entry.plan_line_id is None else {"cash_spent": -entry.amount}
    if entry.request_id is not None:  # part of an advance
        figures["cash_advanced"] = entry.amount if entry.form == "advance" else -entry.amount
    return figures
