"""What a proposal says, as plain values to keep and to compare. Needs no database.

A snapshot holds words rather than ids: a unit or commune that is renamed later was handed in under its old name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.works.line import length_m, to_points
from app.works.models import KindMeasure, PlanVersion, Work, WorkMeasure

# The facts of a snapshot in the order of the questions, each with its group.
FACTS = (
    ("title", "what"),
    ("kind", "what"),
    ("unit", "what"),
    ("partners", "what"),
    ("level", "what"),
    ("occasion", "what"),
    ("description", "what"),
    ("commune", "where"),
    ("village", "where"),
    ("point", "where"),
    ("line", "where"),
    ("households", "extent"),
    ("people", "extent"),
    ("starts_on", "dates"),
    ("ends_on", "dates"),
    ("phases", "dates"),
)


@dataclass(frozen=True)
class Difference:
    """A fact or a measure before and after, as plain values; `measure` holds the names where it is one."""

    group: str
    name: str
    before: Any
    after: Any
    measure: dict[str, str] | None = None


def take_snapshot(work: Work, measures: Iterable[Any]) -> dict[str, Any]:
    """What a proposal says beside its plan, as JSON. Kind, unit, commune, partners and phases must be loaded.

    `measures` are pairs of KindMeasure and WorkMeasure (or None).
    """
    return {
        "title": work.title,
        "kind": {"vi": work.kind.name_vi, "en": work.kind.name_en},
        "unit": work.unit.name,
        "partners": sorted(partner.unit.name for partner in work.partners),
        "level": work.level,
        "occasion": work.occasion or "",
        "description": work.description,
        "commune": work.commune.full_name if work.commune else "",
        "village": work.village or "",
        "point": f"{work.lat:.5f}, {work.lon:.5f}" if work.lat is not None and work.lon is not None else "",
        "line": [list(point) for point in to_points(work.line)],
        "households": work.planned_households,
        "people": work.planned_people,
        "starts_on": work.starts_on.isoformat() if work.starts_on else None,
        "ends_on": work.ends_on.isoformat() if work.ends_on else None,
        "phases": [
            [p.name, p.starts_on.isoformat() if p.starts_on else "", p.ends_on.isoformat() if p.ends_on else ""]
            for p in work.phases
        ],
        "measures": {m.code: _measure(m, written) for m, written in measures},
    }


def _measure(measure: KindMeasure, written: WorkMeasure | None) -> dict[str, Any]:
    planned = (written.planned_list or written.planned) if written else None
    return {
        "vi": f"{measure.name_vi} ({measure.unit_vi})",
        "en": f"{measure.name_en} ({measure.unit_en})",
        "planned": planned if planned is None or isinstance(planned, list) else f"{planned.normalize():f}",
    }


def find_differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What two snapshots say differently, in the order of the questions."""
    found = [
        Difference(group, name, before.get(name), after.get(name))
        for name, group in FACTS
        if (before.get(name) or None) != (after.get(name) or None)
    ]
    found += _measure_differences(before.get("measures", {}), after.get("measures", {}))
    order = [group for _name, group in FACTS]
    return sorted(found, key=lambda difference: order.index(difference.group))


def _measure_differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for code in {**after, **before}:
        old, new = before.get(code, {}), after.get(code, {})
        if old.get("planned") != new.get("planned"):
            yield Difference("extent", code, old.get("planned"), new.get("planned"), new or old)


def length_of(points: list[list[float]] | None) -> float:
    """Metres of a line as a snapshot holds it."""
    return length_m([(lat, lon) for lat, lon in points or []])


def is_changed(changes: Iterable[Any]) -> bool:
    """Does a comparison of plan lines or sources show anything but what is the same?"""
    return any(change.kind != "same" for change in changes)


def empty_plan() -> PlanVersion:
    """What a draft without a plan is compared as."""
    return PlanVersion(lines=[], sources=[])
