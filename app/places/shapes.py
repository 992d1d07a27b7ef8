"""A commune's area on its way into the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class AreaRow:
    """GeoJSON geometries, as measured and as drawn; `source` is what a reader is told about them."""

    code: str
    valid_from: date
    geometry: dict[str, Any]
    drawing: dict[str, Any]
    source: str
