"""What follows acceptance, each a step of its own: recognition, handover, plaque."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile

RECIPIENTS = ("commune", "village", "border_post", "school", "family")


class Recognition(Model):
    """A decision that recognises the work (Quyết định công nhận); one of each level."""

    __tablename__ = "recognitions"
    __table_args__ = (
        UniqueConstraint("work_id", "level"),
        CheckConstraint("level IN ('province', 'bloc', 'base_unit', 'chapter')", name="level"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    level: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="raise")


class Handover(Model):
    """Who looks after the work from now on, by a signed paper."""

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint(
            "recipient_kind IN ('commune', 'village', 'border_post', 'school', 'family')", name="recipient_kind"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    recipient_kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(200))
    handed_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="raise")


class Plaque(Model):
    """Whether a plaque was put up, when, and what it says."""

    __tablename__ = "plaques"
    __table_args__ = (CheckConstraint("(has_plaque) = (put_up_on IS NOT NULL)", name="plaque_has_date"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    has_plaque: Mapped[bool]
    put_up_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(lazy="raise")
