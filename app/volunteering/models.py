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
LONGEST_SHIFT = timedelta(hours=24)
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
        Index("uq_activities_series_day", "series_id", "series_day", unique=True),
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
    # Suspended isn't cancelled: the state stays, and so do the places.
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspend_reason: Mapped[str | None] = mapped_column(String(500))
    # The day that the series made it for. It keeps that day when it moves, so the series never makes it again.
    series_id: Mapped[int | None] = mapped_column(ForeignKey("activity_series.id"))
    series_day: Mapped[date | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    photo_caption: Mapped[str | None] = mapped_column(String(200))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    host_unit: Mapped[Unit] = relationship(lazy="raise")
    work: Mapped[Work | None] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    photo: Mapped[StoredFile | None] = relationship(lazy="raise")
    series: Mapped["ActivitySeries | None"] = relationship(lazy="raise")
    invited: Mapped[list["ActivityUnit"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    shifts: Mapped[list["Shift"]] = relationship(lazy="raise", back_populates="activity", order_by="Shift.starts_at")

    @property
    def is_open(self) -> bool:
        """Still to be changed, published, cancelled or held."""
        return self.state in ("draft", "published")

    @property
    def is_suspended(self) -> bool:
        """The border post has stopped it for the time being: nobody signs up, and everybody keeps the place."""
        return self.state == "published" and self.suspended_at is not None

    @property
    def was_published(self) -> bool:
        """Others than its leaders may know of it; what was called off as a draft was never published."""
        return self.state in ("published", "held") or self.published_at is not None

    @property
    def is_for_everybody(self) -> bool:
        """Visitors may see it."""
        return self.was_published and self.audience == "all"

    @property
    def last_day(self) -> date:
        """The day of its last minute in Vietnam: what ends at midnight has none in the day after."""
        assert self.ends_at is not None  # an activity has shifts from the first save on
        return local(self.ends_at - timedelta(microseconds=1)).date()

    @property
    def shown_state(self) -> str:
        """The state as lists and pages name it."""
        return "suspended" if self.is_suspended else self.state

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


class ActivitySeries(Model):
    """Activities that come again: every N weeks or months, from the first day until a day, without those skipped."""

    __tablename__ = "activity_series"
    __table_args__ = (
        CheckConstraint("pattern IN ('weekly', 'monthly')", name="pattern"),
        CheckConstraint("every BETWEEN 1 AND 12", name="every"),
        CheckConstraint("until >= starts_on", name="until_after_start"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pattern: Mapped[str] = mapped_column(String(10))
    every: Mapped[int]
    starts_on: Mapped[date]
    until: Mapped[date]
    # ISO days on which nothing takes place, on purpose.
    skipped: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class BorderNotice(Model):
    """That an activity was announced to the border post: to which, when, by what document, whom to call there."""

    __tablename__ = "border_notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    post: Mapped[str] = mapped_column(String(120))
    given_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    # Codes of `wording.SKILL_NAMES` that everybody in the shift must have.
    needed_skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The next hour at which places held for a unit become everybody's; None: none are held. Kept with the quotas.
    quota_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
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


class ShiftQuota(Model):
    """Places of a shift that are held for a unit, and those under it, until an hour; `ended_at`: it has come."""

    __tablename__ = "shift_quotas"
    __table_args__ = (
        UniqueConstraint("shift_id", "unit_id"),
        CheckConstraint("places > 0", name="places_positive"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    places: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship(lazy="raise")


class MemberSkill(Model):
    """Something that a member can do, as the member or a leader said."""

    __tablename__ = "member_skills"
    __table_args__ = (UniqueConstraint("member_id", "skill"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    skill: Mapped[str] = mapped_column(String(30))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    # Given back after the deadline: a mark that the host's leader sees.
    is_late: Mapped[bool] = mapped_column(default=False)
    # Something that matters was changed since: whoever gives the place back now gets no mark, however late.
    free_to_leave: Mapped[bool] = mapped_column(default=False)
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


class ConsentRequest(Model):
    """A question to a guardian by a link, answered once by who knows the number it was sent to.

    Only the token's hash is kept. Later the link shows the answer, and takes it back.
    """

    __tablename__ = "consent_requests"
    __table_args__ = (
        CheckConstraint("answer IS NULL OR answer IN ('given', 'refused')", name="answer"),
        CheckConstraint("guesses BETWEEN 0 AND 5", name="few_guesses"),
        CheckConstraint(
            "(consent_id IS NOT NULL) = (answer IS NOT NULL AND answer = 'given')", name="given_has_consent"
        ),
        Index("ix_consent_requests_member", "member_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    # The guardian's, as E.164.
    phone: Mapped[str] = mapped_column(String(20))
    marks: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Wrong phone numbers so far.
    guesses: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(String(10))
    # Answered, replaced by a newer one, or guessed at too often.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("guardian_consents.id"))

    consent: Mapped[GuardianConsent | None] = relationship(lazy="raise")

    def is_open(self, now: datetime) -> bool:
        """Can it still be answered?"""
        return self.ended_at is None and now < self.expires_at
