"""What people are told, and how they want it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime

# "product" is the list in the product itself: there is nothing to send, so it is never waited for.
CHANNELS = ("product", "email")
QUIET_FROM, QUIET_UNTIL = 21, 6

_WAITS = text("state IN ('waiting', 'claimed')")
_UNREAD = text("channel = 'product' AND read_at IS NULL")


class Delivery(Model):
    """One thing told to one person by one channel, written in the transaction of what it tells about.

    `thing` names what it is about, down to the change: the same thing is told once, whoever writes it how often.
    A worker claims what waits until `claimed_until`; one that dies leaves a claim that ends by itself.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("account_id", "thing", "kind", "channel", name="uq_deliveries_once"),
        CheckConstraint("channel IN ('product', 'email')", name="channel"),
        CheckConstraint("state IN ('waiting', 'claimed', 'sent', 'failed', 'skipped')", name="state"),
        CheckConstraint("(state = 'claimed') = (claimed_until IS NOT NULL)", name="claim_has_end"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        Index("ix_deliveries_due", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_deliveries_own", "account_id", "channel", "at", "id"),
        Index("ix_deliveries_unread", "account_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(30))
    thing: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(10))
    # What the sentences say, as it was then: a list of notices needs nothing else.
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When it would come too late: the shift has begun.
    void_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeChoices(Model):
    """What a person wants to be told how; without a row the defaults hold.

    `off` lists what is not wanted, as "email:places". The quiet time is in hours of the day in Vietnam; the same hour
    twice is none. A new `calendar_number` makes the old secret address of the calendar worthless.
    """

    __tablename__ = "notice_choices"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours"),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    off: Mapped[list[str]] = mapped_column(JSON, default=list)
    quiet_from: Mapped[int] = mapped_column(default=QUIET_FROM)
    quiet_until: Mapped[int] = mapped_column(default=QUIET_UNTIL)
    language: Mapped[str] = mapped_column(String(2), default="vi")
    calendar_number: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
