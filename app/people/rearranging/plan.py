"""A plan to split, merge or dissolve units: what goes where, kept until it is carried out, and then as its record."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, UtcDateTime
from app.core.files import StoredFile
from app.people.models import Unit

KINDS = ("split", "merge", "dissolve")
# For officers only: the appointment ends, and no new one is made.
NOWHERE = -1


class Rearrangement(Model):
    """Units that end or give something away (sources), and those that take it (goals), by one decision.

    A source that is a goal too goes on. `choices` says what goes to which goal, by kind and id: {"work": {"5": 1}};
    what isn't named there goes to the first goal, position 0. Of a fund the amounts stand there, in đồng:
    {"fund": {"12": {"1": 500000}}}, and the first goal takes the rest.
    """

    __tablename__ = "rearrangements"
    __table_args__ = (
        CheckConstraint("kind IN ('split', 'merge', 'dissolve')", name="kind"),
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_moment"),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> prepared_by", name="agreed_by_another"),
        Index("ix_rearrangements_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="open")
    # The first day of the new order.
    on: Mapped[date]
    decision: Mapped[str] = mapped_column(String(300))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    choices: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Who of the committee agreed that these amounts leave the funds: {"12": {"0": 500000}}.
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_shares: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    done_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How much of each kind went to each goal: {"member": [120, 180]}.
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    file: Mapped[StoredFile | None] = relationship(lazy="raise")
    units: Mapped[list["RearrangedUnit"]] = relationship(
        lazy="raise", order_by="RearrangedUnit.position", cascade="all, delete-orphan"
    )

    @property
    def is_open(self) -> bool:
        """Still to be prepared and carried out."""
        return self.state == "open"

    @property
    def sources(self) -> list["RearrangedUnit"]:
        return [row for row in self.units if row.role == "source"]

    @property
    def goals(self) -> list["RearrangedUnit"]:
        return [row for row in self.units if row.role == "goal"]

    @property
    def ending_ids(self) -> set[int]:
        """The units that no longer stand afterwards."""
        stay = {goal.unit_id for goal in self.goals}
        return {row.unit_id for row in self.sources if row.unit_id is not None and row.unit_id not in stay}

    def goal_of(self, kind: str, id_: int, default: int = 0) -> int:
        """The position of the goal that something goes to, as it was chosen, else the default."""
        return int(self.choices.get(kind, {}).get(str(id_), default))

    def amounts_of(self, unit_id: int) -> Mapping[int, int]:
        """What of a unit's fund goes to which goal but the first, in đồng, as it was chosen."""
        chosen = self.choices.get("fund", {}).get(str(unit_id), {})
        return {int(goal): int(amount) for goal, amount in chosen.items()}


class RearrangedUnit(Model):
    """A unit of a plan. One that is to be founded has no `unit_id` until the plan is carried out."""

    __tablename__ = "rearranged_units"
    __table_args__ = (
        CheckConstraint("role IN ('source', 'goal')", name="role"),
        CheckConstraint("role = 'goal' OR unit_id IS NOT NULL", name="source_stands"),
        CheckConstraint("unit_id IS NOT NULL OR (code <> '' AND name <> '' AND short_name <> '')", name="new_has_name"),
        UniqueConstraint("rearrangement_id", "role", "position"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rearrangement_id: Mapped[int] = mapped_column(ForeignKey("rearrangements.id"))
    role: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    code: Mapped[str] = mapped_column(String(30), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    short_name: Mapped[str] = mapped_column(String(100), default="")

    unit: Mapped[Unit | None] = relationship(lazy="raise")

    @property
    def shown_name(self) -> str:
        """As people call it: the unit's short name now, else the one that it shall get."""
        return self.unit.short_name if self.unit is not None else self.short_name

    @property
    def full_name(self) -> str:
        return self.unit.name if self.unit is not None else self.name
