"""Letters that thank a sponsor for contributions; anyone can verify one by its code."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime


class ThankYouLetter(Model):
    """A letter that was issued. The giver is that of its entries, which nobody can change.

    It holds while all that it thanks for stands; so nothing has to be written here when some of it is taken back.
    """

    __tablename__ = "thank_you_letters"
    __table_args__ = (UniqueConstraint("unit_id", "year", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    # The unit that issued it and the number in this unit's year.
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    issued_on: Mapped[date]
    # As they were called on that day: a paper that was handed out doesn't change.
    unit_name: Mapped[str] = mapped_column(String(200))
    above_name: Mapped[str] = mapped_column(String(200), default="")
    signer: Mapped[str] = mapped_column(String(100))
    signer_title: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(String(1000), default="")
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def reference(self) -> str:
        """The number as it stands on the paper."""
        return f"{self.number:02}/{self.year}-TCƠ"


class LetterEntry(Model):
    """A contribution that a letter is about."""

    __tablename__ = "letter_entries"

    letter_id: Mapped[int] = mapped_column(ForeignKey("thank_you_letters.id"), primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_entries.id"), primary_key=True, autoincrement=False, index=True
    )
    # What stood of it when the letter was issued, in đồng.
    amount: Mapped[int] = mapped_column(BigId)
