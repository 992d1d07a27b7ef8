"""What the records behind the figures are called, for a sheet that lists them: as far as its reader may see them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from app.core.actor import Actor
from app.extensions import db
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.learning.permissions import visible_enrolments, visible_initiatives
from app.people.models import Member, Membership, Unit
from app.people.permissions import visible_members
from app.people.queries.members import is_last_membership
from app.reports.figures import BY_KEY
from app.reports.workbook import Record
from app.service.models import PilotUnit
from app.volunteering.models import Activity
from app.volunteering.permissions import visible_activities
from app.works.models import Work
from app.works.permissions import visible_works

Known = tuple[str, str, date | None]
# Ids in one statement: databases take only so many values at once.
AT_ONCE = 5_000


def describe_records(actor: Actor, records: Mapping[str, Sequence[Sequence[int]]]) -> list[Record]:
    """The records of each figure in the figures' order; one that the reader may not see has its id and no name."""
    ids: dict[str, set[int]] = {}
    for key, rows in records.items():
        ids.setdefault(_NOUNS[BY_KEY[key].records], set()).update(row[0] for row in rows)
    known = {noun: dict(_KNOWN[noun](actor, sorted(wanted))) for noun, wanted in ids.items()}
    nobody: Known = ("", "", None)
    return [
        Record(key, id_, *known[_NOUNS[BY_KEY[key].records]].get(id_, nobody), amount)
        for key in BY_KEY
        for id_, amount in records.get(key, ())
    ]


def _in_parts(statement: Any, column: Any, ids: Sequence[int]) -> Iterator[Any]:
    for at in range(0, len(ids), AT_ONCE):
        yield from db.session.execute(statement.where(column.in_(ids[at : at + AT_ONCE])))


def _units(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    for id_, name, day in _in_parts(select(Unit.id, Unit.name, Unit.founded_on), Unit.id, ids):
        yield id_, (name, name, day)


def _members(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(Member.id, Member.full_name, Unit.short_name)
        .select_from(Member)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(visible_members(actor))
    )
    for id_, name, unit in _in_parts(statement, Member.id, ids):
        yield id_, (name, unit, None)


def _activities(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(Activity.id, Activity.title, Unit.short_name, Activity.held_on)
        .select_from(Activity)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(visible_activities(actor))
    )
    for id_, title, unit, day in _in_parts(statement, Activity.id, ids):
        yield id_, (title, unit, day)


def _pilots(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(PilotUnit.id, Unit.name, PilotUnit.valid_from)
        .select_from(PilotUnit)
        .join(Unit, Unit.id == PilotUnit.unit_id)
    )
    for id_, name, day in _in_parts(statement, PilotUnit.id, ids):
        yield id_, (name, name, day)


def _works(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(Work.id, Work.title, Unit.short_name, Work.accepted_on)
        .select_from(Work)
        .join(Unit, Unit.id == Work.unit_id)
        .where(visible_works(actor))
    )
    for id_, title, unit, day in _in_parts(statement, Work.id, ids):
        yield id_, (title, unit, day)


def _turns(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(TrainingEnrolment.id, Member.full_name, TrainingClass.title, Unit.short_name, TrainingClass.starts_on)
        .select_from(TrainingEnrolment)
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .join(Member, Member.id == TrainingEnrolment.member_id)
        .join(Unit, Unit.id == TrainingEnrolment.unit_id)
        .where(visible_enrolments(actor))
    )
    for id_, name, title, unit, day in _in_parts(statement, TrainingEnrolment.id, ids):
        yield id_, (f"{name}: {title}", unit, day)


def _initiatives(actor: Actor, ids: Sequence[int]) -> Iterable[tuple[int, Known]]:
    statement = (
        select(Initiative.id, Initiative.title, Unit.short_name, Initiative.sort_on)
        .select_from(Initiative)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(visible_initiatives(actor))
    )
    for id_, title, unit, day in _in_parts(statement, Initiative.id, ids):
        yield id_, (title, unit, day)


# What a figure's records are.
_NOUNS = {
    "people_sent": "members",
    "turns_sent": "turns",
    "initiatives": "initiatives",
    "saturday": "units",
    "units": "units",
    "members": "members",
    "activities": "activities",
    "service": "activities",
    "pilots": "pilots",
    "works": "works",
    "tasks": "works",
    "benefit": "works",
    "value": "works",
}
_KNOWN: dict[str, Callable[[Actor, Sequence[int]], Iterable[tuple[int, Known]]]] = {
    "units": _units,
    "members": _members,
    "activities": _activities,
    "pilots": _pilots,
    "works": _works,
    "turns": _turns,
    "initiatives": _initiatives,
}
