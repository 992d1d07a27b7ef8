"""The budget plan of a work: versions of lines and of planned sources."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import BigId, Model, Quantity, UtcDateTime


class PlanVersion(Model):
    """One version of a plan; the newest approved one is in force, and every one stays."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("work_id", "number"),
        CheckConstraint("state IN ('draft', 'submitted', 'approved', 'refused')", name="state"),
        CheckConstraint(
            "decided_by IS NULL OR submitted_by IS NULL OR decided_by <> submitted_by", name="decided_by_another"
        ),
        Index(
            "uq_plan_versions_one_open",
            "work_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'submitted')"),
            postgresql_where=text("state IN ('draft', 'submitted')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    # Why it was refused, and why a revision changes the plan before it.
    reason: Mapped[str] = mapped_column(String(500), default="")
    change_reason: Mapped[str] = mapped_column(String(500), default="")
    # Who saved it last, and everybody who did, their ids between slashes ("/3/17/"): none of them may decide on it.
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    edited_by: Mapped[str] = mapped_column(Text, default="/")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    lines: Mapped[list["PlanLine"]] = relationship(
        lazy="raise", order_by="PlanLine.position", cascade="all, delete-orphan"
    )
    sources: Mapped[list["PlanSource"]] = relationship(
        lazy="raise", order_by="PlanSource.position", cascade="all, delete-orphan"
    )

    def was_edited_by(self, account_id: int | None) -> bool:
        """Did this account save this version at any time?"""
        return account_id is not None and f"/{account_id}/" in (self.edited_by or "/")

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
    # The line of an earlier approved version that this one goes on, always the first of them; None for a new line.
    root_id: Mapped[int | None] = mapped_column(ForeignKey("plan_lines.id"))
    position: Mapped[int]
    category: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(30))
    unit_price: Mapped[int] = mapped_column(BigId)
    amount: Mapped[int] = mapped_column(BigId)

    @property
    def root(self) -> int:
        """What is the same for a line in every version of the plan."""
        return self.root_id or self.id


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
