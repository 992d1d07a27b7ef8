"""Points and areas without any library: what a request needs, so that web processes never load shapely."""

from collections.abc import Iterator
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_KM = 6371.0088
KM_PER_DEGREE = 111.195


def contains(geometry: dict[str, Any], lat: float, lon: float) -> bool:
    """Whether a point lies in a GeoJSON Polygon or MultiPolygon (degrees, WGS 84); holes are outside.

    A point exactly on a limit belongs to one of its two sides, never both, never neither.
    """
    return any(
        _in_ring(outer, lat, lon) and not any(_in_ring(hole, lat, lon) for hole in holes)
        for outer, *holes in _polygons(geometry)
    )


def bounds(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """South, west, north, east of a GeoJSON Polygon or MultiPolygon."""
    corners = [(lat, lon) for outer, *_ in _polygons(geometry) for lon, lat in outer]
    lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
    return min(lats), min(lons), max(lats), max(lons)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance between two points, in kilometres."""
    north, other_north = radians(lat), radians(other_lat)
    east = radians(other_lon - lon)
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _polygons(geometry: dict[str, Any]) -> Iterator[list[list[list[float]]]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    else:
        yield from geometry["coordinates"]


def _in_ring(ring: list[list[float]], lat: float, lon: float) -> bool:
    """Even–odd rule: count the edges that a ray to the east crosses."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) * (lon2 - lon1) / (lat2 - lat1):
            inside = not inside
    return inside
