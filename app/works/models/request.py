"""What somebody asks to be written into a ledger; it is, when another person approves it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime

if TYPE_CHECKING:
    from app.works.models.ledger import LedgerEntry


class EntryRequest(Model):
    """A reversal takes an entry back; an advance gives cash to a person, who settles it later; a transfer moves cash
    between works and funds; an outlay is paid by a fund; a return gives a contribution back. It leaves `ledger_id`.

    `amount` is what the new entry will say, in đồng: negative where money leaves.
    """

    __tablename__ = "entry_requests"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("kind IN ('reversal', 'advance', 'transfer', 'outlay', 'return')", name="kind"),
        CheckConstraint("(kind IN ('reversal', 'return')) = (entry_id IS NOT NULL)", name="about_an_entry"),
        CheckConstraint("state IN ('pending', 'approved', 'refused')", name="state"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="decided_by_another"),
        CheckConstraint(
            "decided_by IS NULL OR recipient_id IS NULL OR decided_by <> recipient_id", name="not_by_its_recipient"
        ),
        CheckConstraint("kind <> 'transfer' OR to_ledger_id IS NOT NULL", name="transfer_has_goal"),
        CheckConstraint("to_ledger_id IS NULL OR to_ledger_id <> ledger_id", name="goal_is_another"),
        CheckConstraint("kind <> 'outlay' OR file_id IS NOT NULL", name="outlay_has_receipt"),
        Index(
            "uq_entry_requests_one_open",
            "entry_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ledger_id: Mapped[int] = mapped_column(ForeignKey("ledgers.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(BigId)
    # What is wrong with the entry, what the money is for.
    reason: Mapped[str] = mapped_column(String(500))
    # Who gets the money: by name, and as an account where the person has one.
    party: Mapped[str] = mapped_column(String(200), default="")
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    # Where a transfer goes, and from which source the money was; of a reversal, the other side of the transfer.
    to_ledger_id: Mapped[int | None] = mapped_column(ForeignKey("ledgers.id"), index=True)
    source: Mapped[str | None] = mapped_column(String(20))
    # The receipt of an outlay.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    # Until when an advance is to be settled.
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="pending")
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Why it was refused.
    answer: Mapped[str] = mapped_column(String(500), default="")

    entry: Mapped["LedgerEntry | None"] = relationship(lazy="raise", foreign_keys=[entry_id])
