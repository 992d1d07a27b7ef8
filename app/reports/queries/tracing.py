"""The records behind all figures at once, by their ids: what an issued report keeps, and what it is compared with."""

from typing import Any

from sqlalchemy import case, func, select

from app.extensions import db
from app.learning import counted as learning
from app.learning.counted import TRAINING_PARTS
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Unit, UnitVersion
from app.reports import counted
from app.reports.figures import BY_KEY, FIGURES, Scope
from app.reports.queries.counting import TRAINING
from app.service.counted import tally_sum
from app.service.models import FIGURES as SERVED
from app.service.models import PilotUnit, ServiceDay
from app.volunteering.models import Activity
from app.works.counted import union_value
from app.works.models import Work, WorkKind

# The id of each record and what it adds to the figure: 1, or an amount.
Trace = list[tuple[int, int]]


def trace_figures(scope: Scope) -> dict[str, Trace]:
    """By the figure's key, in the order of ids. The amounts of a figure's records add up to it."""
    found: dict[str, Trace] = {kind.key: [] for kind in FIGURES}
    for trace in TRACES:
        for key, id_, amount in trace(scope):
            found[key].append((id_, amount))
    return {key: sorted(rows) for key, rows in found.items()}


def _matching(records: str, part: str | None, id_: int, amount: int = 1) -> list[tuple[str, int, int]]:
    """The figures that count a record of this part: those of the part, and those of all parts."""
    return [
        (kind.key, id_, amount) for kind in BY_KEY.values() if kind.records == records and kind.part in (None, part)
    ]


def _trace_units(scope: Scope) -> list[tuple[str, int, int]]:
    rows = db.session.execute(
        select(Unit.id, UnitVersion.kind)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(counted.units_standing(scope))
    )
    return [line for id_, kind in rows for line in _matching("units", kind, id_)]


def _trace_members(scope: Scope) -> list[tuple[str, int, int]]:
    rows = db.session.execute(
        select(counted.Belonging.member_id, UnitVersion.sector)
        .join(UnitVersion, UnitVersion.unit_id == counted.Belonging.unit_id)
        .where(counted.members_belonging(scope))
        .distinct()
    )
    return [line for id_, sector in rows for line in _matching("members", sector, id_)]


def _trace_activities(scope: Scope) -> list[tuple[str, int, int]]:
    sums = [tally_sum(part) for part in SERVED]
    rows: Any = db.session.execute(
        select(Activity.id, ServiceDay.activity_id, *sums)
        .outerjoin(ServiceDay, ServiceDay.activity_id == Activity.id)
        .where(counted.activities_held(scope))
    )
    lines = []
    for id_, day, *served in rows:
        lines.append(("activities.held", id_, 1))
        if day is not None:
            lines.append(("service.days", id_, 1))
            lines += [(f"service.{part}", id_, int(number)) for part, number in zip(SERVED, served, strict=True)]
    return lines


def _trace_pilots(scope: Scope) -> list[tuple[str, int, int]]:
    rows = db.session.scalars(select(PilotUnit.id).where(counted.pilots(scope)))
    saturday = db.session.scalars(select(PilotUnit.unit_id).where(counted.saturday_pilots(scope)).distinct())
    return [
        *(("service.pilots", id_, 1) for id_ in rows),
        *(("models.saturday_units", id_, 1) for id_ in saturday),
    ]


def _trace_learning(scope: Scope) -> list[tuple[str, int, int]]:
    parts = [case((TRAINING_PARTS[part], 1), else_=0) for part in TRAINING]
    rows = db.session.execute(
        select(TrainingEnrolment.id, TrainingEnrolment.member_id, *parts)
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(learning.sent(scope))
    )
    lines: set[tuple[str, int, int]] = set()
    for id_, member_id, *belongs in rows:
        for part, belongs_to_it in zip(TRAINING, belongs, strict=True):
            if belongs_to_it:
                lines |= {(f"training.{part}", member_id, 1), (f"training.{part}_turns", id_, 1)}
    for part, where in counted.INITIATIVES.items():
        ids = db.session.scalars(select(Initiative.id).where(where(scope)))
        lines |= {(f"initiatives.{part}", id_, 1) for id_ in ids}
    return list(lines)


def _trace_works(scope: Scope) -> list[tuple[str, int, int]]:
    rows = db.session.execute(
        select(Work.id, WorkKind.code, WorkKind.counts_as, Work.benefit, func.coalesce(union_value(), 0))
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .where(counted.valued(scope))
    )
    lines = []
    for id_, code, counts_as, benefit, value in rows:
        if counts_as == "work":
            lines.append(("works.accepted", id_, 1))
            lines.append((f"works.{code}" if f"works.{code}" in BY_KEY else "works.other", id_, 1))
        else:
            lines.append(("works.tasks", id_, 1))
        if benefit is not None:
            lines.append(("works.benefit", id_, int(benefit)))
        lines.append(("works.value", id_, int(value)))
    return lines


TRACES = (_trace_units, _trace_members, _trace_learning, _trace_activities, _trace_pilots, _trace_works)
