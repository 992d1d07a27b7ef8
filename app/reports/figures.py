"""The figures of a period report: what each is called, what it counts and by which rule.

Pure: no database here. `queries.py` counts them, one grouped statement for each group of figures.
"""

from dataclasses import dataclass
from datetime import date, timedelta
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

    @property
    def is_part(self) -> bool:
        """Stands under the figure above it, of which it is a part."""
        if self.records in ("people_sent", "initiatives"):
            return False
        return self.part is not None

    @property
    def is_standing(self) -> bool:
        """Says how things stand on the last day; all others count what happened in the period."""
        return self.records in ("units", "members", "pilots", "saturday")


_UNITS = _l("Units of this kind that stood on the last day of the period.")
_MEMBERS = _l("Members who belonged to a unit of this sector on the last day of the period.")
_KIND = _l("Works of this kind whose acceptance date lies in the period.")
_SERVICE = _l("Service days held on a day in the period, as host or co-host, with what was counted there.")
_SENT = _l("Members sent to classes of this kind that began on a day in the period; each counts once.")
_TURNS = _l("Turns in classes of this kind that began on a day in the period: who was sent twice has two.")
_units, _people, _works = _l("units"), _l("people"), _l("works")
_turns, _initiatives = _l("turns"), _l("initiatives")

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
        "training.professional",
        _l("Members sent to professional, IT and language classes"),
        _SENT,
        _people,
        "people_sent",
        "professional",
    ),
    FigureKind(
        "training.professional_turns",
        _l("Turns in professional, IT and language classes"),
        _TURNS,
        _turns,
        "turns_sent",
        "professional",
    ),
    FigureKind(
        "training.political_theory",
        _l("Members sent to political theory classes, intermediate level and above"),
        _SENT,
        _people,
        "people_sent",
        "political_theory",
    ),
    FigureKind(
        "training.political_theory_turns",
        _l("Turns in political theory classes, intermediate level and above"),
        _TURNS,
        _turns,
        "turns_sent",
        "political_theory",
    ),
    FigureKind(
        "initiatives.registered",
        _l("Initiatives and topics registered"),
        _l("Initiatives and topics registered on a day in the period and not withdrawn since."),
        _initiatives,
        "initiatives",
        "registered",
    ),
    FigureKind(
        "initiatives.recognised",
        _l("Initiatives and topics recognised"),
        _l("Initiatives and topics recognised by a decision of a day in the period."),
        _initiatives,
        "initiatives",
        "recognised",
    ),
    FigureKind(
        "initiatives.applied",
        _l("Initiatives and topics recognised and applied"),
        _l("Recognised initiatives and topics that are applied from a day in the period on."),
        _initiatives,
        "initiatives",
        "applied",
    ),
    FigureKind(
        "models.saturday_units",
        _l("Units that pilot the volunteer Saturday"),
        _l("Units chosen to pilot a model of the volunteer Saturday, on the last day of the period; each counts once."),
        _units,
        "saturday",
    ),
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
        "works.tasks",
        _l("Youth tasks accepted"),
        _l("Youth tasks (smaller than a work, counted apart) whose acceptance date lies in the period."),
        _l("tasks"),
        "tasks",
    ),
    FigureKind(
        "works.benefit",
        _l("Benefit value of works and youth tasks"),
        _l(
            "Estimates of what works and youth tasks accepted in the period bring, each with its reasoning; neither a "
            "cost nor a gift."
        ),
        _l("đồng"),
        "benefit",
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
# A person sent in two periods is one person over both: the only figures of a period that don't add up.
PEOPLE = ("training.professional", "training.political_theory")
IN_DONG = ("works.value", "works.benefit")


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


@dataclass(frozen=True)
class Line:
    """A line of the report: this period, since the year's start, the same days last year, the year's target."""

    figure: Figure
    total: int
    before: int
    target: int | None = None

    @property
    def kind(self) -> FigureKind:
        return self.figure.kind

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def value(self) -> int:
        return self.figure.value

    @property
    def share(self) -> int | None:
        """Per cent of the target that is reached since the year's start, rounded half up."""
        return (200 * self.total + self.target) // (2 * self.target) if self.target else None


def earlier(day: date, years: int = 1) -> date:
    """The same day some years before; 29 February counts as the 28th."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def since_new_year(scope: Scope) -> Scope:
    """From the first day of the year in which the period begins; what the period itself counts is always in it."""
    return Scope(date(scope.date_from.year, 1, 1), scope.date_to, scope.unit_id)


def same_days_last_year(scope: Scope) -> Scope:
    """The same days a year before. A period that ends with February does so there too."""
    last = earlier(scope.date_to)
    if (scope.date_to + timedelta(days=1)).day == 1:  # the month's last day: 28/02/2025 answers to 29/02/2024
        last = date(last.year + last.month // 12, last.month % 12 + 1, 1) - timedelta(days=1)
    return Scope(earlier(scope.date_from), last, scope.unit_id)
