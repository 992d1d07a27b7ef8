"""Figures of a period, and the records behind each: a figure is the length of its list, or the sum of a column in it.

People and turns are different figures: who was sent to two classes is one person in two turns.
"""

from typing import Any, NamedTuple

from sqlalchemy import case, distinct, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.extensions import db
from app.learning import counted
from app.learning.counted import TRAINING_PARTS, Scope
from app.learning.models import Initiative, InitiativeUse, TrainingClass, TrainingEnrolment
from app.people.models import Member, Unit

# Key → the figure, and how many records stand behind it.
Counts = dict[str, tuple[int, int]]


def count_training(scope: Scope) -> Counts:
    """`training.<part>` (people) and `training.<part>_turns` for each part of TRAINING_PARTS: one statement."""
    columns = []
    for part in TRAINING_PARTS.values():
        columns.append(func.count(distinct(case((part, TrainingEnrolment.member_id)))))
        columns.append(func.count(case((part, TrainingEnrolment.id))))
    row = db.session.execute(
        select(*columns).join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id).where(counted.sent(scope))
    ).one()
    keys = [f"training.{part}{ending}" for part in TRAINING_PARTS for ending in ("", "_turns")]
    return {key: (int(number), int(number)) for key, number in zip(keys, row, strict=True)}


def count_initiatives(scope: Scope) -> Counts:
    """`initiatives.registered`, `.recognised`, `.applied`, `.taken_up`; `.saved_money` (đồng a year) and `.saved_hours`
    (a year) are sums over those applied: one statement."""
    own = {
        "registered": counted.initiatives_registered(scope),
        "recognised": counted.initiatives_recognised(scope),
        "applied": counted.initiatives_applied(scope),
    }
    numbers = [func.count(case((where, Initiative.id))) for where in own.values()]
    sums = [
        func.coalesce(func.sum(case((own["applied"], column), else_=0)), 0)
        for column in (Initiative.saved_money, Initiative.saved_hours)
    ]
    uses = select(func.count(InitiativeUse.id)).where(counted.taken_up(scope)).scalar_subquery()
    statement = select(*numbers, *sums, uses).where(or_(*own.values()))
    *found, money, hours, taken = (int(n) for n in db.session.execute(statement).one())
    by_key = {f"initiatives.{key}": (number, number) for key, number in zip(own, found, strict=True)}
    applied = by_key["initiatives.applied"][0]
    return {
        **by_key,
        "initiatives.taken_up": (taken, taken),
        "initiatives.saved_money": (money, applied),
        "initiatives.saved_hours": (hours, applied),
    }


def people_sent(scope: Scope, part: str = "all") -> Any:
    """The people behind `training.<part>`: rows (Member, turns). Add `visible_enrolments(actor)` as WHERE."""
    return (
        select(Member, func.count(TrainingEnrolment.id))
        .join(TrainingEnrolment, TrainingEnrolment.member_id == Member.id)
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(counted.sent(scope, part))
        .group_by(Member.id)
    )


def turns_sent(scope: Scope, part: str = "all") -> Any:
    """The turns behind `training.<part>_turns`: TrainingEnrolment with its class, member and unit."""
    return (
        select(TrainingEnrolment)
        .join(TrainingEnrolment.training_class)
        .join(TrainingEnrolment.member)
        .join(TrainingEnrolment.unit)
        .options(
            contains_eager(TrainingEnrolment.training_class),
            contains_eager(TrainingEnrolment.member),
            contains_eager(TrainingEnrolment.unit),
        )
        .where(counted.sent(scope, part))
    )


_INITIATIVES = {
    "registered": counted.initiatives_registered,
    "recognised": counted.initiatives_recognised,
    "applied": counted.initiatives_applied,
}


def initiatives_in(scope: Scope, part: str = "applied") -> Any:
    """The initiatives behind `initiatives.<part>`, and behind the sums for "applied": Initiative with its unit."""
    return (
        select(Initiative)
        .join(Initiative.unit)
        .options(contains_eager(Initiative.unit))
        .where(_INITIATIVES[part](scope))
    )


def uses_in(scope: Scope) -> Any:
    """The records behind `initiatives.taken_up`: rows (InitiativeUse, Initiative, Unit that took it up)."""
    return (
        select(InitiativeUse, Initiative, Unit)
        .join(Initiative, Initiative.id == InitiativeUse.initiative_id)
        .join(Unit, Unit.id == InitiativeUse.unit_id)
        .where(counted.taken_up(scope))
    )


class CountedRow(NamedTuple):
    """What a unit sent to classes of a kind: a chapter is named with the union that it is under."""

    unit: str
    kind: str
    level: str | None
    people: int
    turns: int


def count_by_unit_and_kind(scope: Scope) -> list[CountedRow]:
    """People and turns by sending unit and kind, the units by name: one statement."""
    above = aliased(Unit)
    rows = db.session.execute(
        select(
            *(Unit.short_name, above.short_name, Unit.kind, TrainingClass.kind, TrainingClass.level),
            func.count(distinct(TrainingEnrolment.member_id)),
            func.count(TrainingEnrolment.id),
        )
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .join(Unit, Unit.id == TrainingEnrolment.unit_id)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(counted.sent(scope))
        .group_by(
            *(Unit.id, Unit.short_name, Unit.kind, Unit.name_sort, above.short_name, above.name_sort),
            *(TrainingClass.kind, TrainingClass.level),
        )
        .order_by(
            case((Unit.kind == "chapter", above.name_sort), else_=Unit.name_sort),
            *(Unit.name_sort, Unit.id, TrainingClass.kind, TrainingClass.level),
        )
    )
    return [
        CountedRow(f"{above}: {name}" if of == "chapter" else name, kind, level, int(people), int(turns))
        for name, above, of, kind, level, people, turns in rows
    ]
