"""Service to citizens: what a service day counted, and the models with the units chosen to pilot them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.people.models import Unit
from app.volunteering.models import Activity

KINDS = ("volunteer_saturday", "service_centre", "legal_advice", "other")
FIGURES = ("people", "procedures", "online")


class ServiceModel(Model):
    """A way of serving that units try out (the volunteer Saturday): whose it is, by which decision."""

    __tablename__ = "service_models"
    __table_args__ = (
        CheckConstraint("kind IN ('volunteer_saturday', 'service_centre', 'legal_advice', 'other')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    # The kind of its service days: reports count the pilot units of each kind.
    kind: Mapped[str] = mapped_column(String(20), default="other")
    description: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    decision: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]

    unit: Mapped[Unit] = relationship(lazy="raise")


class PilotUnit(Model):
    """A unit chosen to pilot a model; `valid_until` is the first day on which it no longer does."""

    __tablename__ = "pilot_units"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_in_order"),
        Index(
            "uq_pilot_units_one_present",
            "model_id",
            "unit_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("service_models.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    decision: Mapped[str] = mapped_column(String(200))
    end_decision: Mapped[str] = mapped_column(String(200), default="")

    unit: Mapped[Unit] = relationship(lazy="raise")


class ServiceDay(Model):
    """An activity that also counts whom it served; maybe one of a model."""

    __tablename__ = "service_days"
    __table_args__ = (
        CheckConstraint("kind IN ('volunteer_saturday', 'service_centre', 'legal_advice', 'other')", name="kind"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    model_id: Mapped[int | None] = mapped_column(ForeignKey("service_models.id"), index=True)

    activity: Mapped[Activity] = relationship(lazy="raise")
    model: Mapped[ServiceModel | None] = relationship(lazy="raise")


class ServiceTally(Model):
    """What one person counted at one time: append-only, a trigger refuses UPDATE and DELETE.

    A correction is a row of differences that names the row it corrects, with its reason. The sum of all rows is what
    the day counted.
    """

    __tablename__ = "service_tallies"
    __table_args__ = (
        CheckConstraint(
            "corrects_id IS NOT NULL OR (people >= 0 AND procedures >= 0 AND online >= 0)", name="counted_upwards"
        ),
        CheckConstraint("people <> 0 OR procedures <> 0 OR online <> 0", name="says_something"),
        CheckConstraint("(corrects_id IS NULL) = (reason = '')", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("service_days.activity_id"), index=True)
    people: Mapped[int]
    procedures: Mapped[int]
    online: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("service_tallies.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
