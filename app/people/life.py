"""What happens to members over the years: steps with a decision, transfers, merged records; handovers of offices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.people.models import Account, Appointment, Member, Unit

# Steps in the life of a member, in the order in which they come.
STEPS = ("admission", "party_introduction", "growing_up")
# These happen once; an introduction to the Party may be made again after years.
ONCE_IN_A_LIFE = ("admission", "growing_up")


class Milestone(Model):
    """A step in a member's life by a decision. It stays with the unit that the member was in then."""

    __tablename__ = "milestones"
    __table_args__ = (
        CheckConstraint("kind IN ('admission', 'party_introduction', 'growing_up')", name="kind"),
        Index(
            "uq_milestones_once",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=text("kind <> 'party_introduction'"),
            postgresql_where=text("kind <> 'party_introduction'"),
        ),
        Index("ix_milestones_unit", "unit_id", "kind", "on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    decision: Mapped[str] = mapped_column(String(300))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class TransferRequest(Model):
    """One unit asks another to let a member go or to take one in. Nothing is moved until the other accepts.

    `overtaken`: the member was moved or has left in another way meanwhile.
    """

    __tablename__ = "transfer_requests"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'accepted', 'refused', 'withdrawn', 'overtaken')", name="state"),
        CheckConstraint("from_unit_id <> to_unit_id", name="two_units"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_has_reason"),
        Index(
            "uq_transfer_requests_one_waiting",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_transfer_requests_from", "from_unit_id", "state"),
        Index("ix_transfer_requests_to", "to_unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    # Asked by the unit that wants the member; else by the one that lets go.
    by_new_unit: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300), default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")

    member: Mapped[Member] = relationship(lazy="raise")
    from_unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[to_unit_id])

    @property
    def asking_unit(self) -> Unit:
        return self.to_unit if self.by_new_unit else self.from_unit

    @property
    def other_unit(self) -> Unit:
        """The one that accepts or refuses."""
        return self.from_unit if self.by_new_unit else self.to_unit


class MemberMerge(Model):
    """Two records of one person became one: `gone` stays as a row that points at `kept`.

    `moved` says exactly what was done, table by table, so that it can be undone.
    """

    __tablename__ = "member_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_records"),
        CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name="undone_has_reason"),
        Index(
            "uq_member_merges_one_in_force",
            "gone_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(String(300))
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undo_reason: Mapped[str] = mapped_column(String(300), default="")

    kept: Mapped[Member] = relationship(lazy="raise", foreign_keys=[kept_id])
    gone: Mapped[Member] = relationship(lazy="raise", foreign_keys=[gone_id])


class OfficeHandover(Model):
    """An office that has ended was handed over: who said so, and when."""

    __tablename__ = "office_handovers"

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), primary_key=True, autoincrement=False)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(String(300), default="")

    appointment: Mapped[Appointment] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
