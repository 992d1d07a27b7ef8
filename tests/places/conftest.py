"""An invented province far from Lạng Sơn, so that tests see each rule on a handful of communes."""

import json
from datetime import date
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.places.actions import load_places
from app.places.shapes import AreaRow
from app.places.tables import ClassificationRow, CommuneRow, ConversionRow, ProvinceRow

OLD, NEW = date(2020, 1, 1), date(2025, 7, 1)
LAST = date(2025, 6, 30)
PROVINCE = ProvinceRow("79", "Hồ Chí Minh")


def row(code: str, name: str, lon: float, since: date = NEW, district: str | None = None, **values: Any) -> CommuneRow:
    """A commune in a line from west to east on 10.8° north, a tenth of a degree wide."""
    until = values.pop("valid_to", LAST if since == OLD else None)
    return CommuneRow(code, name, "commune", district, since, until, values.pop("lat", 10.8), lon)


def strip(west: float, east: float, south: float = 10.7, north: float = 10.9) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


# Four old communes; Suối was split between Suối Mới and Đồi, the others went whole.
COMMUNES = [
    row("90001", "Hòa Bình", 106.15, OLD, "huyện Đông"),
    row("90002", "Suối", 106.25, OLD, "huyện Đông"),
    row("90003", "Thụy Hùng", 106.35, OLD, "huyện Tây"),
    row("90004", "Hòa Bình", 106.45, OLD, "huyện Tây"),
    row("90001", "Suối Mới", 106.18),
    row("90003", "Đồi", 106.35),
    row("90004", "Hòa Bình", 106.45),
]
CONVERSIONS = [
    ConversionRow("90001", OLD, "90001", NEW, False),
    ConversionRow("90002", OLD, "90001", NEW, True),
    ConversionRow("90002", OLD, "90003", NEW, True),
    ConversionRow("90003", OLD, "90003", NEW, False),
    ConversionRow("90004", OLD, "90004", NEW, False),
]
AREAS = [
    AreaRow("90001", OLD, strip(106.1, 106.2), strip(106.1, 106.2), "test"),
    AreaRow("90002", OLD, strip(106.2, 106.3), strip(106.2, 106.3), "test"),
    AreaRow("90003", OLD, strip(106.3, 106.4), strip(106.3, 106.4), "test"),
    AreaRow("90004", OLD, strip(106.4, 106.5), strip(106.4, 106.5), "test"),
    AreaRow("90001", NEW, strip(106.1, 106.25), strip(106.1, 106.25), "test"),
    AreaRow("90003", NEW, strip(106.25, 106.4), strip(106.25, 106.4), "test"),
    AreaRow("90004", NEW, strip(106.4, 106.5), strip(106.4, 106.5), "test"),
]


def classified(code: str, kind: str = "border", since: date = NEW, **values: Any) -> ClassificationRow:
    return ClassificationRow(
        **{
            "line": 2,
            "code": code,
            "commune_valid_from": NEW,
            "village": None,
            "kind": kind,
            "valid_from": since,
            "valid_to": None,
            "document": "Nghị định thử",
            "is_illustrative": False,
            **values,
        }
    )


def collection(*features: tuple[str, dict[str, Any]]) -> bytes:
    """A GeoJSON file of (code, geometry)."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in features],
        }
    ).encode()


def reads(counted: list[str]) -> list[str]:
    """The statements that ask for rows; SQLite counts its BEGIN too."""
    return [statement for statement in counted if statement.startswith("SELECT")]


@pytest.fixture
def province(app):
    """The invented province, loaded; a function that finds its communes by code and first day."""
    from sqlalchemy import select

    from app.extensions import db
    from app.places.models import Commune

    load_places(SYSTEM, province=PROVINCE, communes=COMMUNES, conversions=CONVERSIONS, areas=AREAS)

    def commune(code: str, since: date = NEW) -> Commune:
        return db.session.scalars(select(Commune).where(Commune.code == code, Commune.valid_from == since)).one()

    return commune
