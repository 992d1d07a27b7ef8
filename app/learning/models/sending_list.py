"""A list of people to send to a class, looked at before anybody is sent: kept for one day, for who sent it alone."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime

KEPT_FOR = timedelta(days=1)


class SendingList(Model):
    """The cells of a list and what was answered about them; the cells go when it is taken in."""

    __tablename__ = "training_lists"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    # Packed as rosters are; None once it is taken in.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    # "r-<sheet>-<row>": who that is; "leave_out": rows with errors.
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
