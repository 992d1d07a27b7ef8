"""The standing of a drive as it was when it closed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcDateTime


class FrozenStanding(Model):
    """Ranks, figures and the records behind them as one text in JSON; a trigger refuses UPDATE and DELETE.

    `checksum` is the SHA-256 of the text in UTF-8.
    """

    __tablename__ = "drive_standings"

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))
    closed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
