"""The party committee or agency head over a unit confirms its report of a finished work."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile

BODIES = ("party_committee", "agency_head")


class Confirmation(Model):
    """Who confirmed the report, when, by which document. One made before the report was sent again counts no longer."""

    __tablename__ = "report_confirmations"
    __table_args__ = (CheckConstraint("body IN ('party_committee', 'agency_head')", name="body"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    body: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    confirmed_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="raise")

    def is_of(self, reported_at: datetime | None) -> bool:
        """Is it about the report that was sent at this moment, not an earlier one?"""
        return reported_at is not None and self.at >= reported_at
