"""The line of a road: a GeoJSON LineString in the database, points (latitude, longitude) everywhere else."""

import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.core.coordinates import distance_m, parse_point

MOST_POINTS = 500
# 0.1 m
DIGITS = 6

Points = tuple[tuple[float, float], ...]


def to_geojson(points: Sequence[tuple[float, float]]) -> dict[str, Any] | None:
    """A LineString, longitude before latitude; None for no points."""
    if not points:
        return None
    return {"type": "LineString", "coordinates": [[round(lon, DIGITS), round(lat, DIGITS)] for lat, lon in points]}


def to_points(line: dict[str, Any] | None) -> Points:
    """The points of a LineString."""
    return tuple((lat, lon) for lon, lat in line["coordinates"]) if line else ()


def length_m(points: Sequence[tuple[float, float]]) -> float:
    """Metres along the line: the sum of the great-circle distances from point to point."""
    return sum(distance_m(one, other) for one, other in pairwise(points))


def as_measure(metres: float, unit: str) -> Decimal | None:
    """A length in the unit of a measure: whole metres, or kilometres to ten metres; None for other units."""
    if unit == "km":
        return Decimal(str(round(metres / 1000, 2)))
    return Decimal(round(metres)) if unit == "m" else None


def parse_lines(text: str) -> tuple[Points, list[tuple[int, Exception]]]:
    """Points from text, one in each row, or from a GeoJSON LineString; and what is wrong, by the row's number."""
    rows = _from_geojson(text) or [row for row in text.splitlines() if row.strip(" ,;")]
    points: list[tuple[float, float]] = []
    wrong: list[tuple[int, Exception]] = []
    for number, row in enumerate(rows, 1):
        try:
            point = parse_point(row)
        except ValueError as error:  # WrongInput is one
            wrong.append((number, error))
        else:
            points.append((point.lat, point.lon))
    return tuple(points), wrong


def _from_geojson(text: str) -> list[str] | None:
    """The rows that a pasted LineString stands for; None where the text is none."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
        found = found.get("geometry") or found
        return [f"{float(lat)}, {float(lon)}" for lon, lat, *_height in found["coordinates"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def show(points: Sequence[tuple[float, float]]) -> str:
    """As it is typed: one point in each row."""
    return "\n".join(f"{lat:.{DIGITS}f}, {lon:.{DIGITS}f}" for lat, lon in points)
