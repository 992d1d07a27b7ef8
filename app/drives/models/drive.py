"""A drive (đợt thi đua): its period, its clusters of like units, and its indicators with their targets."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, Quantity, UtcDateTime
from app.people.models import Unit

# The three responsibilities: to oneself, to the work, to the people.
CONTENTS = ("self", "work", "people")
# What an indicator rests on: a metric of the catalogue, or a condition that a document proves.
KINDS = ("metric", "condition")
SCORINGS = ("proportional", "steps", "each")
EFFECTS = ("points", "bonus", "minus")
STATES = ("draft", "open", "closed")


class Drive(Model):
    """An emulation drive of a unit (the Bloc) for those under it. Its records are those from the first to the last day.

    `most_units`, `most_works` and `most_members` are how many may be commended; None: as many as deserve it.
    """

    __tablename__ = "drives"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("date_to >= date_from", name="dates_in_order"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        Index("ix_drives_order", "date_from", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    # The plan that started it: number and date as on the paper.
    document: Mapped[str] = mapped_column(String(200), default="")
    date_from: Mapped[date]
    date_to: Mapped[date]
    registers_until: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    # Visitors see what it asks and, once it is closed, the standings.
    is_public: Mapped[bool] = mapped_column(default=False)
    most_units: Mapped[int | None]
    most_works: Mapped[int | None]
    most_members: Mapped[int | None]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("drives.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    clusters: Mapped[list["DriveCluster"]] = relationship(lazy="raise", order_by="DriveCluster.position")
    indicators: Mapped[list["Indicator"]] = relationship(lazy="raise", order_by="Indicator.position")

    @property
    def is_draft(self) -> bool:
        """What it asks can still be changed."""
        return self.state == "draft"

    def takes_registrations(self, today: date) -> bool:
        """Open, and not yet past the last day on which a unit may register."""
        return self.state == "open" and today <= self.registers_until

    def has_ended(self, today: date) -> bool:
        """Its last day is over, so that nothing more can happen in it."""
        return today > self.date_to


class DriveCluster(Model):
    """Cụm, khối: like units that compete with each other."""

    __tablename__ = "drive_clusters"
    __table_args__ = (UniqueConstraint("drive_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class Indicator(Model):
    """Something that a drive asks: a metric of the catalogue, or a condition proved by a document.

    `target` is for each unit, or with `by_head` for each member on the drive's first day. `points` are what the target
    met gives ("proportional"), or each one counted ("each"); "steps" says points from a per cent on. `cap` is the most
    that it can give, None: `points` for proportional ones, no end for the others.
    """

    __tablename__ = "drive_indicators"
    __table_args__ = (
        CheckConstraint("content IN ('self', 'work', 'people')", name="content"),
        CheckConstraint("kind IN ('metric', 'condition')", name="kind"),
        CheckConstraint("(kind = 'metric') = (metric IS NOT NULL)", name="metric_is_counted"),
        CheckConstraint("scoring IN ('proportional', 'steps', 'each')", name="scoring"),
        CheckConstraint("effect IN ('points', 'bonus', 'minus')", name="effect"),
        CheckConstraint("points >= 0", name="points_not_negative"),
        CheckConstraint("target IS NULL OR target >= 0", name="target_not_negative"),
        CheckConstraint("kind = 'condition' OR scoring = 'each' OR target IS NOT NULL", name="measured_has_target"),
        Index("ix_drive_indicators_drive", "drive_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    content: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    # A key of the catalogue, and the values that its source is narrowed to, by column.
    metric: Mapped[str | None] = mapped_column(String(60))
    filters: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    scoring: Mapped[str] = mapped_column(String(12), default="proportional")
    effect: Mapped[str] = mapped_column(String(10), default="points")
    target: Mapped[Decimal | None] = mapped_column(Quantity)
    by_head: Mapped[bool] = mapped_column(default=False)
    points: Mapped[Decimal] = mapped_column(Quantity)
    cap: Mapped[Decimal | None] = mapped_column(Quantity)
    # [[from per cent, points], …] as text, in rising order.
    steps: Mapped[list[Any]] = mapped_column(JSON, default=list)


class IndicatorTarget(Model):
    """The target of one unit where it isn't that of all."""

    __tablename__ = "drive_targets"
    __table_args__ = (
        UniqueConstraint("indicator_id", "drive_unit_id"),
        CheckConstraint("target >= 0", name="target_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("drive_indicators.id", ondelete="CASCADE"))
    drive_unit_id: Mapped[int] = mapped_column(ForeignKey("drive_units.id", ondelete="CASCADE"), index=True)
    target: Mapped[Decimal] = mapped_column(Quantity)
