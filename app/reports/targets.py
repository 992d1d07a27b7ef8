"""The year's targets: what a unit is measured by, beside what the records count."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.reports.figures import FIGURES

# How the tree and the roster stand isn't a matter of a year's effort; all else may have a target.
TARGETED = tuple(kind.key for kind in FIGURES if kind.records not in ("units", "members"))
LARGEST = 10**15


@dataclass(frozen=True)
class Targets:
    """One unit's targets of a year by the figure's key; `version` counts their changes, `document` set them."""

    year: int
    values: Mapping[str, int] = field(default_factory=dict)
    version: int = 1
    document: str = ""


def field_of(key: str) -> str:
    """A figure's key as the name of a form's field."""
    return key.replace(".", "_")
