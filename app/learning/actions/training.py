"""Classes: what is taught, where, when, by whom, and by which decision people were sent."""

from datetime import date, timedelta
from typing import Any

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.text import fold
from app.extensions import db
from app.learning import permissions
from app.learning.actions.steps import allow, check_version, lock_class
from app.learning.models import CLASS_KINDS, THEORY_LEVELS, TrainingClass
from app.people.models import Unit

# A longer one is a slip of the finger: a course of advanced theory takes about two years.
LONGEST = timedelta(days=6 * 366)


@action
def add_class(
    actor: Actor,
    *,
    unit_id: int,
    title: str,
    kind: str,
    level: str | None,
    starts_on: date,
    ends_on: date,
    place: str = "",
    organiser: str = "",
    decision: str = "",
    decided_on: date | None = None,
    paper: NewFile | None = None,
) -> int:
    """Put a class on record; returns its id. `level` is political theory's alone."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not permissions.can_add_class(actor, unit):
        raise NotAllowed
    values = _checked(title, kind, level, starts_on, ends_on, place, organiser, decision, decided_on)
    stored = add_file(actor, paper) if paper else None
    db.session.flush()  # the class needs its id
    made = TrainingClass(
        unit_id=unit_id,
        file_id=stored.id if stored else None,
        created_by=actor.account_id,
        created_at=clock.now(),
        **values,
    )
    db.session.add(made)
    db.session.flush()  # the event and the answer need the id
    record(actor, "training_class.added", made, title=made.title, kind=kind)
    return made.id


@action
def edit_class(
    actor: Actor,
    *,
    class_id: int,
    version: int,
    title: str,
    kind: str,
    level: str | None,
    starts_on: date,
    ends_on: date,
    place: str = "",
    organiser: str = "",
    decision: str = "",
    decided_on: date | None = None,
    paper: NewFile | None = None,
) -> int:
    """Correct a class; returns its id. Who was sent stays sent. A new paper takes the old one's place."""
    found = lock_class(actor, class_id)
    allow(permissions.can_edit_class(actor, found))
    check_version(found, version)
    values = _checked(title, kind, level, starts_on, ends_on, place, organiser, decision, decided_on)
    changed = sorted(name for name, value in values.items() if getattr(found, name) != value)
    if paper is not None:
        stored = add_file(actor, paper)
        db.session.flush()  # the class needs its id
        found.file_id = stored.id
        changed.append("paper")
    if not changed:
        return found.id
    for name, value in values.items():
        setattr(found, name, value)
    found.version += 1
    record(actor, "training_class.edited", found, changed=changed)
    return found.id


def _checked(
    title: str,
    kind: str,
    level: str | None,
    starts_on: date,
    ends_on: date,
    place: str,
    organiser: str,
    decision: str,
    decided_on: date | None,
) -> dict[str, Any]:
    """The values of a class as they are kept. Raises NotPossible."""
    if kind not in CLASS_KINDS:
        raise NotPossible("class_kind_unknown", field="kind")
    if not title.strip():
        raise NotPossible("class_title_missing", field="title")
    if kind == "political" and level not in THEORY_LEVELS:
        raise NotPossible("theory_level_missing", field="level")
    if ends_on < starts_on:
        raise NotPossible("class_ends_before", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise NotPossible("class_too_long", field="ends_on")
    if decided_on is not None and decided_on > clock.today():
        raise NotPossible("decision_in_future", field="decided_on")
    return {
        "title": title.strip(),
        "folded": fold(f"{title} {organiser} {place}"),
        "kind": kind,
        "level": level if kind == "political" else None,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "place": place,
        "organiser": organiser,
        "decision": decision,
        "decided_on": decided_on,
    }
