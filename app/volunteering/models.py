"""Volunteer activities, their shifts, who signed up, and guardians' consents."""

from datetime import date, datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import local
from app.core.database import BigId, Folded, Model, UtcDateTime
from app.core.files import StoredFile
from app.people.models import Member, Unit
from app.places.models import Commune
from app.works.models import Work

AUDIENCES = ("host", "units", "all")
# A place is taken, and stays taken when attendance is marked.
PLACE_STATES = ("confirmed", "attended", "absent")
LIVE_STATES = (*PLACE_STATES, "waitlisted")
# Marks for which a minor needs a guardian's consent on record.
CONSENT_MARKS = ("heavy", "night", "away", "border_zone")


class Activity(Model):
    """A volunteer activity of a host unit, maybe for a work. `held_on` is the day that reports count it by."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'cancelled', 'held')", name="state"),
        CheckConstraint("audience IN ('host', 'units', 'all')", name="audience"),
        CheckConstraint("(state = 'held') = (held_on IS NOT NULL)", name="held_has_date"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="whole_point"),
        Index("ix_activities_order", "ends_at", "id"),
        Index("ix_activities_state_held", "state", "held_on"),
        Index("ix_activities_host", "host_unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    host_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    title_folded: Mapped[str] = mapped_column(Folded(300))
    description: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="draft")
    audience: Mapped[str] = mapped_column(String(10), default="all")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("communes.id"), index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    meeting_point: Mapped[str] = mapped_column(String(200), default="")
    what_to_bring: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    # From the first shift's start to the last one's end: kept with the shifts, recomputed by `flask check`.
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_up_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_up_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A cancelled activity stays public only if it had been published.
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    host_unit: Mapped[Unit] = relationship(lazy="raise")
    work: Mapped[Work | None] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    invited: Mapped[list["ActivityUnit"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    shifts: Mapped[list["Shift"]] = relationship(lazy="raise", back_populates="activity", order_by="Shift.starts_at")

    @property
    def is_open(self) -> bool:
        """Still to be changed, published, cancelled or held."""
        return self.state in ("draft", "published")

    @property
    def invited_paths(self) -> list[str]:
        """The paths of the units whose members may take part; host and co-hosts always, none: everybody may."""
        if self.audience == "all":
            return []
        others = [beside.unit.path for beside in self.invited if self.audience == "units" or beside.role == "co_host"]
        return [self.host_unit.path, *others]

    def invites(self, unit_path: str) -> bool:
        """May members of the unit with this path take part? Units under an invited one are invited with it."""
        if self.audience == "all":
            return True
        return bool(unit_path) and any(unit_path.startswith(path) for path in self.invited_paths)


class ActivityUnit(Model):
    """A unit beside the host: co-host, or invited to take part."""

    __tablename__ = "activity_units"
    __table_args__ = (
        UniqueConstraint("activity_id", "unit_id"),
        CheckConstraint("role IN ('co_host', 'invited')", name="role"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))

    unit: Mapped[Unit] = relationship(lazy="raise")


class Shift(Model):
    """A shift (ca): who is wanted, when, how many. `confirmed` counts the taken places, `waiting` the queue."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        # The last word on overbooking: a path that forgot the lock fails here.
        CheckConstraint("confirmed BETWEEN 0 AND capacity", name="confirmed_within_capacity"),
        CheckConstraint("waiting >= 0", name="waiting_not_negative"),
        CheckConstraint("minimum BETWEEN 0 AND capacity", name="minimum_within_capacity"),
        Index("ix_shifts_activity", "activity_id", "starts_at"),
        Index("ix_shifts_period", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    role: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    minimum_age: Mapped[int | None]
    skills: Mapped[str] = mapped_column(String(200), default="")
    is_heavy: Mapped[bool] = mapped_column(default=False)
    is_night: Mapped[bool] = mapped_column(default=False)
    is_away: Mapped[bool] = mapped_column(default=False)
    is_border_zone: Mapped[bool] = mapped_column(default=False)
    confirmed: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    # The next number in the queue: places are given in this order.
    next_position: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship(lazy="raise", back_populates="shifts")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return int(self.duration.total_seconds() // 60)

    @property
    def free_places(self) -> int:
        return self.capacity - self.confirmed

    @property
    def local_date(self) -> date:
        """The day on which ages count."""
        return local(self.starts_at).date()

    @property
    def marks(self) -> list[str]:
        """The marks that ask for a guardian's consent."""
        return [mark for mark in CONSENT_MARKS if getattr(self, f"is_{mark}")]

    def overlaps(self, other: "Shift") -> bool:
        """Do the two share time? Touching ends don't."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class SignUp(Model):
    """A member in a shift. Confirmed places keep `position` too: the order in which they were asked for."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        CheckConstraint("state IN ('confirmed', 'waitlisted', 'attended', 'absent', 'cancelled')", name="state"),
        CheckConstraint("confirmed_minutes IS NULL OR confirmed_minutes >= 0", name="minutes_not_negative"),
        Index(
            "uq_sign_ups_one_live",
            "shift_id",
            "member_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        UniqueConstraint("shift_id", "position"),
        Index("ix_sign_ups_member", "member_id", "state"),
        Index("ix_sign_ups_queue", "shift_id", "state", "position"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    # The member's unit on the day of signing up: a record stays with the unit as it was then.
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_up_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_up: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    confirmed_minutes: Mapped[int | None]
    minutes_confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    shift: Mapped[Shift] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class GuardianConsent(Model):
    """A guardian's consent: who gave it, how, on what paper, for which kinds of work, until when."""

    __tablename__ = "guardian_consents"
    __table_args__ = (CheckConstraint("how IN ('paper', 'phone_link')", name="how"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    guardian_name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(60))
    how: Mapped[str] = mapped_column(String(20))
    marks: Mapped[list[str]] = mapped_column(JSON)
    given_on: Mapped[date]
    valid_until: Mapped[date]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(lazy="raise")

    def covers(self, marks: list[str], day: date) -> bool:
        """Does it allow a shift with these marks on this day?"""
        return self.withdrawn_at is None and self.given_on <= day <= self.valid_until and set(marks) <= set(self.marks)
