"""What reports keep: targets, letterheads, who was asked for a report by when, and reports as they were issued."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.people.models import Unit


class TargetSheet(Model):
    """A unit's targets of a year by the figure's key, and the document that set them."""

    __tablename__ = "target_sheets"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    targets: Mapped[dict[str, int]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)


class Letterhead(Model):
    """What stands at the head and the foot of a unit's reports from a day on."""

    __tablename__ = "letterheads"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[date]
    # The unit above, the issuer, and what follows the number ("BC/ĐTNK").
    above: Mapped[str] = mapped_column(String(200), default="")
    issuer: Mapped[str] = mapped_column(String(200))
    symbol: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(100))
    # "TM. BAN THƯỜNG VỤ", "BÍ THƯ", and the name below the signature.
    on_behalf: Mapped[str] = mapped_column(String(100))
    signer_title: Mapped[str] = mapped_column(String(100))
    signer: Mapped[str] = mapped_column(String(120))
    # Nơi nhận, one to a line.
    recipients: Mapped[str] = mapped_column(Text, default="")


class ReportRequest(Model):
    """A unit asks the units right under it for their report on a period, until a day."""

    __tablename__ = "report_requests"
    __table_args__ = (
        UniqueConstraint("unit_id", "date_from", "date_to"),
        CheckConstraint("date_from <= date_to", name="days_in_order"),
        CheckConstraint("due_on > date_to", name="due_after_the_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    date_from: Mapped[date]
    date_to: Mapped[date]
    due_on: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")


class ReportDraft(Model):
    """A unit's report on a period while it is written. It stays, closed, after the report was issued from it."""

    __tablename__ = "report_drafts"
    __table_args__ = (
        CheckConstraint("date_from <= date_to", name="days_in_order"),
        Index(
            "uq_report_drafts_one_open",
            *("unit_id", "date_from", "date_to"),
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    date_from: Mapped[date]
    date_to: Mapped[date]
    is_open: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    # The prose by section, with figures as placeholders ("{works.accepted}").
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    # The ids of the works shown as typical ones, in their order.
    works: Mapped[list[int]] = mapped_column(JSON)
    # The issued report that this one is to correct; it points at its own draft, so no foreign key goes back.
    replaces_id: Mapped[int | None] = mapped_column(BigId)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship(lazy="raise")


class IssuedReport(Model):
    """A report as it was issued: append-only, a trigger refuses UPDATE and DELETE.

    `frozen` is all of it as canonical JSON: figures, the records' ids, texts, letterhead; `checksum` its SHA-256.
    """

    __tablename__ = "issued_reports"
    __table_args__ = (
        CheckConstraint("date_from <= date_to", name="days_in_order"),
        UniqueConstraint("draft_id"),
        UniqueConstraint("unit_id", "year", "number"),
        # A report is replaced once; who corrects again corrects the correction.
        UniqueConstraint("replaces_id"),
        Index("ix_issued_reports_period", "date_from", "date_to"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("report_drafts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    date_from: Mapped[date]
    date_to: Mapped[date]
    # "12-BC/ĐTNK", once in a unit's year.
    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    issued_on: Mapped[date]
    frozen: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("issued_reports.id"))
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    # When it was sent to the unit above, which counts for being late; the date on the paper may be another one.
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship(lazy="raise")
