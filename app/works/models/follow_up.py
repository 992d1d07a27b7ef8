"""Follow-ups (kiểm tra sau nghiệm thu): does what was built still work after 6 and after 12 months?"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile

MONTHS = (6, 12)
CONDITIONS = ("working", "damaged", "lost")
# A visit counts as that of its due date from so many days before it.
EARLIEST = timedelta(days=31)


def due_after(accepted_on: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter."""
    year, month = divmod(accepted_on.month - 1 + months, 12)
    year, month = accepted_on.year + year, month + 1
    return date(year, month, min(accepted_on.day, monthrange(year, month)[1]))


class FollowUp(Model):
    """A visit that is due, or was made. One without `months` is a visit beside the two that are due."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("work_id", "months"),
        CheckConstraint("months IN (6, 12)", name="months"),
        CheckConstraint("condition IN ('working', 'damaged', 'lost')", name="condition"),
        CheckConstraint("(visited_on IS NULL) = (condition IS NULL)", name="visit_has_condition"),
        CheckConstraint("months IS NOT NULL OR visited_on IS NOT NULL", name="extra_is_visited"),
        Index("ix_follow_ups_due", "visited_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    months: Mapped[int | None]
    due_on: Mapped[date]
    visited_on: Mapped[date | None]
    condition: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(1000), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Still to be visited."""
        return self.visited_on is None

    def is_due(self, today: date) -> bool:
        return self.is_open and self.due_on <= today
