"""What people ask about their data, and what becomes of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime

KINDS = ("correction", "erasure")
OPEN_STATES = ("waiting", "acknowledged")
_OPEN = text("state IN ('waiting', 'acknowledged')")


class DataRequest(Model):
    """A member asks to have data corrected or to be erased. The due days are fixed when it comes in."""

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('correction', 'erasure')", name="kind"),
        CheckConstraint("state IN ('waiting', 'acknowledged', 'done', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state IN ('done', 'refused', 'withdrawn')) = (decided_at IS NOT NULL)", name="decided_then"),
        CheckConstraint("state <> 'acknowledged' OR acknowledged_at IS NOT NULL", name="acknowledged_then"),
        Index(
            "uq_data_requests_one_open", "member_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_data_requests_queue", "state", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    acknowledge_by_day: Mapped[date]
    due_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_overdue(self, today: date) -> bool:
        """Has a legal period gone by: two working days to acknowledge, ten or twenty days to carry out?"""
        if not self.is_open:
            return False
        return today > self.due_on or (self.state == "waiting" and today > self.acknowledge_by_day)
