"""The budget plan of a work: versions of lines and of planned sources."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, Quantity, UtcDateTime


class PlanVersion(Model):
    """One version of a plan; the newest approved one is in force, and every one stays."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("work_id", "number"),
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'refused')", name="state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    lines: Mapped[list["PlanLine"]] = relationship(
        lazy="raise", order_by="PlanLine.position", cascade="all, delete-orphan"
    )
    sources: Mapped[list["PlanSource"]] = relationship(
        lazy="raise", order_by="PlanSource.position", cascade="all, delete-orphan"
    )

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total_of_sources(self) -> int:
        return sum(source.amount for source in self.sources)


def line_amount(quantity: Decimal, unit_price: int) -> int:
    """Quantity times unit price in whole đồng, halves up."""
    return int((quantity * unit_price).quantize(Decimal(1), rounding=ROUND_HALF_UP))


class PlanLine(Model):
    """What is to be bought or done; `amount` is always `line_amount(quantity, unit_price)`."""

    __tablename__ = "plan_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price >= 0", name="price_not_negative"),
        CheckConstraint("category IN ('materials', 'equipment', 'transport', 'labour', 'other')", name="category"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(30))
    unit_price: Mapped[int] = mapped_column(BigId)
    amount: Mapped[int] = mapped_column(BigId)


class PlanSource(Model):
    """Where planned money, goods or labour is to come from."""

    __tablename__ = "plan_sources"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("form IN ('cash', 'in_kind', 'labour')", name="form"),
        CheckConstraint(
            "kind IN ('unit_fund', 'higher_level', 'sponsor', 'members', 'state_programme', 'own_part')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(200), default="")
