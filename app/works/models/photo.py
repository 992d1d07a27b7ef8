"""Photos of a work, before, during and after."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile

MOMENTS = ("before", "during", "after")


class WorkPhoto(Model):
    """A photo with the time and place read from it before its metadata was removed."""

    __tablename__ = "work_photos"
    __table_args__ = (CheckConstraint("moment IN ('before', 'during', 'after')", name="moment"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    moment: Mapped[str] = mapped_column(String(10))
    caption: Mapped[str] = mapped_column(String(200), default="")
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    is_outside: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="raise")
