"""Pledges: what somebody promised to give. A pledge is not a receipt; contributions fulfil it, whole or in part."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime


class Pledge(Model):
    """A promise of money, goods or labour (their value in đồng); it stands until it is withdrawn."""

    __tablename__ = "pledges"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("form IN ('cash', 'in_kind', 'labour')", name="form"),
        CheckConstraint(
            "source IN ('unit_fund', 'higher_level', 'sponsor', 'members', 'state_programme', 'own_part')",
            name="source",
        ),
        CheckConstraint("withdrawn_at IS NULL OR reason <> ''", name="withdrawn_with_reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(BigId)
    party: Mapped[str] = mapped_column(String(200))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str] = mapped_column(String(500), default="")
    on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")

    def still_to_come(self, received: int) -> int:
        """What is promised and not there yet, given what came in for it, in đồng."""
        return 0 if self.withdrawn_at is not None else max(0, self.amount - received)


class PledgeReceipt(Model):
    """The contribution that came in for a pledge. A reversed one counts no longer, because its reversal counts too."""

    __tablename__ = "pledge_receipts"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True, autoincrement=False)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id"), index=True)
