"""What sending people to a class reads: the class, the roster as of its day, who is in it already, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.text import fold
from app.extensions import db
from app.learning.list_reading import ListReading
from app.learning.matching import Candidate, Plan, Turn, match
from app.learning.models import SendingList, TrainingClass, TrainingEnrolment
from app.learning.models.sending_list import KEPT_FOR
from app.learning.permissions import can_send_from, can_send_members, paths_to_send_from, visible_classes
from app.people.models import Member, Membership, Unit
from app.people.permissions import lies_under
from app.people.queries.roster import in_parts
from app.people.roster.reading import UnitNames


@dataclass(frozen=True)
class Roster:
    """The roster of a day for a class: what names of units mean in a list, and the units' paths."""

    day: date
    units: UnitNames


def get_class(actor: Actor, class_id: int) -> TrainingClass:
    """A class with its unit and paper. Raises NotFound."""
    found = db.session.execute(
        select(TrainingClass)
        .where(TrainingClass.id == class_id, visible_classes(actor))
        .options(joinedload(TrainingClass.unit), joinedload(TrainingClass.file))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def day_of(training_class: TrainingClass) -> date:
    """The day whose units count: that on which the class begins, or today for one that is still to come."""
    return min(training_class.starts_on, clock.today())


def get_roster(actor: Actor, training_class: TrainingClass) -> Roster:
    """The units from which the actor may send. Raises NotAllowed for who may send nobody."""
    if not can_send_members(actor, training_class):
        raise NotAllowed
    day = day_of(training_class)
    paths = paths_to_send_from(actor, training_class)
    units = db.session.execute(
        select(Unit.id, Unit.code, Unit.name_folded, Unit.short_name, Unit.path, Unit.founded_on).where(
            lies_under(Unit.path, paths), or_(Unit.dissolved_on.is_(None), Unit.dissolved_on > day)
        )
    ).all()
    by_name: dict[str, set[int]] = {}
    for unit in units:
        names = {fold(unit.code), unit.name_folded, fold(unit.short_name)}
        for name in names | {name.removeprefix("chi doan ") for name in names}:
            by_name.setdefault(name, set()).add(unit.id)
    # Which unit is "the chosen one" says nothing here: a row without a unit is looked for in all of them.
    chosen = min(units, key=lambda unit: len(unit.path)).id
    return Roster(
        day,
        UnitNames(
            chosen,
            {name: frozenset(ids) for name, ids in by_name.items()},
            {unit.id: unit.path for unit in units},
            {unit.id: unit.founded_on for unit in units},
        ),
    )


def plan_list(
    actor: Actor, training_class: TrainingClass, roster: Roster, reading: ListReading, answers: Mapping[str, str]
) -> Plan:
    """What taking a list in would do now."""
    people = _people(actor, training_class, reading)
    return match(
        reading.rows,
        reading.doubts,
        people,
        find_turns(training_class.id),
        paths=roster.units.paths,
        answers=answers,
        own_member_id=actor.member_id,
        has_begun=training_class.has_begun(clock.today()),
    )


def find_turns(class_id: int) -> dict[int, Turn]:
    """Who is in a class, by member."""
    rows = db.session.execute(
        select(TrainingEnrolment.member_id, TrainingEnrolment.outcome, TrainingEnrolment.grade).where(
            TrainingEnrolment.class_id == class_id, TrainingEnrolment.outcome != "withdrawn"
        )
    )
    return {member_id: Turn(outcome, grade) for member_id, outcome, grade in rows}


def find_units_of(member_ids: Sequence[int], day: date) -> dict[int, tuple[int, str]]:
    """The unit of each member on a day, with its path; those who were in none are left out."""
    found: dict[int, tuple[int, str]] = {}
    for some in in_parts(sorted(set(member_ids))):
        rows = db.session.execute(
            select(Membership.member_id, Unit.id, Unit.path)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(Membership.member_id.in_(some), *_belonged(day))
        )
        found.update((member_id, (unit_id, path)) for member_id, unit_id, path in rows)
    return found


def find_member_to_send(actor: Actor, training_class: TrainingClass, text: str) -> list[Candidate]:
    """Who is meant by a code or a name, of those whom the actor may send."""
    code, name = "".join(text.split()).upper(), fold(text)
    where = or_(Member.code == code, Member.name_folded == name)
    rows = [
        _candidate(actor, training_class, row)
        for row in db.session.execute(_roster_on(day_of(training_class)).where(where))
    ]
    return [person for person in rows if person.is_in_reach]


def get_sending_list(actor: Actor, list_id: int) -> SendingList:
    """A list that the actor sent within a day. Raises NotFound."""
    found = db.session.get(SendingList, list_id)
    if found is None or found.account_id != actor.account_id or found.at < clock.now() - KEPT_FOR:
        raise NotFound
    return found


def _belonged(day: date) -> tuple[Any, Any]:
    return (Membership.valid_from <= day, or_(Membership.valid_until.is_(None), Membership.valid_until > day))


def _roster_on(day: date) -> Any:
    return (
        select(
            *(Member.id, Member.code, Member.full_name, Member.birth_date),
            *(Unit.id.label("unit_id"), Unit.path, Unit.short_name),
        )
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(*_belonged(day))
    )


def _people(actor: Actor, training_class: TrainingClass, reading: ListReading) -> list[Candidate]:
    """Whoever has a code or a name of the list, on that day: two statements for each thousand rows."""
    codes = sorted({row.code for row in reading.rows if row.code is not None})
    names = sorted({fold(row.name) for row in reading.rows})
    found: dict[int, Candidate] = {}
    for column, wanted in ((Member.code, codes), (Member.name_folded, names)):
        for some in in_parts(wanted):
            for row in db.session.execute(_roster_on(day_of(training_class)).where(column.in_(some))):
                found.setdefault(row.id, _candidate(actor, training_class, row))
    return sorted(found.values(), key=lambda person: (person.unit_path, person.id))


def _candidate(actor: Actor, training_class: TrainingClass, row: Any) -> Candidate:
    return Candidate(
        *(row.id, row.code, row.full_name, row.birth_date, row.unit_id, row.path, row.short_name),
        is_in_reach=can_send_from(actor, row.path, training_class),
    )
