"""The period seen from two more sides: units × figures, and works by kind, level, commune class and generation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, and_, case, func, literal, or_, select, union_all

from app.extensions import db
from app.learning import counted as learning
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Unit, UnitVersion
from app.places.models import Commune
from app.places.queries import get_generation, is_classified
from app.reports import counted
from app.reports.figures import NAMED_KINDS, Scope
from app.reports.queries.counting import TRAINING
from app.service.models import ServiceTally
from app.volunteering.models import Activity, ActivityUnit
from app.works.counted import union_value
from app.works.models import Work, WorkKind

CLASSES = ("border", "area_1", "area_2", "area_3", "difficult_villages")
COLUMNS = (
    "members.total",
    "training.professional",
    "training.political_theory",
    "initiatives.applied",
    "activities.held",
    "service.people",
    "works.accepted",
    *(f"works.{code}" for code in NAMED_KINDS),
    "works.other",
    "works.tasks",
    "works.value",
)


class MatrixRow(NamedTuple):
    """A unit right under the reported one, or that one itself for what it did in its own name; figures by key."""

    unit_id: int
    code: str
    name: str
    is_own: bool
    values: dict[str, int]


def count_matrix(scope: Scope, office_id: int) -> list[MatrixRow]:
    """Each record in the row of the unit that it lay under on its day, by the name that this had at the period's end.

    An activity of several units stands in the row of each, and so does who was sent to study by two of them: these
    columns may add up to more than the figure.
    """
    top = scope.unit_id or office_id
    rows: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for path, key, number in (*_members(scope), *_learning(scope, top), *_activities(scope, top), *_works(scope)):
        rows[child_of(path, top)][key] += int(number)
    names = _names(scope.date_to, set(rows) | _children(scope.date_to, top))
    listed = [MatrixRow(id_, *names[id_][:2], id_ == top, rows[id_]) for id_ in names if id_ in rows or id_ != top]
    return sorted(listed, key=lambda row: (row.is_own, names[row.unit_id][2]))


def child_of(path: str, top: int) -> int:
    """The id in a path of units that stands right under `top`; `top` itself where nothing does."""
    ids = [int(part) for part in path.strip("/").split("/")]
    at = ids.index(top) if top in ids else -1
    return ids[at + 1] if at + 1 < len(ids) else ids[-1]


def _stretches() -> Any:
    """Each version of a unit with the days that it answers for: the first also for what is older, see `belonged_to`."""
    first = func.row_number().over(partition_by=UnitVersion.unit_id, order_by=UnitVersion.valid_from) == 1
    return select(
        UnitVersion.unit_id,
        UnitVersion.path,
        case((first, literal(date(1, 1, 1), Date)), else_=UnitVersion.valid_from).label("begins"),
        func.lead(UnitVersion.valid_from)
        .over(partition_by=UnitVersion.unit_id, order_by=UnitVersion.valid_from)
        .label("ends"),
    ).cte("stretches")


def _on(stretches: Any, unit_id: Any, day: Any) -> Any:
    return and_(
        stretches.c.unit_id == unit_id,
        stretches.c.begins <= day,
        or_(stretches.c.ends.is_(None), stretches.c.ends > day),
    )


def _members(scope: Scope) -> list[tuple[str, str, int]]:
    rows = db.session.execute(
        select(UnitVersion.path, func.count(counted.Belonging.member_id.distinct()))
        .join(UnitVersion, UnitVersion.unit_id == counted.Belonging.unit_id)
        .where(counted.members_belonging(scope))
        .group_by(UnitVersion.path)
    )
    return [(path, "members.total", number) for path, number in rows]


def _learning(scope: Scope, top: int) -> list[tuple[str, str, int]]:
    """Who was sent to study, once in a row, and the initiatives applied."""
    stretches = _stretches()
    lines: list[tuple[str, str, int]] = []
    for part in TRAINING:
        seen: set[tuple[int, int]] = set()
        rows = db.session.execute(
            select(stretches.c.path, TrainingEnrolment.member_id)
            .select_from(TrainingEnrolment)
            .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
            .join(stretches, _on(stretches, TrainingEnrolment.unit_id, TrainingClass.starts_on))
            .where(learning.sent(scope, part))
            .distinct()
        )
        for path, member_id in rows:
            if (child_of(path, top), member_id) not in seen:
                seen.add((child_of(path, top), member_id))
                lines.append((path, f"training.{part}", 1))
    applied = db.session.execute(
        select(stretches.c.path, func.count())
        .select_from(Initiative)
        .join(stretches, _on(stretches, Initiative.unit_id, Initiative.applied_on))
        .where(learning.initiatives_applied(scope))
        .group_by(stretches.c.path)
    )
    return [*lines, *((path, "initiatives.applied", number) for path, number in applied)]


def _activities(scope: Scope, top: int) -> list[tuple[str, str, int]]:
    """An activity counts once in a row, whoever of the units there are host or co-host."""
    held = (
        select(Activity.id, Activity.host_unit_id, Activity.held_on).where(counted.activities_held(scope)).cte("held")
    )
    hosts = union_all(
        select(held.c.id, held.c.host_unit_id.label("unit_id"), held.c.held_on),
        select(held.c.id, ActivityUnit.unit_id, held.c.held_on)
        .join(ActivityUnit, ActivityUnit.activity_id == held.c.id)
        .where(ActivityUnit.role == "co_host"),
    ).subquery()
    stretches = _stretches()
    helped = (
        select(func.coalesce(func.sum(ServiceTally.people), 0))
        .where(ServiceTally.activity_id == hosts.c.id)
        .correlate(hosts)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(hosts.c.id, stretches.c.path, helped).join(stretches, _on(stretches, hosts.c.unit_id, hosts.c.held_on))
    )
    seen: set[tuple[int, int]] = set()
    lines = []
    for id_, path, people in rows:
        inside = scope.unit_id is None or f"/{scope.unit_id}/" in path
        row = child_of(path, top)
        if inside and (id_, row) not in seen:
            seen.add((id_, row))
            lines += [(path, "activities.held", 1), (path, "service.people", people)]
    return lines


def _works(scope: Scope) -> list[tuple[str, str, int]]:
    works = _valued(scope)
    stretches = _stretches()
    rows = db.session.execute(
        select(stretches.c.path, works.c.code, works.c.counts_as, func.count(), func.sum(works.c.value))
        .join(stretches, _on(stretches, works.c.unit_id, works.c.accepted_on))
        .group_by(stretches.c.path, works.c.code, works.c.counts_as)
    )
    lines = []
    for path, code, counts_as, number, value in rows:
        lines.append((path, "works.value", value))
        if counts_as == "task":
            lines.append((path, "works.tasks", number))
        else:
            lines.append((path, "works.accepted", number))
            lines.append((path, f"works.{code}" if code in NAMED_KINDS else "works.other", number))
    return lines


def _valued(scope: Scope) -> Any:
    """The works and youth tasks of the period with what each is worth."""
    return (
        select(
            *(Work.id, Work.unit_id, Work.accepted_on, Work.level, Work.commune_id, Work.lat, Work.lon, Work.title),
            *(WorkKind.code, WorkKind.counts_as, WorkKind.name_vi, WorkKind.name_en, WorkKind.position),
            func.coalesce(Work.benefit, 0).label("benefit"),
            union_value().label("value"),
        )
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .where(counted.valued(scope))
        .subquery()
    )


def _children(day: date, top: int) -> set[int]:
    """The units that stood right under the reported one on the last day: they have a row even with nothing in it."""
    rows = db.session.scalars(
        select(UnitVersion.unit_id)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(
            UnitVersion.parent_id == top,
            counted.in_force(day),
            or_(Unit.dissolved_on.is_(None), Unit.dissolved_on > day),
        )
    )
    return set(rows)


def _names(day: date, ids: set[int]) -> dict[int, tuple[str, str, str]]:
    """Code, short name on a day (the last one before it, else the first one) and what to sort by."""
    rows = db.session.execute(
        select(Unit.id, Unit.code, UnitVersion.short_name, Unit.name_sort, UnitVersion.valid_from)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.id.in_(ids))
        .order_by(Unit.id, UnitVersion.valid_from)
    )
    names: dict[int, tuple[str, str, str]] = {}
    for id_, code, name, order, since in rows:
        if since <= day or id_ not in names:
            names[id_] = (code, name, order)
    return names


@dataclass
class Part:
    """One line of a breakdown: works, youth tasks, what the Union gave and raised, and the benefit, in đồng."""

    works: int = 0
    tasks: int = 0
    value: int = 0
    benefit: int = 0

    def add(self, counts_as: str, number: int, value: int, benefit: int) -> None:
        self.works += number if counts_as == "work" else 0
        self.tasks += number if counts_as == "task" else 0
        self.value += int(value or 0)
        self.benefit += int(benefit or 0)


class Breakdown(NamedTuple):
    """Works and tasks by kind (code, Vietnamese, English), level, class of the commune, and commune of a generation.

    `undecided` lists the works (id, title) whose commune was split and whose point doesn't decide. A work counts in
    each class that its commune had on the acceptance date; those of communes without any stand under "".
    """

    kinds: dict[tuple[str, str, str], Part]
    levels: dict[str, Part]
    classes: dict[str, Part]
    communes: list[tuple[Commune, Part]]
    undecided: list[tuple[int, str]]


def break_down(scope: Scope, generation_day: date) -> Breakdown:
    """Count the period's works and youth tasks from four sides. Seven statements."""
    works = _valued(scope)
    sums = (works.c.counts_as, func.count(), func.sum(works.c.value), func.sum(works.c.benefit))
    kinds: dict[Any, Part] = defaultdict(Part)
    levels: dict[str, Part] = defaultdict(Part)
    named = (works.c.position, works.c.code, works.c.name_vi, works.c.name_en)
    for level, _position, code, vi, en, *values in db.session.execute(
        select(works.c.level, *named, *sums)
        .group_by(works.c.level, *named, works.c.counts_as)
        .order_by(works.c.position)
    ):
        kinds[code, vi, en].add(*values)
        levels[level].add(*values)
    flags = [
        case((is_classified(works.c.commune_id, kind, works.c.accepted_on), 1), else_=0).label(kind) for kind in CLASSES
    ]
    flagged = select(works, *flags).subquery()
    by_flags = [flagged.c[kind] for kind in CLASSES]
    flagged_sums = (flagged.c.counts_as, func.count(), func.sum(flagged.c.value), func.sum(flagged.c.benefit))
    classes: dict[str, Part] = {kind: Part() for kind in (*CLASSES, "")}
    for row in db.session.execute(select(*by_flags, *flagged_sums).group_by(*by_flags, flagged.c.counts_as)):
        counts_as, *summed = row[len(CLASSES) :]
        for kind in [kind for kind, is_one in zip(CLASSES, row, strict=False) if is_one] or [""]:
            classes[kind].add(counts_as, *summed)
    communes, undecided = _by_commune(works, sums, generation_day)
    return Breakdown(dict(kinds), dict(levels), classes, communes, undecided)


def _by_commune(works: Any, sums: Any, day: date) -> tuple[list[tuple[Commune, Part]], list[tuple[int, str]]]:
    generation = get_generation(day)
    split = {id_ for id_ in generation.communes if len(generation.candidates(id_)) != 1}
    parts: dict[int, Part] = defaultdict(Part)
    for commune_id, *values in db.session.execute(
        select(works.c.commune_id, *sums)
        .where(works.c.commune_id.is_not(None))
        .group_by(works.c.commune_id, works.c.counts_as)
    ):
        if commune_id not in split:
            parts[generation.candidates(commune_id)[0]].add(*values)
    undecided: list[tuple[int, str]] = []
    each = (works.c.counts_as, literal(1), works.c.value, works.c.benefit)
    where = or_(works.c.commune_id.is_(None), works.c.commune_id.in_(split))
    for id_, title, commune_id, lat, lon, *values in db.session.execute(
        select(works.c.id, works.c.title, works.c.commune_id, works.c.lat, works.c.lon, *each)
        .where(where)
        .order_by(works.c.id)
    ):
        answer = generation.place(commune_id, lat, lon) if commune_id is not None else None
        if answer is None or answer.commune_id is None:
            undecided.append((id_, title))
        else:
            parts[answer.commune_id].add(*values)
    rows = db.session.scalars(select(Commune).where(Commune.id.in_(parts)).order_by(Commune.name_sort))
    return [(commune, parts[commune.id]) for commune in rows], undecided
