"""Checking a file of commune boundaries before anything is stored: what is wrong, where, in which feature.

Pure functions: the file's bytes and what we know of the communes go in, areas and a list of problems come out.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import shapely
import shapely.ops
from shapely import LinearRing, MultiPolygon, Point, Polygon, STRtree
from shapely.validation import explain_validity

from app.places.geometry import area_km2, as_multipolygon
from app.places.points import distance_km

# The country with its islands: longitudes and latitudes do not overlap, so swapped axes show.
LONS = (102.0, 118.0)
LATS = (6.0, 24.0)
DEGREE_SYSTEMS = ("CRS84", "4326")
# Neighbours digitised apart overlap a little; less than both of these is no mistake worth stopping for.
OVERLAP_KM2 = 0.02
OVERLAP_SHARE = 0.005
GAP_KM2 = 0.1
FAR_KM = 10.0
WARNINGS = {"point_outside"}


class KnownCommune(NamedTuple):
    """What the tables say of a commune: where it is expected."""

    code: str
    name: str
    lat: float | None
    lon: float | None


class KnownPoint(NamedTuple):
    """A commune of another province: its province's name and a point in it."""

    province: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `key` names the sentence in messages.py; `feature` counts from 0 as in the file."""

    key: str
    code: str | None = None
    commune: str | None = None
    feature: int | None = None
    lat: float | None = None
    lon: float | None = None
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        return self.key in WARNINGS


def validate_boundaries(
    content: bytes,
    communes: Sequence[KnownCommune],
    elsewhere: Sequence[KnownPoint] = (),
    code_property: str = "code",
) -> tuple[dict[str, MultiPolygon], list[Problem]]:
    """The area of each commune by its code, and everything that is wrong with the file.

    `communes` are all that the file should cover. The areas may be used only if every problem is a warning.
    """
    features, problems = _read(content)
    if problems:
        return {}, problems
    known = {commune.code: commune for commune in communes}
    areas: dict[str, MultiPolygon] = {}
    seen: dict[str, int] = {}
    for index, feature in enumerate(features):
        commune, problem = _commune_of(feature, index, known, code_property)
        if commune is None:
            problems.append(problem)  # type: ignore[arg-type]
            continue
        if commune.code in seen:
            params = {"first": seen[commune.code] + 1}
            problems.append(Problem("duplicate_code", commune.code, commune.name, index, params=params))
            continue
        seen[commune.code] = index
        area, wrong = _area_of(feature, commune, index)
        problems += wrong
        if area is not None:
            areas[commune.code] = area
    if areas:
        problems += _misplaced(areas, known, elsewhere, seen)
        problems += _overlaps(areas, known)
    missing = [commune for commune in communes if commune.code not in seen]
    problems += [Problem("missing_commune", c.code, c.name, lat=c.lat, lon=c.lon) for c in missing]
    # A hole where a commune is missing or broken is that commune's, and was told already.
    if areas and len(areas) == len(communes):
        problems += _gaps(areas)
    return areas, problems


def _read(content: bytes) -> tuple[list[Any], list[Problem]]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [], [Problem("not_utf8")]
    except json.JSONDecodeError as error:
        return [], [Problem("not_json", params={"line": error.lineno, "column": error.colno})]
    except RecursionError:
        return [], [Problem("not_a_collection")]
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        return [], [Problem("not_a_collection")]
    features = document.get("features")
    if not isinstance(features, list) or not features:
        return [], [Problem("no_features")]
    system = document.get("crs")
    if system is not None and not any(name in json.dumps(system) for name in DEGREE_SYSTEMS):
        return [], [Problem("other_coordinate_system")]
    return features, []


def _commune_of(
    feature: Any, index: int, known: dict[str, KnownCommune], code_property: str
) -> tuple[KnownCommune | None, Problem | None]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return None, Problem("not_a_feature", feature=index)
    properties = feature.get("properties")
    code = properties.get(code_property) if isinstance(properties, dict) else None
    if code is None or code == "" or not isinstance(code, str | int):
        return None, Problem("missing_code", feature=index, params={"property": code_property})
    # Spreadsheets and GIS programs drop the leading zero.
    code = str(code).strip().zfill(5)
    if code not in known:
        return None, Problem("unknown_code", code[:20], feature=index, params={"code": code[:20]})
    return known[code], None


def _area_of(feature: dict[str, Any], commune: KnownCommune, index: int) -> tuple[MultiPolygon | None, list[Problem]]:
    """The commune's area, or what is wrong with the first ring that cannot be one."""

    def problem(key: str, point: Sequence[float] | None = None, **params: Any) -> tuple[None, list[Problem]]:
        lon, lat = (point[0], point[1]) if point else (None, None)
        return None, [Problem(key, commune.code, commune.name, index, lat, lon, params)]

    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        found = geometry.get("type") if isinstance(geometry, dict) else None
        return problem("wrong_geometry", found=str(found or "—")[:40])
    coordinates: Any = geometry.get("coordinates")
    parts: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
    try:
        polygons = [[[_position(point) for point in ring] for ring in part] for part in parts]
    except (TypeError, ValueError, IndexError):
        return problem("bad_coordinates")
    rings = [ring for part in polygons for ring in part]
    if not rings or any(not part for part in polygons):
        return problem("bad_coordinates")
    for ring in rings:
        if len(ring) < 4:
            return problem("ring_too_short", ring[0] if ring else None, points=len(ring))
        if ring[0] != ring[-1]:
            return problem("ring_not_closed", ring[0])
    points = [point for ring in rings for point in ring]
    if all(_within(lat, LATS) and _within(lon, LONS) for lat, lon in points):
        return problem("swapped_axes")
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in points):
        return problem("not_degrees")
    for lon, lat in points:
        if not (_within(lon, LONS) and _within(lat, LATS)):
            return problem("outside_country", (lon, lat))

    for ring in rings:
        if (crossing := _crossing(ring)) is not None:
            return problem("self_crossing", crossing)
    area = MultiPolygon([Polygon(outer, holes) for outer, *holes in polygons])
    if not area.is_valid:
        return problem("invalid_shape", _place_in(explain_validity(area)))
    return area, []


def _position(point: Any) -> tuple[float, float]:
    lon, lat = point[0], point[1]
    if isinstance(lon, bool) or isinstance(lat, bool) or not all(isinstance(n, int | float) for n in (lon, lat)):
        raise ValueError(point)
    if not (abs(lon) < 1e9 and abs(lat) < 1e9):  # also false for NaN
        raise ValueError(point)
    return float(lon), float(lat)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _crossing(ring: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The point where a ring crosses or touches itself, or None."""
    if LinearRing(ring).is_simple:
        return None
    return _place_in(explain_validity(Polygon(ring))) or ring[0]


def _place_in(explanation: str) -> tuple[float, float] | None:
    """The point that GEOS names: "Self-intersection[106.5 21.8]"."""
    if "[" not in explanation:
        return None
    lon, lat = explanation.split("[")[1].rstrip("]").split()[:2]
    return float(lon), float(lat)


def _misplaced(
    areas: dict[str, MultiPolygon],
    known: dict[str, KnownCommune],
    elsewhere: Sequence[KnownPoint],
    seen: dict[str, int],
) -> Iterator[Problem]:
    """Areas that do not lie where their commune is known to lie."""
    located = [c for c in known.values() if c.lat is not None]
    home = STRtree([Point(c.lon, c.lat) for c in located])
    away = STRtree([Point(p.lon, p.lat) for p in elsewhere])
    for code, area in areas.items():
        commune = known[code]
        if commune.lat is None or area.covers(own := Point(commune.lon, commune.lat)):
            continue
        middle = area.representative_point()
        km = _distance(area, own)
        where = {"feature": seen[code], "lat": middle.y, "lon": middle.x}
        strangers = away.query(area, predicate="contains")
        others = [located[i] for i in home.query(area, predicate="contains")]
        if len(strangers) and not others and km > FAR_KM:
            province = elsewhere[strangers[0]].province
            yield Problem("another_province", code, commune.name, **where, params={"province": province})
        elif (other := _exchanged(commune, others, areas)) is not None:
            params = {"other": other.name, "other_code": other.code}
            yield Problem("codes_exchanged", code, commune.name, **where, params=params)
        elif km > FAR_KM:
            yield Problem("far_away", code, commune.name, **where, params={"km": round(km)})
        else:
            where = {"feature": seen[code], "lat": commune.lat, "lon": commune.lon}
            yield Problem("point_outside", code, commune.name, **where, params={"km": round(km, 1)})


def _exchanged(
    commune: KnownCommune, others: list[KnownCommune], areas: dict[str, MultiPolygon]
) -> KnownCommune | None:
    """The commune whose area holds this one's point while this one's area holds its point."""
    own = Point(commune.lon, commune.lat)
    return next((other for other in others if other.code in areas and areas[other.code].covers(own)), None)


def _distance(area: MultiPolygon, point: Point) -> float:
    nearest, _ = shapely.ops.nearest_points(area, point)
    return distance_km(nearest.y, nearest.x, point.y, point.x)


def _overlaps(areas: dict[str, MultiPolygon], known: dict[str, KnownCommune]) -> Iterator[Problem]:
    codes = list(areas)
    shapes = list(areas.values())
    tree = STRtree(shapes)
    for i, j in sorted(tuple(pair) for pair in tree.query(shapes, predicate="intersects").T if pair[0] < pair[1]):
        common = as_multipolygon(shapes[i].intersection(shapes[j]))
        km2 = area_km2(common)
        if km2 > OVERLAP_KM2 and km2 > OVERLAP_SHARE * min(area_km2(shapes[i]), area_km2(shapes[j])):
            middle = common.representative_point()
            params = {"other": known[codes[j]].name, "other_code": codes[j], "km2": round(km2, 2)}
            yield Problem("overlap", codes[i], known[codes[i]].name, lat=middle.y, lon=middle.x, params=params)


def _gaps(areas: dict[str, MultiPolygon]) -> Iterator[Problem]:
    """Ground inside of the province that no commune covers."""
    for part in as_multipolygon(shapely.union_all(list(areas.values()))).geoms:
        for ring in part.interiors:
            hole = Polygon(ring)
            if (km2 := area_km2(hole)) > GAP_KM2:
                middle = hole.representative_point()
                yield Problem("gap", lat=middle.y, lon=middle.x, params={"km2": round(km2, 2)})
