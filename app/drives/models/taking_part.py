"""Who takes part in a drive: units in their clusters, what they score by documents, and what they object to."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, Quantity, UtcDateTime
from app.core.files import StoredFile
from app.drives.models.drive import Drive, DriveCluster, Indicator
from app.people.models import Unit


class DriveUnit(Model):
    """A unit's place in a drive. It competes once it has registered, and until it withdraws."""

    __tablename__ = "drive_units"
    __table_args__ = (
        UniqueConstraint("drive_id", "unit_id"),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawal_reason = '')", name="withdrawn_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("drive_clusters.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    # What the unit says that it will do.
    promise: Mapped[str] = mapped_column(Text, default="")
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="")

    drive: Mapped[Drive] = relationship(lazy="raise")
    cluster: Mapped[DriveCluster] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def competes(self) -> bool:
        """Registered and not withdrawn: only then it has a rank."""
        return self.registered_at is not None and self.withdrawn_on is None

    @property
    def standing(self) -> str:
        """One word for how it takes part: competes, withdrawn, invited."""
        if self.withdrawn_on is not None:
            return "withdrawn"
        return "competes" if self.registered_at is not None else "invited"


def _holds(ids: str | None, account_id: int | None) -> bool:
    return account_id is not None and f"/{account_id}/" in (ids or "/")


class Claim(Model):
    """A unit's own score on a condition, with the document that proves it, and what the verifier made of it.

    `scorers` and `verifiers` are the accounts that ever had a hand in it, their ids between slashes ("/3/17/"): who was
    once the one can't become the other, nor decide on the drive.
    """

    __tablename__ = "drive_claims"
    __table_args__ = (
        UniqueConstraint("indicator_id", "drive_unit_id"),
        CheckConstraint("state IN ('submitted', 'verified', 'returned')", name="state"),
        CheckConstraint("score >= 0", name="score_not_negative"),
        CheckConstraint("(state = 'verified') = (verified_score IS NOT NULL)", name="verified_has_score"),
        CheckConstraint("verified_score IS NULL OR verified_score >= 0", name="verified_score_not_negative"),
        CheckConstraint("verified_by IS NULL OR verified_by <> scored_by", name="verified_by_another"),
        CheckConstraint("state = 'submitted' OR (verified_by IS NOT NULL AND reason <> '')", name="verdict_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("drive_indicators.id"))
    drive_unit_id: Mapped[int] = mapped_column(ForeignKey("drive_units.id"), index=True)
    score: Mapped[Decimal] = mapped_column(Quantity)
    document: Mapped[str] = mapped_column(String(120))
    document_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="submitted")
    scored_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    scored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scorers: Mapped[str] = mapped_column(Text, default="/")
    verified_score: Mapped[Decimal | None] = mapped_column(Quantity)
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verifiers: Mapped[str] = mapped_column(Text, default="/")
    reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    indicator: Mapped[Indicator] = relationship(lazy="raise")
    place: Mapped[DriveUnit] = relationship(lazy="raise")
    file: Mapped[StoredFile] = relationship(lazy="raise")

    def was_scored_by(self, account_id: int | None) -> bool:
        return _holds(self.scorers, account_id)

    def was_verified_by(self, account_id: int | None) -> bool:
        return _holds(self.verifiers, account_id)


class Objection(Model):
    """What a unit objects to in the standings, about an indicator or the whole, and the answer."""

    __tablename__ = "drive_objections"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('upheld', 'rejected')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_has_outcome"),
        CheckConstraint("answered_by IS NULL OR answered_by <> raised_by", name="answered_by_another"),
        Index("ix_drive_objections_drive", "drive_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    drive_unit_id: Mapped[int] = mapped_column(ForeignKey("drive_units.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("drive_indicators.id"))
    text: Mapped[str] = mapped_column(Text)
    raised_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    drive: Mapped[Drive] = relationship(lazy="raise")
    place: Mapped[DriveUnit] = relationship(lazy="raise")
    indicator: Mapped[Indicator | None] = relationship(lazy="raise")
