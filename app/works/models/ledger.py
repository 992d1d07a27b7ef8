"""The ledger of a work, or of a unit's fund: append-only, hash-chained. Expenses, and the requests of `request.py`,
wait beside it until somebody else approves them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile
from app.works.models.plan import PlanLine
from app.works.models.request import EntryRequest

# What the Union itself gave or raised; the others are the state's and the family's own part.
UNION_SOURCES = ("unit_fund", "higher_level", "sponsor", "members")
SOURCES = (*UNION_SOURCES, "state_programme", "own_part")
# What a contribution comes in as. An entry may also be in the form "advance": paid by the person who held one.
FORMS = ("cash", "in_kind", "labour")


class Ledger(Model):
    """The head of a chain, of a work's or of a unit's fund: locked by whoever writes an entry. `balance` is the sum of
    the cash entries."""

    __tablename__ = "ledgers"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance_not_negative"),
        CheckConstraint("(work_id IS NULL) <> (unit_id IS NULL)", name="one_owner"),
        Index("uq_ledgers_unit_id", "unit_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), unique=True)
    # Whose fund it is.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    balance: Mapped[int] = mapped_column(BigId, default=0)
    entries: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


def say_voucher(series: str | None, year: int | None, number: int | None) -> str:
    """A voucher's number as it is read out, "PT 0001/2026"; "" where there is none."""
    return "" if series is None or number is None else f"{series[:2]} {number:04}/{year}"


class LedgerEntry(Model):
    """What came in (positive) or was paid (negative), in đồng. Never edited or deleted: triggers refuse it.

    A reversal takes the date of its entry as `counts_on`, so that a corrected mistake leaves no trace in the figures of
    the period; `on` is the day it was booked.

    An advance takes cash out of the box, a refund brings it back, and an expense that it paid for moves no cash. All of
    them name the request that the advance was approved by, so that what is still in a person's hands can be summed.
    A transfer is two entries, one in each ledger, that name one request. An outlay is what a fund spends on no work. A
    return gives a contribution back to who brought it, whole or in part.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("ledger_id", "number"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint(
            "kind IN ('contribution', 'expense', 'reversal', 'advance', 'refund', 'transfer', 'outlay', 'return')",
            name="kind",
        ),
        CheckConstraint("form IN ('cash', 'in_kind', 'labour', 'advance')", name="form"),
        CheckConstraint("kind <> 'contribution' OR amount > 0", name="contribution_positive"),
        CheckConstraint("kind <> 'expense' OR amount < 0", name="expense_negative"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_has_entry"),
        CheckConstraint("approved_by IS NULL OR approved_by <> recorded_by", name="approved_by_another"),
        CheckConstraint("(kind = 'expense') = (expense_id IS NOT NULL)", name="expense_has_claim"),
        CheckConstraint(
            "(kind NOT IN ('advance', 'refund', 'transfer', 'outlay', 'return') AND form <> 'advance') "
            "OR request_id IS NOT NULL",
            name="advance_has_request",
        ),
        UniqueConstraint("voucher_series", "voucher_year", "voucher_number", name="uq_ledger_entries_voucher"),
        Index("ix_ledger_entries_work", "work_id", "counts_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("ledgers.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(BigId)
    on: Mapped[date]
    counts_on: Mapped[date]
    source: Mapped[str | None] = mapped_column(String(20))
    # The contributor of what came in, the payee of what was paid.
    party: Mapped[str] = mapped_column(String(200))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str] = mapped_column(String(500), default="")
    plan_line_id: Mapped[int | None] = mapped_column(ForeignKey("plan_lines.id"))
    expense_id: Mapped[int | None] = mapped_column(ForeignKey("expenses.id"), unique=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    # The advance or transfer that it is part of. The alteration breaks the circle of tables that point at each other.
    request_id: Mapped[int | None] = mapped_column(ForeignKey("entry_requests.id", use_alter=True), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Cash only: PT (receipt voucher) or PC (payment voucher), numbered within the unit's year.
    voucher_series: Mapped[str | None] = mapped_column(String(20))
    voucher_year: Mapped[int | None]
    voucher_number: Mapped[int | None]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    plan_line: Mapped[PlanLine | None] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def voucher(self) -> str:
        """The voucher's number as it is read out, "PT 0001/2026"; "" where there is none."""
        return say_voucher(self.voucher_series, self.voucher_year, self.voucher_number)


class Expense(Model):
    """An expense as recorded, with its receipt; it enters the ledger when another person approves it."""

    __tablename__ = "expenses"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("state IN ('pending', 'approved', 'refused')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="decided_by_another"),
        Index("ix_expenses_work_state", "work_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_lines.id"))
    amount: Mapped[int] = mapped_column(BigId)
    payee: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    description: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[str] = mapped_column(String(20), default="pending")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    # The advance that it was paid from; cash where there is none.
    advance_id: Mapped[int | None] = mapped_column(ForeignKey("entry_requests.id", use_alter=True))

    plan_line: Mapped[PlanLine] = relationship(lazy="raise")
    file: Mapped[StoredFile] = relationship(lazy="raise")
    advance: Mapped[EntryRequest | None] = relationship(lazy="raise", foreign_keys=[advance_id])
