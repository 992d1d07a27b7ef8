"""Counting periods: every figure by a few grouped statements, however many periods stand beside each other."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import case, distinct, func, literal, select, union_all

from app.extensions import db
from app.learning import counted as learning
from app.learning.counted import TRAINING_PARTS
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Unit, UnitVersion
from app.reports import counted
from app.reports.figures import (
    FIGURES,
    NAMED_KINDS,
    Figure,
    Line,
    Scope,
    same_days_last_year,
    since_new_year,
)
from app.reports.queries.targets import Targets
from app.service.counted import tally_sum
from app.service.models import FIGURES as SERVED
from app.service.models import PilotUnit, ServiceDay
from app.volunteering.models import Activity
from app.works.counted import union_entries
from app.works.models import LedgerEntry, Work, WorkKind

Counts = dict[str, tuple[int, int]]
TRAINING = ("professional", "political_theory")
SECTORS = {"agency": "agency", "enterprise": "enterprise", "school": "pupil"}


def count_figures(scope: Scope) -> list[Figure]:
    """Every figure of the catalogue, in its order: six statements."""
    return list(count_many((scope,))[0].values())


def count_many(scopes: Sequence[Scope]) -> list[dict[str, Figure]]:
    """The figures of several periods of one unit by their keys, by as many statements as those of one take."""
    if len({scope.unit_id for scope in scopes}) != 1:
        raise ValueError("Periods stand beside each other for one unit")
    different = list(dict.fromkeys(scopes))
    found: list[Counts] = [{} for _scope in different]
    for count in COUNTS:
        for counts, more in zip(found, count(different), strict=True):
            counts.update(more)
    for counts, value in zip(found, _sum_value(different), strict=True):
        counts["works.value"] = (value, counts["works.value"][1])
    figures = {
        scope: {kind.key: Figure(kind, *counts[kind.key]) for kind in FIGURES}
        for scope, counts in zip(different, found, strict=True)
    }
    return [figures[scope] for scope in scopes]


def count_lines(scope: Scope, targets: Targets | None = None) -> list[Line]:
    """The report's lines. A period over several years has no target: targets are set for a year."""
    now, total, before = count_many((scope, since_new_year(scope), same_days_last_year(scope)))
    values = targets.values if targets and scope.date_from.year == scope.date_to.year else {}
    return [
        Line(now[kind.key], total[kind.key].value, before[kind.key].value, values.get(kind.key)) for kind in FIGURES
    ]


def _beside(scopes: Sequence[Scope], statement: Callable[[Scope], Any]) -> list[list[Any]]:
    """The rows of a statement for each period, by one statement in all."""
    parts = [statement(scope).add_columns(literal(number)) for number, scope in enumerate(scopes)]
    rows: list[list[Any]] = [[] for _scope in scopes]
    whole: Any = union_all(*parts) if len(parts) > 1 else parts[0]
    for row in db.session.execute(whole):
        rows[row[-1]].append(row)
    return rows


def _count_units(scopes: Sequence[Scope]) -> list[Counts]:
    def statement(scope: Scope) -> Any:
        return (
            select(UnitVersion.kind, func.count())
            .join(Unit, Unit.id == UnitVersion.unit_id)
            .where(counted.units_standing(scope))
            .group_by(UnitVersion.kind)
        )

    counts = []
    for rows in _beside(scopes, statement):
        by_kind = {row[0]: int(row[1]) for row in rows}
        unions, chapters = by_kind.get("union", 0), by_kind.get("base_chapter", 0)
        counts.append(_same({"units.base": unions + chapters, "units.union": unions, "units.chapter": chapters}))
    return counts


def _count_members(scopes: Sequence[Scope]) -> list[Counts]:
    member_id = counted.Belonging.member_id
    parts = [func.count(distinct(case((UnitVersion.sector == sector, member_id)))) for sector in SECTORS]

    def statement(scope: Scope) -> Any:
        return (
            select(func.count(distinct(member_id)), *parts)
            .join(UnitVersion, UnitVersion.unit_id == counted.Belonging.unit_id)
            .where(counted.members_belonging(scope))
        )

    names = ("members.total", *(f"members.{name}" for name in SECTORS.values()))
    return [_same(dict(zip(names, row[:-1], strict=True))) for (row,) in _beside(scopes, statement)]


def _count_activities(scopes: Sequence[Scope]) -> list[Counts]:
    """The activities held, and of those that are service days what they counted; and the units that pilot a model."""

    def statement(scope: Scope) -> Any:
        sums = [tally_sum(part).label(part) for part in SERVED]
        held = (
            select(ServiceDay.activity_id.label("day"), *sums)
            .select_from(Activity)
            .outerjoin(ServiceDay, ServiceDay.activity_id == Activity.id)
            .where(counted.activities_held(scope))
            .subquery()
        )
        totals = [func.coalesce(func.sum(held.c[part]), 0) for part in SERVED]
        pilots = select(func.count()).select_from(PilotUnit).where(counted.pilots(scope)).scalar_subquery()
        saturday = select(func.count(distinct(PilotUnit.unit_id))).where(counted.saturday_pilots(scope))
        return select(func.count(), pilots, saturday.scalar_subquery(), func.count(held.c.day), *totals).select_from(
            held
        )

    counts = []
    for (row,) in _beside(scopes, statement):
        activities, piloting, saturday, days, *served = (int(number) for number in row[:-1])
        by_part = {f"service.{part}": (number, days) for part, number in zip(SERVED, served, strict=True)}
        alone = {"activities.held": activities, "service.pilots": piloting, "service.days": days}
        counts.append({**_same({**alone, "models.saturday_units": saturday}), **by_part})
    return counts


def _count_learning(scopes: Sequence[Scope]) -> list[Counts]:
    """Who was sent to study, people and turns apart, and initiatives by their last step of the period."""

    def statement(scope: Scope) -> Any:
        sent = [
            column
            for part in TRAINING
            for column in (
                func.count(distinct(case((TRAINING_PARTS[part], TrainingEnrolment.member_id)))),
                func.count(case((TRAINING_PARTS[part], TrainingEnrolment.id))),
            )
        ]
        initiatives = [
            select(func.count(Initiative.id)).where(where(scope)).scalar_subquery()
            for where in counted.INITIATIVES.values()
        ]
        return (
            select(*sent, *initiatives)
            .select_from(TrainingEnrolment)
            .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
            .where(learning.sent(scope))
        )

    keys = [f"training.{part}{ending}" for part in TRAINING for ending in ("", "_turns")]
    keys += [f"initiatives.{part}" for part in counted.INITIATIVES]
    return [_same(dict(zip(keys, row[:-1], strict=True))) for (row,) in _beside(scopes, statement)]


def _count_works(scopes: Sequence[Scope]) -> list[Counts]:
    """Works and youth tasks, how many of them have a benefit, and what that comes to. Read once for all periods."""
    columns: list[Any] = []
    for scope in scopes:
        inside = counted.accepted_within(scope)
        columns += [
            func.count(case((inside, Work.id))),
            func.count(case((inside, Work.benefit))),
            func.coalesce(func.sum(case((inside, Work.benefit))), 0),
        ]
    rows = db.session.execute(
        select(WorkKind.code, WorkKind.counts_as, *columns)
        .join(Work, Work.kind_id == WorkKind.id)
        .where(counted.valued(_span(scopes)))
        .group_by(WorkKind.code, WorkKind.counts_as)
    ).all()
    counts = []
    for at in range(2, 2 + 3 * len(scopes), 3):
        works = {row[0]: int(row[at]) for row in rows if row[1] == "work"}
        tasks = sum(int(row[at]) for row in rows if row[1] == "task")
        named = {f"works.{code}": works.get(code, 0) for code in NAMED_KINDS}
        total = sum(works.values())
        values = {"works.accepted": total, **named, "works.other": total - sum(named.values()), "works.tasks": tasks}
        benefit = (sum(int(row[at + 2]) for row in rows), sum(int(row[at + 1]) for row in rows))
        # The records of the value are all of these; `_sum_value` says what they are worth.
        counts.append({**_same(values), "works.benefit": benefit, "works.value": (0, total + tasks)})
    return counts


def _sum_value(scopes: Sequence[Scope]) -> list[int]:
    """What the Union gave and raised. The ledger is by far the longest table: it is read once for all periods."""
    values = [
        func.coalesce(func.sum(case((counted.accepted_within(scope), LedgerEntry.amount))), 0) for scope in scopes
    ]
    row = db.session.execute(
        select(*values).join(Work, Work.id == LedgerEntry.work_id).where(counted.valued(_span(scopes)), union_entries())
    ).one()
    return [int(value) for value in row]


def _span(scopes: Sequence[Scope]) -> Scope:
    """All the days of several periods, and those between."""
    first, last = min(scope.date_from for scope in scopes), max(scope.date_to for scope in scopes)
    return Scope(first, last, scopes[0].unit_id)


COUNTS = (_count_units, _count_members, _count_learning, _count_activities, _count_works)


def _same(values: dict[str, int]) -> Counts:
    """Figures that are the length of their list."""
    return {key: (value, value) for key, value in values.items()}
