"""What a map shows: the filters of its address, read once for the page, the list and the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from app.core.errors import NotPossible

LONGEST = 60
ZOOMS = range(23)
DEFAULT_ZOOM = 9
FIRST_YEAR = 1900
# What a visit found last, and two questions about visits themselves.
CONDITIONS = ("working", "damaged", "lost", "unvisited", "overdue")
SORTS = ("newest", "value", "title")
LARGEST_ID = 2**31 - 1


class Box(NamedTuple):
    """Degrees, WGS 84, in the order of GeoJSON and of the address: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class MapFilters:
    """`unit` is a unit's code or id, `class_` a classification, `commune` the id of a commune of any generation.

    `year`, `since` and `until` are years of acceptance (of an open work: of its last step), the two last ones included.
    `counts_as` tells works from youth tasks. An empty filter lets everything through.
    """

    kind: str = ""
    state: str = ""
    year: int | None = None
    since: int | None = None
    until: int | None = None
    unit: str = ""
    level: str = ""
    occasion: str = ""
    class_: str = ""
    commune: int | None = None
    condition: str = ""
    counts_as: str = ""
    sort: str = ""
    box: Box | None = None

    @property
    def args(self) -> dict[str, Any]:
        """The filters as an address carries them, without the box: that belongs to the map's view."""
        values = {
            "kind": self.kind,
            "state": self.state,
            "year": self.year,
            "since": self.since,
            "until": self.until,
            "unit": self.unit,
            "level": self.level,
            "occasion": self.occasion,
            "class": self.class_,
            "commune": self.commune,
            "condition": self.condition,
            "counts": self.counts_as,
            "sort": self.sort,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def box_text(self) -> str | None:
        """The box as an address carries it."""
        return ",".join(map(str, self.box)) if self.box else None

    def args_without(self, name: str) -> dict[str, Any]:
        """The filters as an address carries them, but for one."""
        return {key: value for key, value in self.args.items() if key != name}


def read_filters(args: Mapping[str, str]) -> MapFilters:
    """The filters of an address. Raises NotPossible("bad_box"); an unreadable year or id counts as none."""

    def text(name: str) -> str:
        return args.get(name, "").strip().replace("\0", "")[:LONGEST]

    sort = text("sort")
    return MapFilters(
        kind=text("kind"),
        state=text("state"),
        year=_year(text("year")),
        since=_year(text("since")),
        until=_year(text("until")),
        unit=text("unit"),
        level=text("level"),
        occasion=text("occasion"),
        class_=text("class"),
        commune=_id(text("commune")),
        condition=text("condition"),
        counts_as=text("counts"),
        sort=sort if sort in SORTS[1:] else "",
        box=_box(args.get("bbox", "")),
    )


def read_zoom(text: str) -> int:
    """The zoom of the view, in Leaflet's steps; an unreadable one counts as the usual."""
    try:
        return min(max(round(float(text)), ZOOMS.start), ZOOMS.stop - 1)
    except (ValueError, OverflowError):
        return DEFAULT_ZOOM


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and int(text) > FIRST_YEAR else None


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_ID else None


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
