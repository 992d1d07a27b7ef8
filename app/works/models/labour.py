"""Labour days that villagers gave: counted in days, never in đồng, and apart from members' attendance."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, Quantity, UtcDateTime
from app.core.files import StoredFile


class VillagerLabour(Model):
    """A group's days on a work by its paper. It counts from when another person has confirmed it until it is withdrawn.

    Nothing of it is edited: a mistake is withdrawn with a reason and entered anew.
    """

    __tablename__ = "villager_labour"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'confirmed', 'withdrawn')", name="state"),
        CheckConstraint("persons > 0", name="persons_positive"),
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name="confirmed_by_another"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_moment"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_moment"),
        CheckConstraint("withdrawn_at IS NULL OR reason <> ''", name="withdrawn_with_reason"),
        Index("ix_villager_labour_work", "work_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    who: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    to_on: Mapped[date]
    persons: Mapped[int]
    days: Mapped[Decimal] = mapped_column(Quantity)
    note: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")

    file: Mapped[StoredFile] = relationship(lazy="raise")


def most_days(persons: int, from_on: date, to_on: date) -> int:
    """The labour days that so many people can give in a period, both its ends included: one a day each."""
    return persons * ((to_on - from_on).days + 1)
