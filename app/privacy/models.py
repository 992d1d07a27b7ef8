"""What people ask about their data, what they agree to, and who can be recognised on pictures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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


class PrivacyConsent(Model):
    """Somebody agreed to a purpose: a member for themselves, or a guardian. `wording` is what they agreed to, word by
    word; together with when, how and who recorded it, it is the proof."""

    __tablename__ = "privacy_consents"
    __table_args__ = (
        CheckConstraint("purpose IN ('publication', 'stay_in_touch')", name="purpose"),
        CheckConstraint("side IN ('own', 'guardian')", name="side"),
        CheckConstraint("how IN ('signed_in', 'paper')", name="how"),
        CheckConstraint("how <> 'signed_in' OR side = 'own'", name="signed_in_is_own"),
        Index(
            "uq_privacy_consents_one_live",
            "member_id",
            "purpose",
            "side",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(10))
    wording: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(String(10))
    given_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    guardian_name: Mapped[str] = mapped_column(String(120), default="")
    relation: Mapped[str] = mapped_column(String(60), default="")
    # The paper that was signed.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class PicturePerson(Model):
    """A member who can be recognised on a picture, as those who look after it said."""

    __tablename__ = "picture_people"
    __table_args__ = (UniqueConstraint("file_id", "member_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    named_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
