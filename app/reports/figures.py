"""The figures of a period report: what each is called, what it counts and by which rule.

Pure: no database here. `queries.py` counts them, one grouped statement for each group of figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

# Kinds of works with a figure of their own; every other kind that counts as a work is in "works.other".
NAMED_KINDS = (
    "village_road_lighting",
    "border_patrol_lighting",
    "border_marker_road",
    "rural_concrete_road",
    "red_scarf_house",
)


@dataclass(frozen=True)
class FigureKind:
    """One figure: `records` names what it is counted from, `part` which of them."""

    key: str
    label: Any
    rule: Any
    unit: Any
    records: str
    part: str | None = None


_UNITS = _l("Units of this kind that stood on the last day of the period.")
_MEMBERS = _l("Members who belonged to a unit of this sector on the last day of the period.")
_KIND = _l("Works of this kind whose acceptance date lies in the period.")
_SERVICE = _l("Service days held on a day in the period, as host or co-host, with what was counted there.")
_units, _people, _works = _l("units"), _l("people"), _l("works")

FIGURES = (
    FigureKind(
        "units.base",
        _l("Base units directly under the Bloc"),
        _l("Grassroots unions and grassroots chapters that stood on the last day of the period."),
        _units,
        "units",
    ),
    FigureKind("units.union", _l("Grassroots unions"), _UNITS, _units, "units", "union"),
    FigureKind("units.chapter", _l("Grassroots chapters"), _UNITS, _units, "units", "base_chapter"),
    FigureKind(
        "members.total",
        _l("Members of the Youth Union"),
        _l("Members who belonged to a unit on the last day of the period."),
        _people,
        "members",
    ),
    FigureKind("members.agency", _l("Members in agencies and public services"), _MEMBERS, _people, "members", "agency"),
    FigureKind("members.enterprise", _l("Members in enterprises"), _MEMBERS, _people, "members", "enterprise"),
    FigureKind("members.pupil", _l("Pupils and students"), _MEMBERS, _people, "members", "school"),
    FigureKind(
        "activities.held",
        _l("Volunteer activities held"),
        _l("Activities held on a day in the period, as host or co-host; each counts once."),
        _l("activities"),
        "activities",
    ),
    FigureKind(
        "service.pilots",
        _l("Units that pilot a model of service"),
        _l("Units chosen to pilot a model, on the last day of the period; one that pilots two counts twice."),
        _units,
        "pilots",
    ),
    FigureKind("service.days", _l("Service days held"), _SERVICE, _l("days"), "service"),
    FigureKind("service.people", _l("Citizens helped on service days"), _SERVICE, _people, "service", "people"),
    FigureKind(
        "service.procedures",
        _l("Procedures handled on service days"),
        _SERVICE,
        _l("procedures"),
        "service",
        "procedures",
    ),
    FigureKind(
        "service.online", _l("Online services guided on service days"), _SERVICE, _l("services"), "service", "online"
    ),
    FigureKind(
        "works.accepted",
        _l("Youth works accepted"),
        _l("Works whose acceptance date lies in the period; youth tasks are not among them."),
        _works,
        "works",
    ),
    FigureKind(
        "works.village_road_lighting", _l("Village-road lighting"), _KIND, _works, "works", "village_road_lighting"
    ),
    FigureKind(
        "works.border_patrol_lighting",
        _l("Border-patrol-road lighting"),
        _KIND,
        _works,
        "works",
        "border_patrol_lighting",
    ),
    FigureKind(
        "works.border_marker_road", _l("Concrete roads to border markers"), _KIND, _works, "works", "border_marker_road"
    ),
    FigureKind("works.rural_concrete_road", _l("Rural concrete roads"), _KIND, _works, "works", "rural_concrete_road"),
    FigureKind("works.red_scarf_house", _l("Red Scarf houses"), _KIND, _works, "works", "red_scarf_house"),
    FigureKind(
        "works.other",
        _l("Other works"),
        _l("Works of every other kind whose acceptance date lies in the period."),
        _works,
        "works",
        "other",
    ),
    FigureKind(
        "works.value",
        _l("Value of works and youth tasks"),
        _l(
            "What the Union gave and raised, in cash and in kind, up to the acceptance date, for works and youth tasks "
            "accepted in the period."
        ),
        _l("đồng"),
        "value",
    ),
)
BY_KEY = {kind.key: kind for kind in FIGURES}


@dataclass(frozen=True)
class Scope:
    """What a report is about: the days from the first to the last, and a unit with all under it (None: all units)."""

    date_from: date
    date_to: date
    unit_id: int | None = None


@dataclass(frozen=True)
class Figure:
    """A counted figure. `count_of_records` is the length of the list behind it (for a sum: of what was added up)."""

    kind: FigureKind
    value: int
    count_of_records: int

    @property
    def key(self) -> str:
        return self.kind.key
