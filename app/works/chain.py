"""The hash chain of a work's ledger: each entry's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import select

from app.extensions import db
from app.works.models import Ledger, LedgerEntry

# Everything that an entry says; its id and its own hash are left out.
COVERED = (
    "ledger_id",
    "work_id",
    "number",
    "kind",
    "form",
    "amount",
    "on",
    "counts_on",
    "source",
    "party",
    "is_anonymous",
    "description",
    "plan_line_id",
    "expense_id",
    "file_id",
    "reverses_id",
    "recorded_by",
    "approved_by",
    "at",
    "voucher_series",
    "voucher_year",
    "voucher_number",
)


# Columns that came later: covered where they say something, so that the hashes of earlier entries stay.
LATER = ("request_id",)


def entry_hash(entry: LedgerEntry) -> str:
    """The hash that an entry must have, given `entry.previous_hash`."""
    values = [getattr(entry, name) for name in COVERED]
    plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    plain += [[name, value] for name in LATER if (value := getattr(entry, name, None)) is not None]
    return hashlib.sha256(json.dumps([entry.previous_hash, *plain], ensure_ascii=False).encode()).hexdigest()


def verify_ledgers() -> Iterator[str]:
    """One line for each ledger that doesn't hold, naming its first bad row."""
    entries = db.session.execute(
        select(LedgerEntry).order_by(LedgerEntry.ledger_id, LedgerEntry.number).execution_options(yield_per=1_000)
    ).scalars()
    by_ledger: dict[int, _Chain] = {}
    for entry in entries:
        chain = by_ledger.setdefault(entry.ledger_id, _Chain())
        chain.take(entry)
    for ledger in db.session.execute(select(Ledger).order_by(Ledger.id)).scalars():
        problem = by_ledger.get(ledger.id, _Chain()).compare(ledger)
        if problem:
            yield problem


class _Chain:
    """What was read of one ledger so far, and the first thing wrong with it."""

    def __init__(self) -> None:
        self.entries = 0
        self.head = ""
        self.problem = ""

    def take(self, entry: LedgerEntry) -> None:
        if self.problem:
            return
        row = f"ledger_entries {entry.id} (ledger {entry.ledger_id}, number {entry.number})"
        if entry.number != self.entries + 1:
            self.problem = f"{row}: number {self.entries + 1} before it is missing, an entry was removed or moved"
        elif entry.hash != entry_hash(entry):
            self.problem = f"{row}: was changed"
        elif entry.previous_hash != self.head:
            self.problem = f"{row}: does not follow the entry before it, one of the two was put there"
        self.entries = entry.number
        self.head = entry.hash

    def compare(self, ledger: Ledger) -> str:
        if self.problem:
            return self.problem
        row = f"ledger {ledger.id} ({f'work {ledger.work_id}' if ledger.work_id else f'fund of unit {ledger.unit_id}'})"
        if self.entries < ledger.entries:
            return f"{row}: ledger_entries number {self.entries + 1} is missing, it was removed or moved"
        if self.entries > ledger.entries:
            return f"{row}: ledger_entries number {ledger.entries + 1} was added past the ledger's head"
        if self.head != ledger.head:
            return f"{row}: the last entry, number {self.entries}, was changed or put there"
        return ""
