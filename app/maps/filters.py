"""What a map shows: the filters of its address, read once for the page, the list and the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from app.core.errors import NotPossible

NAMES = ("kind", "state", "year", "unit", "class")
LONGEST = 60
ZOOMS = range(23)
DEFAULT_ZOOM = 9


class Box(NamedTuple):
    """Degrees, WGS 84, in the order of GeoJSON and of the address: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class MapFilters:
    """`unit` is a unit's code or id, `class_` a classification; an empty filter lets everything through."""

    kind: str = ""
    state: str = ""
    year: int | None = None
    unit: str = ""
    class_: str = ""
    box: Box | None = None

    @property
    def args(self) -> dict[str, Any]:
        """The filters as an address carries them, without the box: that belongs to the map's view."""
        values = {
            "kind": self.kind,
            "state": self.state,
            "year": self.year,
            "unit": self.unit,
            "class": self.class_,
        }
        return {name: value for name, value in values.items() if value}


def read_filters(args: Mapping[str, str]) -> MapFilters:
    """The filters of an address. Raises NotPossible("bad_box"); an unreadable year counts as none."""
    kind, state, year, unit, class_ = (args.get(name, "").strip().replace("\0", "")[:LONGEST] for name in NAMES)
    return MapFilters(kind, state, _year(year), unit, class_, _box(args.get("bbox", "")))


def read_zoom(text: str) -> int:
    """The zoom of the view, in Leaflet's steps; an unreadable one counts as the usual."""
    try:
        return min(max(round(float(text)), ZOOMS.start), ZOOMS.stop - 1)
    except (ValueError, OverflowError):
        return DEFAULT_ZOOM


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text > "1900" else None


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        box = Box(*map(float, text.split(",")))
    except (ValueError, TypeError):
        raise NotPossible("bad_box", field="bbox") from None
    if not all(map(isfinite, box)) or box.south > box.north or box.west > box.east:
        raise NotPossible("bad_box", field="bbox")
    return box
