"""The entries of a ledger as pages list them."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.people.models import Account
from app.works.models import LedgerEntry, PlanLine
from app.works.models.ledger import say_voucher


class ListedEntry(NamedTuple):
    """A ledger entry as plain values, with the line of the plan that it was spent on: a ledger has hundreds."""

    id: int
    number: int
    kind: str
    form: str
    amount: int
    on: date
    source: str | None
    party: str
    is_anonymous: bool
    description: str
    file_id: int | None
    reverses_id: int | None
    request_id: int | None
    voucher_series: str | None
    voucher_year: int | None
    voucher_number: int | None
    plan_line_id: int | None
    # The first version of the line, the same through all revisions of the plan.
    line_root: int | None
    line: str | None

    @property
    def voucher(self) -> str:
        """As `LedgerEntry.voucher`."""
        return say_voucher(self.voucher_series, self.voucher_year, self.voucher_number)


class EntryRow(NamedTuple):
    """An entry with the names of who recorded and who approved it."""

    entry: ListedEntry
    recorder: str | None
    approver: str | None


@cache
def _entries(of: str) -> Any:
    """Built once: building takes longer than asking."""
    recorder, approver = aliased(Account), aliased(Account)
    return (
        select(
            *(getattr(LedgerEntry, name) for name in ListedEntry._fields[:-2]),
            func.coalesce(PlanLine.root_id, PlanLine.id),
            PlanLine.description,
            recorder.name,
            approver.name,
        )
        .outerjoin(recorder, recorder.id == LedgerEntry.recorded_by)
        .outerjoin(approver, approver.id == LedgerEntry.approved_by)
        .outerjoin(PlanLine, PlanLine.id == LedgerEntry.plan_line_id)
        .where(getattr(LedgerEntry, of) == bindparam("id"))
        .order_by(LedgerEntry.number.desc())
    )


def list_entries(*, work_id: int | None = None, ledger_id: int | None = None) -> list[EntryRow]:
    """The entries of a work or of a ledger with the names of who recorded and approved them, the newest first."""
    of = "ledger_id" if work_id is None else "work_id"
    rows = db.session.execute(_entries(of), {"id": ledger_id if work_id is None else work_id})
    return [EntryRow(ListedEntry(*row[:-2]), row[-2], row[-1]) for row in rows]
