"""Approximate areas, the country's outline, and drawing: pure functions over shapely.

Loading shapely takes a tenth of a second, so actions import this module where they use it and the web's
requests never do (see `points.py`). Everything is in degrees, WGS 84, longitude before latitude as in GeoJSON.
"""

import json
import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import shapely
import shapely.ops
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, STRtree, box
from shapely.affinity import scale

from app.places.points import KM_PER_DEGREE

# How far around the wanted communes their neighbours still shape the outermost cells.
MARGIN_DEGREES = 0.7
# About 3 km: a commune whose point falls outside of the coarse outline still gets ground around it, joined to the rest.
REACH_DEGREES = 0.03
DRAWING_TOLERANCE = 0.003
MEASURED_DIGITS = 5


class Site(NamedTuple):
    """A place known to lie in a commune; a commune may have several."""

    code: str
    lat: float
    lon: float


def country_outline(path: Path, country: str = "Vietnam") -> MultiPolygon:
    """The outline of a country from a TopoJSON file of world-atlas (Natural Earth, public domain).

    Raises LookupError when the file has no such country. TopoJSON: arcs are shared, quantised and delta-encoded;
    a ring lists arcs by number, and ~n means arc n backwards.
    """
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale_x, scale_y = topology["transform"]["scale"]
    left, bottom = topology["transform"]["translate"]

    def arc(number: int) -> list[tuple[float, float]]:
        x = y = 0
        line = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            line.append((x * scale_x + left, y * scale_y + bottom))
        return line if number >= 0 else line[::-1]

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            points += arc(number)[1 if points else 0 :]
        return points

    for shape in topology["objects"]["countries"]["geometries"]:
        if shape["properties"]["name"] == country:
            parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            return MultiPolygon([Polygon(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in parts])
    raise LookupError(country)


def approximate_areas(sites: Iterable[Site], outline: MultiPolygon, wanted: Collection[str]) -> dict[str, MultiPolygon]:
    """Where each wanted commune roughly lies: the ground that is nearer to its sites than to any other's.

    `sites` holds those of the wanted communes and of the communes around them. Where two communes name the same
    point, the first has it. Checked against the official boundaries of Lạng Sơn's 65 communes: with the points of the
    communes that each was made of, 80 % of the province falls to the right one.
    """
    owners: dict[tuple[float, float], str] = {}
    for site in sites:
        owners.setdefault((site.lon, site.lat), site.code)
    ours = [point for point, code in owners.items() if code in wanted]
    if not ours:
        return {}
    west, south, east, north = MultiPoint(ours).bounds
    frame = box(west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    near = {point: code for point, code in owners.items() if frame.covers(Point(point))}
    land = _reaching(shapely.make_valid(outline).intersection(frame), [Point(point) for point in ours])

    # A degree of longitude is shorter than one of latitude; without this, cells would lean.
    squeeze = math.cos(math.radians(sum(lat for _, lat in ours) / len(ours)))
    squeezed = [Point(lon * squeeze, lat) for lon, lat in near]
    around = scale(frame, squeeze, 1, origin=(0, 0))
    tree = STRtree(squeezed)
    pieces: dict[str, list[Any]] = {}
    codes = list(near.values())
    for cell in shapely.voronoi_polygons(MultiPoint(squeezed), extend_to=around).geoms:
        code = codes[tree.query(cell, predicate="contains")[0]]
        if code in wanted:
            pieces.setdefault(code, []).append(scale(cell, 1 / squeeze, 1, origin=(0, 0)))

    return {code: as_multipolygon(shapely.union_all(cells).intersection(land)) for code, cells in pieces.items()}


def _reaching(land: Any, points: list[Point]) -> Any:
    """The land, out to the points that the coarse outline leaves outside; gaps between these are closed."""
    outside = [point for point in points if not land.covers(point)]
    if not outside or land.is_empty:
        return shapely.union_all([land, *(point.buffer(REACH_DEGREES) for point in outside)])
    ways = [LineString(shapely.ops.nearest_points(point, land)).buffer(REACH_DEGREES) for point in outside]
    reach = shapely.union_all(ways)
    closed = land.union(reach).buffer(REACH_DEGREES).buffer(-REACH_DEGREES)
    return land.union(reach).union(closed.intersection(reach.buffer(2 * REACH_DEGREES)))


def simplify_for_drawing(areas: Mapping[str, MultiPolygon], tolerance: float = DRAWING_TOLERANCE) -> dict[str, Any]:
    """Simpler shapes whose common limits stay common: no slivers between neighbours on the map.

    `tolerance` is in degrees (Visvalingam–Whyatt: the square root of the smallest triangle kept).
    """
    simple = shapely.coverage_simplify(list(areas.values()), tolerance)
    return {
        code: as_multipolygon(drawn) if not drawn.is_empty else areas[code]
        for code, drawn in zip(areas, simple, strict=True)
    }


def as_multipolygon(geometry: Any) -> MultiPolygon:
    """The polygons of any shape; points and lines that an intersection left over are dropped."""
    parts = getattr(geometry, "geoms", [geometry])
    polygons = [p for part in parts for p in getattr(part, "geoms", [part]) if isinstance(p, Polygon)]
    return MultiPolygon([p for p in polygons if not p.is_empty])


def as_geojson(area: MultiPolygon, digits: int = MEASURED_DIGITS) -> dict[str, Any]:
    """A GeoJSON geometry; five digits are about a metre."""

    def ring(line: Any) -> list[list[float]]:
        return [[round(lon, digits), round(lat, digits)] for lon, lat, *_ in line.coords]

    coordinates = [[ring(p.exterior), *map(ring, p.interiors)] for p in area.geoms]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def area_km2(geometry: Any) -> float:
    """The area of a shape of a province's size or less, in square kilometres."""
    if geometry.is_empty:
        return 0.0
    return float(geometry.area) * KM_PER_DEGREE**2 * math.cos(math.radians(geometry.centroid.y))
