"""What a proposal says, and what was changed in it, in the words of the page. Snapshots are those of submissions.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.numbers import format_number
from app.core.web import language
from app.works.submissions import FACTS, Difference, length_of
from app.works.wording import GROUP_NAMES, LEVEL_NAMES

FACT_NAMES = {
    "title": _l("Name of the work"),
    "kind": _l("Kind of work"),
    "unit": _l("Unit that takes it on"),
    "partners": _l("Units that take part"),
    "level": _l("Level"),
    "occasion": _l("Occasion that it marks"),
    "description": _l("Why it is needed"),
    "commune": _l("Commune"),
    "village": _l("Village"),
    "point": _l("Point on the map"),
    "line": _l("Line on the map"),
    "households": _l("Households"),
    "people": _l("Number of people"),
    "starts_on": _l("Starts on"),
    "ends_on": _l("Ends on"),
    "phases": _l("Phases"),
}


@dataclass(frozen=True)
class Said:
    """A difference as it is shown: which group of questions, what, and the two values in words."""

    group: str
    label: str
    before: str
    after: str


def say_fact(name: str, value: Any) -> str:
    """A fact of a snapshot in words; "–" for none."""
    if value in (None, "", []):
        return "–"
    if name == "kind":
        return str(value[language()])
    if name == "level":
        return str(LEVEL_NAMES[value])
    if name in ("starts_on", "ends_on"):
        return _day(value)
    if name == "phases":
        return "; ".join(_phase(*phase) for phase in value)
    if name == "line":
        return _("%(count)s points, %(length)s m", count=len(value), length=_number(round(length_of(value))))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return _number(value) if isinstance(value, int) else str(value)


def say_differences(differences: Iterable[Difference]) -> list[Said]:
    """Each difference as a row to read."""
    said = []
    for row in differences:
        label = row.measure[language()] if row.measure else str(FACT_NAMES[row.name])
        name = "measure" if row.measure else row.name
        said.append(Said(str(GROUP_NAMES[row.group]), label, say_fact(name, row.before), say_fact(name, row.after)))
    return said


def say_group(snapshot: dict[str, Any], group: str) -> list[tuple[str, str]]:
    """What a group of questions says now, as (label, words)."""
    said = [(str(FACT_NAMES[name]), say_fact(name, snapshot.get(name))) for name, of in FACTS if of == group]
    if group == "extent":
        measures = snapshot.get("measures", {}).values()
        said += [(measure[language()], say_fact("measure", measure["planned"])) for measure in measures]
    return said


def _day(text: str) -> str:
    return clock.format_date(date.fromisoformat(text)) if text else "–"


def _phase(name: str, starts_on: str, ends_on: str) -> str:
    return f"{name} ({_day(starts_on)} – {_day(ends_on)})" if starts_on or ends_on else name


def _number(value: int) -> str:
    return format_number(value, language=language())
