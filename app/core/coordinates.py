"""Points as people type or paste them, rounding for the public, and distances.

A point is latitude and longitude in degrees, WGS 84, north and east positive.
"""

import re
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from app.core.wrong_input import WrongInput


class Point(NamedTuple):
    lat: float
    lon: float


class NotAPoint(WrongInput):
    """The text is no point in Vietnam.

    `empty`, `unreadable`, `swapped` (see SwappedCoordinates), `metres` (a projected grid such as VN-2000, which can't
    be told from its zone alone), `out_of_country`.
    """

    kind = "point"
    codes = frozenset({"empty", "unreadable", "swapped", "metres", "out_of_country"})


class SwappedCoordinates(NotAPoint):
    """The longitude came first; `corrected` is the point that was meant, for the form to offer."""

    def __init__(self, corrected: Point) -> None:
        super().__init__("swapped")
        self.corrected = corrected


# Mainland, coast and islands, in whole degrees.
LATITUDES = (8.0, 24.0)
LONGITUDES = (102.0, 118.0)

_LONGEST = 500  # characters; a shared map link fits
_MAP_LINK = re.compile(r"(?:@|[?&](?:q|ll|query|center)=|!3d)(-?\d+\.\d+)(?:,|%2C|!4d)(-?\d+\.\d+)", re.ASCII)
_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)?", re.ASCII)
# Bắc and Đông are how north and east are written on paper here.
_HEMISPHERES = {"N": 1, "B": 1, "S": -1, "E": 1, "Đ": 1, "W": -1}
_ANGLE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*[°º]\s*(?:(\d+(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:[\"″”]|''|′′|’’)\s*)?([NSEWBĐ])?",
    re.ASCII | re.IGNORECASE,
)


def parse_point(text: str) -> Point:
    """A point in Vietnam, to six decimals (0.1 m); raises NotAPoint or SwappedCoordinates.

    Reads "21.853, 106.761", "21,853; 106,761", degrees with minutes and seconds, with N/E or B/Đ or without, and the
    link that a map application shares.
    """
    typed = " ".join(text.split())
    if not typed:
        raise NotAPoint("empty")
    if len(typed) > _LONGEST:
        raise NotAPoint("unreadable")
    lat, lon = _read_link(typed) or _read_angles(typed) or _read_pair(typed)
    if max(abs(lat), abs(lon)) > 1000:
        raise NotAPoint("metres")
    point = Point(round(lat, 6), round(lon, 6))
    if _in_country(point):
        return point
    if _in_country(Point(point.lon, point.lat)):
        raise SwappedCoordinates(Point(point.lon, point.lat))
    raise NotAPoint("out_of_country")


def _in_country(point: Point) -> bool:
    return LATITUDES[0] <= point.lat <= LATITUDES[1] and LONGITUDES[0] <= point.lon <= LONGITUDES[1]


def _read_link(typed: str) -> tuple[float, float] | None:
    if "://" not in typed:
        return None
    match = _MAP_LINK.search(typed)
    return (float(match[1]), float(match[2])) if match else None


def _read_angles(typed: str) -> tuple[float, float] | None:
    """Two angles with degree signs; letters, where both have one, say which is the latitude."""
    if not re.search("[°º]", typed):
        return None
    if re.sub(r"[\s,;]", "", _ANGLE.sub("", typed)):
        raise NotAPoint("unreadable")
    angles = [_read_angle(match) for match in _ANGLE.finditer(typed)]
    if len(angles) != 2:
        raise NotAPoint("unreadable")
    (first, first_letter), (second, second_letter) = angles
    axes = "".join("?" if not letter else "y" if letter in "NSB" else "x" for letter in (first_letter, second_letter))
    if axes == "xy":
        return second, first
    if axes not in {"yx", "??"}:
        raise NotAPoint("unreadable")
    return first, second


def _read_angle(match: re.Match[str]) -> tuple[float, str]:
    degrees, minutes, seconds = (_float(part) if part else 0.0 for part in match.groups()[:3])
    if minutes >= 60 or seconds >= 60:
        raise NotAPoint("unreadable")
    letter = (match[4] or "").upper()
    return _HEMISPHERES.get(letter, 1) * (degrees + minutes / 60 + seconds / 3600), letter


def _read_pair(typed: str) -> tuple[float, float]:
    """Two numbers; a comma is a decimal sign unless it stands where only a separator makes sense."""
    bare = typed.strip("()[] ")
    if ";" in bare:
        parts = bare.split(";")
    elif " " in bare:
        parts = bare.replace(" ,", ",").replace(", ", " ").split()
    else:
        commas = bare.split(",")
        # "21.853,106.761" or, with decimal commas alone, "21,853,106,761"
        parts = commas if "." in bare else [",".join(commas[:2]), ",".join(commas[2:])]
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part.strip()) for part in parts):
        raise NotAPoint("unreadable")
    return _float(parts[0]), _float(parts[1])


def _float(number: str) -> float:
    return float(number.strip().replace(",", ".").replace("−", "-"))


def round_for_public(lat: float, lon: float) -> Point:
    """The point to 0.01° (about 1 km), as public pages show border-patrol roads and markers."""
    return Point(round(lat, 2), round(lon, 2))


_EARTH_RADIUS = 6_371_008.8  # metres; mean radius of WGS 84's ellipsoid (IUGG 1980)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres along a great circle, within 0.5 % of the ellipsoid's.

    Haversine formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), p. 159.
    """
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    square = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(square)))
