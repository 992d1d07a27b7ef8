"""Who: units with their history, members and memberships, accounts, appointments, signing in."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Folded, Model, SortKey, UtcDateTime

SECTORS = ("agency", "enterprise", "school")
ROLES = ("leader", "treasurer", "committee", "inspector", "administrator")
MAX_GUESSES = 5
ADULT = 18


class Unit(Model):
    """A unit as it is now; `UnitVersion` keeps what it was. `path` lists the ids from the top, "/1/7/"."""

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("kind IN ('bloc', 'union', 'base_chapter', 'chapter')", name="kind"),
        CheckConstraint("sector IS NULL OR sector IN ('agency', 'enterprise', 'school')", name="sector"),
        CheckConstraint("dissolved_on IS NULL OR dissolved_on >= founded_on", name="founded_before_dissolved"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    # The Bloc itself has none.
    sector: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    founded_on: Mapped[date]
    # The first day on which it no longer stood.
    dissolved_on: Mapped[date | None]
    name_folded: Mapped[str] = mapped_column(Folded(300), index=True)
    name_sort: Mapped[str] = mapped_column(SortKey())
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id", lazy="raise")

    def stands_on(self, day: date) -> bool:
        return self.founded_on <= day and (self.dissolved_on is None or day < self.dissolved_on)


class UnitVersion(Model):
    """What a unit was from one day until the next version: name, kind, sector, parent, and by which decision."""

    __tablename__ = "unit_versions"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    sector: Mapped[str | None] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    # The first day of the next version; None for the present one.
    valid_until: Mapped[date | None]
    decision: Mapped[str | None] = mapped_column(String(300))
    # The paper of the decision.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))


class UnitSuccession(Model):
    """A unit that took the place of another: split, merged, rearranged."""

    __tablename__ = "unit_successions"
    __table_args__ = (UniqueConstraint("unit_id", "successor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    on: Mapped[date]


class Member(Model):
    """A member of the Youth Union. Phone numbers are E.164 and may be shared (a pupil and a parent)."""

    __tablename__ = "members"
    __table_args__ = (CheckConstraint("gender IS NULL OR gender IN ('female', 'male')", name="gender"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    name_folded: Mapped[str] = mapped_column(Folded(160), index=True)
    name_sort: Mapped[str] = mapped_column(SortKey(), index=True)
    birth_date: Mapped[date | None]
    gender: Mapped[str | None] = mapped_column(String(10))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(200), index=True)
    joined_on: Mapped[date | None]
    occupation: Mapped[str | None] = mapped_column(String(120))
    class_name: Mapped[str | None] = mapped_column(String(40))
    card_number: Mapped[str | None] = mapped_column(String(40))
    # Another record of the same person, which has taken all of this one's: this one is in no unit and on no list.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    # Name and code are a pseudonym since that day, and nothing else here says who it was.
    erased_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="member", lazy="raise", order_by="Membership.valid_from"
    )

    def age_on(self, day: date) -> int | None:
        """Whole years on a day; None where the birth date is not known. Born on 29/02: a year older on 01/03."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)

    def is_minor_on(self, day: date) -> bool:
        """Known to be under 18: who reads the phone number, e-mail or birth date is recorded."""
        age = self.age_on(day)
        return age is not None and age < ADULT


class Membership(Model):
    """A member in a unit from a day on; `valid_until` is the first day no longer in it."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_in_order"),
        Index(
            "uq_memberships_one_present",
            "member_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
        Index("ix_memberships_unit_period", "unit_id", "valid_from", "valid_until"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    member: Mapped[Member] = relationship(back_populates="memberships", lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class MemberRating(Model):
    """How a unit rated a member for a year. It stays with the unit that gave it."""

    __tablename__ = "member_ratings"
    __table_args__ = (
        CheckConstraint("grade IN ('excellent', 'good', 'completed', 'not_completed')", name="grade"),
        UniqueConstraint("member_id", "year"),
        Index("ix_member_ratings_unit", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    grade: Mapped[str] = mapped_column(String(20))


class Account(Model):
    """What a person signs in with: one account, of a member or of an officer who is none."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    # argon2id; None until the account is activated.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member | None] = relationship(lazy="raise")
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="account", lazy="raise", order_by="Appointment.valid_from"
    )


class Appointment(Model):
    """An account holds a role over a unit from a day; `valid_until` is the first day without it."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("role IN ('leader', 'treasurer', 'committee', 'inspector', 'administrator')", name="role"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="valid_in_order"),
        Index("ix_appointments_unit", "unit_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str | None] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    decision: Mapped[str | None] = mapped_column(String(300))

    account: Mapped[Account] = relationship(back_populates="appointments", lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class SignIn(Model):
    """A signed-in browser. The cookie holds the token, the database only its hash; ending it acts at once."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200))
    # "Stay signed in" was chosen: thirty days, renewed by use, instead of one working day.
    stays: Mapped[bool] = mapped_column(default=True)


class OneTimeCode(Model):
    """A code that sets a password once: to activate an account, or for who forgot it. Only its hash is kept."""

    __tablename__ = "one_time_codes"
    __table_args__ = (
        CheckConstraint("purpose IN ('activation', 'new_password')", name="purpose"),
        CheckConstraint("guesses BETWEEN 0 AND 5", name="few_guesses"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64))
    # Of its first group: only guesses by somebody who knows that are counted, or a stranger could use up the five.
    first_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    guesses: Mapped[int] = mapped_column(default=0)
    # Used, or replaced by a newer one.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_open(self, now: datetime) -> bool:
        """Can it still set a password?"""
        return self.ended_at is None and now < self.expires_at and self.guesses < MAX_GUESSES


class SecondFactor(Model):
    """An authenticator app that is asked beside the password. The secret is made of the product's key and `nonce`."""

    __tablename__ = "second_factors"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The step of time of the last code that was used: each works once.
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Model):
    """Signs in once where the authenticator app is gone. Only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInAttempt(Model):
    """A failed attempt, counted in the database so that all workers count together.

    `address` is where it came from: the network address, or "device …" for a browser that has signed in before.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_identifier", "identifier_hash", "at"),
        Index("ix_sign_in_attempts_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # A hash: what people type here is a phone number, sometimes a password.
    identifier_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
