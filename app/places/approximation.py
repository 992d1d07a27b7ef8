"""Approximate areas for the communes of a province, from nothing but points.

A commune's ground is known at its own point and at those of the communes that were wholly merged into it; the cells
of all these points make its area. Loads shapely: import it where it is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from app.places.geometry import (
    Site,
    approximate_areas,
    as_geojson,
    country_outline,
    simplify_for_drawing,
)
from app.places.shapes import AreaRow
from app.places.tables import CommuneRow, ConversionRow, CountryPoint

# Nothing finer than the guess itself is drawn.
DIGITS = 4

Key = tuple[str, date]


def approximate_rows(
    communes: Sequence[CommuneRow],
    conversions: Sequence[ConversionRow],
    others: Iterable[CountryPoint],
    outline_path: Path,
    source: str,
) -> list[AreaRow]:
    """An approximate area for each commune that has a point, of all generations.

    `others` are points of the communes of other provinces: where ours end. Raises OSError without the outline.
    """
    outline = country_outline(outline_path)
    around = [Site(f"other {p.code}", p.lat, p.lon) for p in others]
    sources = _merged_into(conversions)
    by_key = {(c.code, c.valid_from): c for c in communes}
    rows: dict[Key, AreaRow] = {}
    # Newest first: a commune that stood through two generations is drawn as it was last.
    for start in sorted({c.valid_from for c in communes}, reverse=True):
        standing = [c for c in communes if c.valid_from <= start and (c.valid_to is None or start <= c.valid_to)]
        sites = [site for c in standing for site in _sites(c, start, by_key, sources)]
        areas = approximate_areas([*sites, *around], outline, {c.code for c in standing})
        drawn = simplify_for_drawing(areas) if areas else {}
        for commune in standing:
            key = (commune.code, commune.valid_from)
            if commune.code in areas and key not in rows:
                geometry = as_geojson(areas[commune.code], DIGITS)
                rows[key] = AreaRow(*key, geometry, as_geojson(drawn[commune.code], DIGITS), source)
    return list(rows.values())


def _merged_into(conversions: Sequence[ConversionRow]) -> dict[Key, list[Key]]:
    """For each commune those that went into it as a whole; a split one says nothing about where its parts lie."""
    merged: dict[Key, list[Key]] = defaultdict(list)
    for c in conversions:
        if not c.is_part:
            merged[c.new_code, c.new_valid_from].append((c.old_code, c.old_valid_from))
    return merged


def _sites(commune: CommuneRow, day: date, by_key: dict[Key, CommuneRow], merged: dict[Key, list[Key]]) -> list[Site]:
    """The points known to lie in a commune on a day: its own and those of the communes that it had taken in by then."""
    found, open_keys = [], [(commune.code, commune.valid_from)]
    while open_keys:
        key = open_keys.pop()
        known = by_key.get(key)
        if known is None or not (known is commune or (known.valid_to is not None and known.valid_to < day)):
            continue
        open_keys += merged.get(key, [])
        if known.lat is not None and known.lon is not None:
            found.append(Site(commune.code, known.lat, known.lon))
    return found
