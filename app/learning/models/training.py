"""Training: classes, and who was sent to them by which unit."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Folded, Model, UtcDateTime
from app.core.files import StoredFile
from app.people.models import Member, Unit

CLASS_KINDS = ("professional", "it", "language", "political", "social")
THEORY_LEVELS = ("elementary", "intermediate", "advanced")
# "open": the class goes on, or nobody has said yet how it ended. "withdrawn": sent by mistake, and counted nowhere.
OUTCOMES = ("open", "completed", "not_completed", "withdrawn")


class TrainingClass(Model):
    """A class (lớp bồi dưỡng, đào tạo) of the unit that keeps its record; units under it send their members."""

    __tablename__ = "training_classes"
    __table_args__ = (
        CheckConstraint("kind IN ('professional', 'it', 'language', 'political', 'social')", name="kind"),
        CheckConstraint("level IN ('elementary', 'intermediate', 'advanced')", name="level"),
        CheckConstraint("(kind = 'political') = (level IS NOT NULL)", name="theory_has_level"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        Index("ix_training_classes_list", "starts_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    # The title, the organiser and the place, to search by.
    folded: Mapped[str] = mapped_column(Folded(900))
    kind: Mapped[str] = mapped_column(String(20))
    # Of political theory alone.
    level: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    # The decision by which people were sent: its number, its day, the paper itself.
    decision: Mapped[str] = mapped_column(String(100), default="")
    decided_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    def has_begun(self, today: date) -> bool:
        """Only then can anybody have completed it."""
        return self.starts_on <= today


class TrainingEnrolment(Model):
    """A member who was sent to a class: one turn (lượt). `unit_id` is the member's unit then, and stays."""

    __tablename__ = "training_enrolments"
    __table_args__ = (
        CheckConstraint("outcome IN ('open', 'completed', 'not_completed', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome = 'withdrawn') = (reason <> '')", name="withdrawal_has_reason"),
        Index(
            "uq_training_enrolments_one_live",
            "class_id",
            "member_id",
            unique=True,
            sqlite_where=text("outcome <> 'withdrawn'"),
            postgresql_where=text("outcome <> 'withdrawn'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="open")
    grade: Mapped[str] = mapped_column(String(60), default="")
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    training_class: Mapped[TrainingClass] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    certificate: Mapped[StoredFile | None] = relationship(lazy="raise")

    @property
    def is_live(self) -> bool:
        return self.outcome != "withdrawn"
