"""The map as a still SVG picture, drawn by a few lines: for the home page, and where no script runs."""

from collections.abc import Iterable, Iterator
from math import cos, radians
from typing import Any

WIDTH = 720
MARGIN = 12
# Where nothing is known yet: Lạng Sơn's box.
USUAL = (21.3, 106.1, 22.5, 107.4)
NIGHT, LAND, LINE, LAMP = "#0d1a3a", "#1b2d5c", "#3f568f", "#ffb938"


def draw_picture(areas: list[dict[str, Any]], points: list[tuple[float, float]]) -> str:
    """SVG of GeoJSON areas with a light at each point (latitude, longitude; degrees).

    Degrees of longitude are shortened by the cosine of the middle latitude, which is true enough for a province.
    """
    rings = [ring for area in areas for ring in _rings(area)]
    south, west, north, east = _bounds(rings) or USUAL
    shrink = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shrink)
    height = round((north - south) * scale) + 2 * MARGIN

    def place(lat: float, lon: float) -> tuple[float, float]:
        return MARGIN + (lon - west) * shrink * scale, MARGIN + (north - lat) * scale

    land = "".join(_path(place(lat, lon) for lon, lat in ring) for ring in rings)
    lights = "".join(_light(*place(lat, lon)) for lat, lon in sorted(set(points)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f'<defs><radialGradient id="glow"><stop offset="0" stop-color="{LAMP}" stop-opacity=".75"/>'
        f'<stop offset="1" stop-color="{LAMP}" stop-opacity="0"/></radialGradient></defs>'
        f'<rect width="{WIDTH}" height="{height}" fill="{NIGHT}"/>'
        f'<path d="{land}" fill="{LAND}" stroke="{LINE}" stroke-width="1" stroke-linejoin="round"/>{lights}</svg>'
    )


def _light(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="16" fill="url(#glow)"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5" fill="#fff3d6"/>'
    )


def _path(corners: Iterable[tuple[float, float]]) -> str:
    """Whole pixels, and none twice in a row."""
    steps: list[str] = []
    for x, y in corners:
        step = f"{x:.0f} {y:.0f}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return f"M{'L'.join(steps)}Z"


def _rings(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def _bounds(rings: list[list[tuple[float, float]]]) -> tuple[float, float, float, float] | None:
    """South, west, north, east."""
    lons = [corner[0] for ring in rings for corner in ring]
    lats = [corner[1] for ring in rings for corner in ring]
    return (min(lats), min(lons), max(lats), max(lons)) if rings else None
