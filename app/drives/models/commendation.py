"""Who is nominated in a drive and on what evidence, and the decisions that commend."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, UtcDateTime
from app.drives.models.drive import Drive
from app.people.models import Member, Unit
from app.works.models import Work

# Giấy khen of the Bloc itself, and what it asks the levels above to give.
FORMS = ("certificate", "provincial_certificate", "central_certificate")
NOMINATED = ("unit", "work", "member")


class CommendationDecision(Model):
    """A decision by which nominations of a drive were commended: number, date, who signed and who decided."""

    __tablename__ = "commendation_decisions"
    __table_args__ = (UniqueConstraint("unit_id", "number", "decided_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    signer: Mapped[str] = mapped_column(String(120))
    signer_title: Mapped[str] = mapped_column(String(120))
    decided_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    drive: Mapped[Drive] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class Nomination(Model):
    """A unit, work or member nominated by a unit of the drive. `evidence` was filled in from records, never by hand:
    a list of {"key", "value"}.

    The one who nominates, the one who checks and the one who decides are three people.
    """

    __tablename__ = "nominations"
    __table_args__ = (
        CheckConstraint("state IN ('nominated', 'checked', 'refused', 'decided')", name="state"),
        CheckConstraint("form IN ('certificate', 'provincial_certificate', 'central_certificate')", name="form"),
        CheckConstraint(
            "(CASE WHEN for_unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN work_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN member_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        CheckConstraint("checked_by IS NULL OR checked_by <> nominated_by", name="checked_by_another"),
        CheckConstraint(
            "decided_by IS NULL OR (decided_by <> nominated_by AND decided_by <> checked_by)", name="decided_by_a_third"
        ),
        CheckConstraint("(state = 'decided') = (decision_id IS NOT NULL)", name="decided_has_decision"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_has_reason"),
        Index("ix_nominations_drive", "drive_id", "id"),
        *(
            Index(
                f"uq_nominations_{column}",
                "drive_id",
                column,
                unique=True,
                sqlite_where=text(f"{column} IS NOT NULL AND state <> 'refused'"),
                postgresql_where=text(f"{column} IS NOT NULL AND state <> 'refused'"),
            )
            for column in ("for_unit_id", "work_id", "member_id")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"))
    # The unit that nominates, and that keeps the honour of its work or member.
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    form: Mapped[str] = mapped_column(String(30))
    merit: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="nominated")
    nominated_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    nominated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("commendation_decisions.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    # The name on the certificate, as it was when it was decided.
    honoured_name: Mapped[str] = mapped_column(String(200), default="")
    # A member is named in public only by the member's own consent, a minor by a guardian's too.
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    guardian: Mapped[str] = mapped_column(String(200), default="")

    drive: Mapped[Drive] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    for_unit: Mapped[Unit | None] = relationship(lazy="raise", foreign_keys=[for_unit_id])
    work: Mapped[Work | None] = relationship(lazy="raise")
    member: Mapped[Member | None] = relationship(lazy="raise")
    decision: Mapped[CommendationDecision | None] = relationship(lazy="raise")

    @property
    def kind(self) -> str:
        """What is nominated: unit, work or member."""
        if self.for_unit_id is not None:
            return "unit"
        return "work" if self.work_id is not None else "member"

    @property
    def shown_name(self) -> str:
        """What it was called when it was decided, until then what the unit, work or member is called today."""
        if self.honoured_name:
            return self.honoured_name
        if self.for_unit is not None:
            return self.for_unit.name
        return self.work.title if self.work is not None else self.member.full_name if self.member is not None else ""

    def may_be_named(self, *, is_minor: bool) -> bool:
        """Units and works are public by the decision; a member only by consent."""
        if self.state != "decided":
            return False
        return self.kind != "member" or (self.consented_at is not None and (bool(self.guardian) or not is_minor))
