"""What the office sets for works: how far a line of the plan may be exceeded, and whether reports are confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.settings import setting
from app.works.actions.expense import DEFAULT_TOLERANCE
from app.works.actions.expense import TOLERANCE as LINE_TOLERANCE

CONFIRMATION, VERSION = "works_report_confirmation", "works_rules_version"
DEFAULTS = {LINE_TOLERANCE: DEFAULT_TOLERANCE, CONFIRMATION: False, VERSION: 1}
LARGEST_TOLERANCE = 100


@dataclass(frozen=True)
class Rules:
    """The settings as they stand; `version` counts their changes."""

    line_tolerance: int
    needs_confirmation: bool
    version: int


def as_rules(stored: Mapping[str, Any]) -> Rules:
    """The rules that these settings come to; what isn't set has its default."""
    values = {**DEFAULTS, **stored}
    return Rules(int(values[LINE_TOLERANCE]), bool(values[CONFIRMATION]), int(values[VERSION]))


def read_rules() -> Rules:
    """What is set, as this request has read it."""
    return as_rules({name: setting(name, default) for name, default in DEFAULTS.items()})
