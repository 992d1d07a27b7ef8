"""A youth work from proposal to acceptance."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Folded, Model, Quantity, UtcDateTime
from app.core.files import StoredFile
from app.people.models import Unit
from app.places.models import Commune
from app.works.line import length_m, to_points
from app.works.models.kind import KindMeasure, WorkKind

STATES = ("draft", "submitted", "approved", "under_way", "reported", "accepted", "rejected", "cancelled")
LEVELS = ("province", "bloc", "base_unit", "chapter")

# The drawing in the domain's chapter "Works", arrow by arrow.
TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("draft",), "submitted"),
    "return": (("submitted",), "draft"),
    "approve": (("submitted",), "approved"),
    "reject": (("submitted",), "rejected"),
    "start": (("approved",), "under_way"),
    "report": (("under_way",), "reported"),
    "send_back": (("reported",), "under_way"),
    "accept": (("reported",), "accepted"),
    "cancel": (("approved", "under_way"), "cancelled"),
}
# States in which members who are not in charge see the work.
SHARED_STATES = ("approved", "under_way", "reported", "accepted")
TAKES_MONEY = ("approved", "under_way", "reported")
# States in which cash that is left can still be moved away.
GIVES_CASH = (*TAKES_MONEY, "accepted", "cancelled")


class Work(Model):
    """A work that a unit takes on. `version` grows with each change, so that a stale page is noticed."""

    __tablename__ = "works"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'under_way', 'reported', 'accepted', 'rejected', 'cancelled')",
            name="state",
        ),
        CheckConstraint("level IN ('province', 'bloc', 'base_unit', 'chapter')", name="level"),
        CheckConstraint("(state = 'accepted') = (accepted_on IS NOT NULL)", name="accepted_has_date"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("books_closed_on IS NULL OR state = 'cancelled'", name="only_cancelled_are_closed"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="whole_point"),
        Index("ix_works_state_accepted", "state", "accepted_on"),
        Index("ix_works_state_order", "state", "sort_on", "id"),
        Index("ix_works_unit_state", "unit_id", "state"),
        Index("ix_works_order", "sort_on", "id"),
        # All that the map's grid and the counts by commune read, so that neither touches the rows themselves.
        Index("ix_works_map", "state", "lat", "lon", "kind_id", "commune_id", "sort_on"),
        Index(
            "ix_works_sums",
            *("state", "commune_id", "sort_on", "kind_id", "accepted_on", "union_contribution", "delivered_people"),
        ),
        Index("ix_works_occasion", "state", "occasion"),
        Index("ix_works_history_fingerprint", "history_fingerprint", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("work_kinds.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_folded: Mapped[str] = mapped_column(Folded(300))
    description: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[str] = mapped_column(String(20), default="base_unit")
    occasion: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)

    commune_id: Mapped[int | None] = mapped_column(ForeignKey("communes.id"), index=True)
    village: Mapped[str | None] = mapped_column(String(100))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    # GeoJSON LineString of a road, longitude before latitude.
    line: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The point lies outside the commune's area: allowed, but shown to whoever accepts.
    is_point_outside: Mapped[bool] = mapped_column(default=False)

    planned_households: Mapped[int | None]
    planned_people: Mapped[int | None]
    delivered_households: Mapped[int | None]
    delivered_people: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    # The accounts that wrote the draft, handed it in and reported the work: none of them may decide on it. Nor may
    # whoever changed a group of the draft: their ids between slashes ("/3/17/"), which a list can search as well.
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    edited_by: Mapped[str] = mapped_column(Text, default="/")
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_on: Mapped[date | None]
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_on: Mapped[date | None] = mapped_column(index=True)
    # What lists are ordered by: the acceptance date, else the day of the last step.
    sort_on: Mapped[date]
    # What the office still wants, by field, when it returned the proposal or report.
    return_reason: Mapped[str | None] = mapped_column(Text)
    # The groups of questions that it is about and that weren't changed since; None where it is about the whole.
    return_groups: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    report_text: Mapped[str] = mapped_column(Text, default="")

    # Entered after the fact, and the document it rests on.
    is_history: Mapped[bool] = mapped_column(default=False)
    history_document: Mapped[str | None] = mapped_column(String(300))
    # Of everything that was entered, so that the same sheet can be read again without harm.
    history_fingerprint: Mapped[str | None] = mapped_column(String(64))

    # Kept figures (đồng), written with each ledger entry and recomputed by `flask check`.
    cash_received: Mapped[int] = mapped_column(BigId, default=0)
    cash_spent: Mapped[int] = mapped_column(BigId, default=0)
    # In the hands of people who got advances: neither spent nor in the box.
    cash_advanced: Mapped[int] = mapped_column(BigId, default=0)
    union_contribution: Mapped[int] = mapped_column(BigId, default=0)
    # A cancelled work takes and gives no money any more from this day on: its box is empty.
    books_closed_on: Mapped[date | None]
    planned_total: Mapped[int] = mapped_column(BigId, default=0)

    kind: Mapped[WorkKind] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    measures: Mapped[list["WorkMeasure"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    partners: Mapped[list["WorkPartner"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    phases: Mapped[list["WorkPhase"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="WorkPhase.position"
    )

    def can_go(self, step: str) -> bool:
        """Does the drawing of states have an arrow with this name from here?"""
        return self.state in TRANSITIONS[step][0]

    @property
    def next_steps(self) -> list[str]:
        return [step for step, (sources, _target) in TRANSITIONS.items() if self.state in sources]

    @property
    def is_editable(self) -> bool:
        """What was proposed can be changed only before it is handed in."""
        return self.state == "draft"

    @property
    def takes_money(self) -> bool:
        """Contributions and expenses are recorded from approval until acceptance."""
        return self.state in TAKES_MONEY

    @property
    def gives_cash(self) -> bool:
        """Cash that is left can be moved away, after the acceptance or the end of the work too."""
        return self.state in GIVES_CASH and self.books_closed_on is None

    @property
    def is_ending(self) -> bool:
        """Cancelled, and its money not all returned or moved yet."""
        return self.state == "cancelled" and self.books_closed_on is None

    @property
    def cash_left(self) -> int:
        """The cash in the box: received, neither spent nor in somebody's hands."""
        return self.cash_received - self.cash_spent - self.cash_advanced

    @property
    def takes_pledges(self) -> bool:
        """Somebody may promise something as soon as there is a draft, until the acceptance."""
        return self.state in ("draft", "submitted", *TAKES_MONEY)

    def was_edited_by(self, account_id: int | None) -> bool:
        """Did this account change a group of the draft, now or before an earlier submission?"""
        return account_id is not None and f"/{account_id}/" in (self.edited_by or "/")

    def asks_again_for(self, group: str) -> bool:
        """Was the proposal returned because of this group of questions, or of no group by name?"""
        return self.return_reason is not None and (self.return_groups is None or group in self.return_groups)

    @property
    def can_be_copied(self) -> bool:
        """A new draft is made only from what came to an end."""
        return self.state in ("accepted", "cancelled")

    @property
    def line_length(self) -> int:
        """Metres of the line on the map."""
        return round(length_m(to_points(self.line)))

    @property
    def takes_labour(self) -> bool:
        """Villagers' days are entered while it is built and reported; of works entered as history at any time."""
        return self.is_history or self.takes_money

    @property
    def takes_photos(self) -> bool:
        """Until the report; of works entered as history at any time, for their photos are found late."""
        return self.is_history or self.state in ("draft", "submitted", "approved", "under_way")


class WorkMeasure(Model):
    """A planned and a delivered quantity; lists (border markers) are text in natural order."""

    __tablename__ = "work_measures"
    __table_args__ = (UniqueConstraint("work_id", "measure_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("kind_measures.id"))
    planned: Mapped[Decimal | None] = mapped_column(Quantity)
    delivered: Mapped[Decimal | None] = mapped_column(Quantity)
    planned_list: Mapped[list[str] | None] = mapped_column(JSON)
    delivered_list: Mapped[list[str] | None] = mapped_column(JSON)

    measure: Mapped[KindMeasure] = relationship(lazy="raise")


class WorkPartner(Model):
    """A unit that takes part beside the one that took the work on."""

    __tablename__ = "work_partners"
    __table_args__ = (UniqueConstraint("work_id", "unit_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)

    unit: Mapped[Unit] = relationship(lazy="raise")


class WorkPhase(Model):
    """A part of a work with days of its own, where a work has parts."""

    __tablename__ = "work_phases"
    __table_args__ = (
        UniqueConstraint("work_id", "position"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Acceptance(Model):
    """The minutes of acceptance: who took part, and the paper."""

    __tablename__ = "acceptances"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    accepted_on: Mapped[date]
    participants: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(lazy="raise")
