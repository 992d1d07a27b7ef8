"""Initiatives (sáng kiến) and topics (đề tài): from the proposal to their use, here and in other units."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Folded, Model
from app.core.files import StoredFile
from app.people.models import Member, Unit

INITIATIVE_KINDS = ("initiative", "topic")
INITIATIVE_STATES = ("registered", "submitted", "recognised", "applied", "not_recognised", "withdrawn")
# What everybody may read, and take up.
PUBLIC_STATES = ("recognised", "applied")
LEVELS = ("base_unit", "bloc", "province", "nation")
WHOLE = 100  # per cent

# Step → the states it leaves from, and the one it leads to.
TRANSITIONS = {
    "submit": (("registered",), "submitted"),
    "recognise": (("submitted",), "recognised"),
    "refuse": (("submitted",), "not_recognised"),
    "apply": (("recognised",), "applied"),
    "withdraw": (("registered", "submitted"), "withdrawn"),
}


class Initiative(Model):
    """An initiative or topic of the unit in which it was registered, or of the one that took that unit's place."""

    __tablename__ = "initiatives"
    __table_args__ = (
        CheckConstraint("kind IN ('initiative', 'topic')", name="kind"),
        CheckConstraint(
            "state IN ('registered', 'submitted', 'recognised', 'applied', 'not_recognised', 'withdrawn')", name="state"
        ),
        CheckConstraint("level IN ('base_unit', 'bloc', 'province', 'nation')", name="level"),
        CheckConstraint(
            "state NOT IN ('recognised', 'applied') OR "
            "(level IS NOT NULL AND decided_on IS NOT NULL AND decision <> '' AND decided_by <> '')",
            name="recognition_has_decision",
        ),
        CheckConstraint("(state = 'applied') = (applied_on IS NOT NULL)", name="applied_has_day"),
        CheckConstraint("applied_on IS NULL OR applied_on >= decided_on", name="applied_after_recognition"),
        CheckConstraint("state NOT IN ('not_recognised', 'withdrawn') OR reason <> ''", name="refusal_has_reason"),
        CheckConstraint("saved_money >= 0 AND saved_hours >= 0", name="saves_something"),
        CheckConstraint("(saved_money = 0 AND saved_hours = 0) OR saving_reason <> ''", name="saving_has_reason"),
        Index("ix_initiatives_list", "sort_on", "id"),
        Index("ix_initiatives_applied", "state", "applied_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    title_folded: Mapped[str] = mapped_column(Folded(400))
    # How things were before, and what is done instead.
    situation: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[str] = mapped_column(Text)
    # What it saves in a year (đồng, working hours), and how that was reckoned.
    saved_money: Mapped[int] = mapped_column(BigId, default=0)
    saved_hours: Mapped[int] = mapped_column(default=0)
    saving_reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="registered")
    version: Mapped[int] = mapped_column(default=1)

    registered_on: Mapped[date] = mapped_column(index=True)
    # Where it was registered, if another unit goes on with it since: figures of before don't change.
    registered_in_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    # Whoever wrote it down or handed it in doesn't recognise it.
    registered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    # Who recognised it ("Hội đồng sáng kiến tỉnh"), at which level, by which decision.
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    level: Mapped[str | None] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(100), default="")
    decided_on: Mapped[date | None] = mapped_column(index=True)
    # Why it was not recognised, or was withdrawn.
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_on: Mapped[date | None]
    applied_where: Mapped[str] = mapped_column(String(300), default="")
    # What lists are ordered by: the day of the last step.
    sort_on: Mapped[date]

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    authors: Mapped[list["InitiativeAuthor"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="InitiativeAuthor.position"
    )

    def can_go(self, step: str) -> bool:
        """Does an arrow of this name leave from the present state?"""
        return self.state in TRANSITIONS[step][0]

    @property
    def is_editable(self) -> bool:
        return self.state == "registered"

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    def is_of(self, member_id: int | None) -> bool:
        """Is this member one of the authors, who must be loaded?"""
        return member_id is not None and any(author.member_id == member_id for author in self.authors)


class InitiativeAuthor(Model):
    """A member's share in an initiative, in per cent; those of all authors add up to 100."""

    __tablename__ = "initiative_authors"
    __table_args__ = (
        UniqueConstraint("initiative_id", "member_id"),
        CheckConstraint("share BETWEEN 1 AND 100", name="share"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    position: Mapped[int]
    share: Mapped[int]

    member: Mapped[Member] = relationship(lazy="raise")


class InitiativeFile(Model):
    """A paper of an initiative: of the proposal, the decision on it, or the proof that it is applied."""

    __tablename__ = "initiative_files"
    __table_args__ = (CheckConstraint("moment IN ('proposal', 'decision', 'proof')", name="moment"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), unique=True)
    moment: Mapped[str] = mapped_column(String(20))

    file: Mapped[StoredFile] = relationship(lazy="raise")


class InitiativeUse(Model):
    """A unit took up a recognised initiative of another one."""

    __tablename__ = "initiative_uses"
    __table_args__ = (UniqueConstraint("initiative_id", "unit_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    taken_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    unit: Mapped[Unit] = relationship(lazy="raise")
