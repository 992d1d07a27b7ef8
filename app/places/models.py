"""Where: communes in all generations, what became of them, villages, classifications, areas."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Folded, Model, SortKey

COMMUNE_KINDS = ("commune", "ward", "townlet")


class Province(Model):
    __tablename__ = "provinces"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(100))


class Commune(Model):
    """A commune as it was in one period: the official code plus the first day of validity is its identity."""

    __tablename__ = "communes"
    __table_args__ = (
        UniqueConstraint("code", "valid_from", name="uq_communes_code_valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_in_order"),
        CheckConstraint("kind IN ('commune', 'ward', 'townlet')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("provinces.id"), index=True)
    code: Mapped[str] = mapped_column(String(10), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    # Empty since 1 July 2025, when districts were abolished.
    district: Mapped[str | None] = mapped_column(String(100))
    valid_from: Mapped[date]
    # The last day on which it stood; None while it stands.
    valid_to: Mapped[date | None]
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    population: Mapped[int | None]
    border_km: Mapped[float | None] = mapped_column(Float)
    name_folded: Mapped[str] = mapped_column(Folded(200), index=True)
    name_sort: Mapped[str] = mapped_column(SortKey())

    province: Mapped[Province] = relationship(lazy="raise")

    def stands_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def full_name(self) -> str:
        """The name that can't be mistaken: an old one always goes with its district."""
        return f"{self.name} ({self.district})" if self.district else self.name


class CommuneConversion(Model):
    """What an old commune became: wholly or in part this newer one."""

    __tablename__ = "commune_conversions"
    __table_args__ = (UniqueConstraint("old_id", "new_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("communes.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("communes.id"), index=True)
    is_part: Mapped[bool] = mapped_column(default=False)


class CommuneArea(Model):
    """The area of a commune: its official boundary where one was imported, else an approximation of ours."""

    __tablename__ = "commune_areas"
    __table_args__ = (
        UniqueConstraint("commune_id", "kind"),
        CheckConstraint("kind IN ('official', 'approximate')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("communes.id"))
    kind: Mapped[str] = mapped_column(String(20))
    # GeoJSON geometry, longitude before latitude: as measured, and simplified for drawing.
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    drawing: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    south: Mapped[float] = mapped_column(Float)
    west: Mapped[float] = mapped_column(Float)
    north: Mapped[float] = mapped_column(Float)
    east: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(String(300))


class Village(Model):
    """A village (thôn) of a commune."""

    __tablename__ = "villages"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("communes.id"))
    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(Folded(200), index=True)


class Classification(Model):
    """What a commune or village counts as, from when, and on which document it rests."""

    __tablename__ = "classifications"
    __table_args__ = (
        CheckConstraint("(commune_id IS NULL) <> (village_id IS NULL)", name="one_place"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("communes.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("villages.id"), index=True)
    # border, area_1, area_2, area_3, difficult_villages
    kind: Mapped[str] = mapped_column(String(40), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(300))
    # Made up for the demonstration: says so wherever it shows.
    is_illustrative: Mapped[bool] = mapped_column(default=False)
