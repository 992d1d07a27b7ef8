"""Kinds of works, each with its own measures: data that an administrator extends."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model

MEASURE_TYPES = ("integer", "decimal", "list")


class WorkKind(Model):
    """A kind of work; `counts_as` tells works (công trình) from youth tasks (phần việc), which count apart."""

    __tablename__ = "work_kinds"
    __table_args__ = (CheckConstraint("counts_as IN ('work', 'task')", name="counts_as"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    counts_as: Mapped[str] = mapped_column(String(10))
    # Patrol roads and markers: their points are rounded on public pages.
    is_border: Mapped[bool] = mapped_column(default=False)
    icon: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    # Offered for new works. A retired kind stays with the works that have it.
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    measures: Mapped[list["KindMeasure"]] = relationship(
        back_populates="kind", lazy="raise", order_by="KindMeasure.position"
    )

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi


class KindMeasure(Model):
    """What is counted on a kind of work: lamps, kilometres, houses, or a list of border markers."""

    __tablename__ = "kind_measures"
    __table_args__ = (
        UniqueConstraint("kind_id", "code"),
        CheckConstraint("type IN ('integer', 'decimal', 'list')", name="type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("work_kinds.id"))
    code: Mapped[str] = mapped_column(String(40))
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    unit_vi: Mapped[str] = mapped_column(String(30))
    unit_en: Mapped[str] = mapped_column(String(30))
    type: Mapped[str] = mapped_column(String(10))
    is_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    # Asked of new works. A retired one stays with the works that have it.
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())

    kind: Mapped[WorkKind] = relationship(back_populates="measures", lazy="raise")

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi

    def unit(self, language: str) -> str:
        return self.unit_en if language == "en" else self.unit_vi
