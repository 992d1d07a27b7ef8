"""The year's targets: what the committee set itself, beside what the records count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.settings import setting

NAME = "year_targets"
# The figures that a year is measured by.
TARGETED = ("works.accepted", "works.value", "activities.held")
LARGEST = 10**15


@dataclass(frozen=True)
class Targets:
    """One year's targets by the figure's key; `version` counts their changes."""

    year: int
    values: Mapping[str, int] = field(default_factory=dict)
    version: int = 1


def as_targets(stored: Any, year: int) -> Targets:
    """The targets of a year as they stand in the setting; a year that nobody has set has none."""
    found = (stored or {}).get(str(year), {})
    return Targets(year, {key: int(value) for key, value in found.get("values", {}).items()}, found.get("version", 1))


def read_targets(year: int) -> Targets:
    """What is set for a year, as this request has read it."""
    return as_targets(setting(NAME, {}), year)
