"""Who was seen at the site, how hours were confirmed and corrected, and what certifies them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.people.models import Member
from app.volunteering.models import Activity, Shift, SignUp

DIRECTIONS = ("in", "out")
# Read by the host's camera, ticked by name, written down as a walk-in, or read by the member from the host's screen.
WAYS = ("scan", "name", "walk_in", "shift_code")


class CheckIn(Model):
    """Somebody was seen at a shift, coming or leaving. Rows are never removed: what was dismissed stays to be read.

    `at` is the moment by our clock, `phone_at` what the recording phone's clock said and `offset_seconds` by how much
    that clock was behind ours when the record was delivered. `key` is the record's own id, given where it was made.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("how IN ('scan', 'name', 'walk_in', 'shift_code')", name="how"),
        CheckConstraint("state IN ('counted', 'open', 'dismissed')", name="state"),
        CheckConstraint("state <> 'open' OR problem IS NOT NULL", name="open_has_problem"),
        CheckConstraint("state <> 'counted' OR sign_up_id IS NOT NULL", name="counted_has_sign_up"),
        # Delivered twice is recorded once.
        UniqueConstraint("recorded_by", "key"),
        Index("ix_check_ins_sign_up", "sign_up_id", "direction", "at"),
        Index("ix_check_ins_shift", "shift_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ups.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    # What a walk-in gave as name or code, where no member is known by it.
    name: Mapped[str] = mapped_column(String(120), default="")
    direction: Mapped[str] = mapped_column(String(3))
    how: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    phone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offset_seconds: Mapped[int | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(30))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")

    member: Mapped[Member | None] = relationship(lazy="raise")
    sign_up: Mapped[SignUp | None] = relationship(lazy="raise")
    shift: Mapped[Shift] = relationship(lazy="raise")


class HoursChange(Model):
    """One step in the history of somebody's hours: confirmed, corrected with a reason, or taken back.

    `proposed` are the minutes that the record gave at that time; None where nothing was recorded.
    """

    __tablename__ = "hours_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    state_before: Mapped[str] = mapped_column(String(20))
    state_after: Mapped[str] = mapped_column(String(20))
    minutes_before: Mapped[int | None]
    minutes_after: Mapped[int | None]
    proposed: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


class Certificate(Model):
    """What a member has in hand about the confirmed hours of an activity, as it was when it was issued.

    One is valid at a time for each member and activity; a correction of the hours replaces it by another.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("state IN ('valid', 'replaced', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'replaced') = (replaced_by_id IS NOT NULL)", name="replaced_has_next"),
        CheckConstraint("(state = 'valid') = (ended_at IS NULL)", name="ended_has_time"),
        CheckConstraint("minutes > 0", name="has_hours"),
        UniqueConstraint("year", "number"),
        Index(
            "uq_certificates_one_valid",
            "member_id",
            "activity_id",
            unique=True,
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
        Index("ix_certificates_activity", "activity_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # Stands in the address of the public page, so nobody may guess it.
    code: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    state: Mapped[str] = mapped_column(String(10), default="valid")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    # What the paper says.
    full_name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(200))
    host_name: Mapped[str] = mapped_column(String(200))
    activity_title: Mapped[str] = mapped_column(String(200))
    first_on: Mapped[date]
    last_on: Mapped[date]
    minutes: Mapped[int]
    # What its owner published: the public page shows nothing else.
    shows_name: Mapped[bool] = mapped_column(default=False)
    shows_hours: Mapped[bool] = mapped_column(default=False)
    shows_activity: Mapped[bool] = mapped_column(default=False)

    activity: Mapped[Activity] = relationship(lazy="raise")
    replaced_by: Mapped["Certificate | None"] = relationship(lazy="raise", remote_side="Certificate.id")

    @property
    def is_taken_back(self) -> bool:
        """By the host, with a reason; not ended by a correction of the hours."""
        return self.state == "withdrawn" and self.reason != "hours_corrected"

    @property
    def full_number(self) -> str:
        """As it stands on the paper: 12/2026/GCN."""
        return f"{self.number:02}/{self.year}/GCN"

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"
