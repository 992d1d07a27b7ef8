"""Works counted by the communes of any generation: needs, money, the commune's own page.

The database groups by the commune that each work was built in; what those are on the wanted day is found in memory. In
a commune that was split each work's own point decides, and one without stays undecided: it is listed, never dropped.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, literal, select

from app.extensions import db
from app.maps.queries.selection import Selection, joined
from app.places.generations import Generation
from app.places.models import Commune
from app.works.models import Work


@dataclass(frozen=True)
class Sums:
    """What works add up to: their number, people reached, the Union's contribution (đồng), the last acceptance."""

    works: int = 0
    people: int = 0
    contribution: int = 0
    last_on: date | None = None

    def __add__(self, other: "Sums") -> "Sums":
        days = [day for day in (self.last_on, other.last_on) if day]
        return Sums(
            self.works + other.works,
            self.people + other.people,
            self.contribution + other.contribution,
            max(days, default=None),
        )


class Undecided(NamedTuple):
    """A work in a commune that was split, without a point that decides; `candidates` are ids of communes."""

    id: int
    title: str
    commune: str
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class ByCommune:
    """Figures by the id of the generation's communes, and the works that belong to none of them for certain."""

    figures: dict[int, Sums]
    undecided: list[Undecided] = field(default_factory=list)

    def of(self, commune_id: int) -> Sums:
        return self.figures.get(commune_id, Sums())

    @property
    def total(self) -> Sums:
        return sum(self.figures.values(), Sums())


# In the order of `Sums`.
_SUMS = (
    func.count(),
    func.coalesce(func.sum(Work.delivered_people), 0),
    func.coalesce(func.sum(Work.union_contribution), 0),
    func.max(Work.accepted_on),
)


def sum_works(selection: Selection) -> Sums:
    """What the selected works add up to. One statement."""
    columns: list[Any] = [*_SUMS]
    return _figures(db.session.execute(joined(select(*columns)).where(*selection.clauses)).one())


def count_by_commune(selection: Selection, generation: Generation) -> ByCommune:
    """Count the selected works by the communes of a generation. Two statements."""
    split = {id_ for id_ in generation.communes if len(generation.candidates(id_)) != 1}
    columns: list[Any] = [Work.commune_id, *_SUMS]
    statement = joined(select(*columns)).where(*selection.clauses, Work.commune_id.is_not(None))
    figures: dict[int, Sums] = defaultdict(Sums)
    for commune_id, *values in db.session.execute(statement.group_by(Work.commune_id)):
        if commune_id not in split:
            figures[generation.candidates(commune_id)[0]] += _figures(values)
    undecided = []
    for id_, title, commune, commune_id, lat, lon, *values in _works_in(selection, split):
        answer = generation.place(commune_id, lat, lon)
        if answer.commune_id is None:
            undecided.append(Undecided(id_, title, commune, answer.candidates))
        else:
            figures[answer.commune_id] += _figures(values)
    return ByCommune(dict(figures), undecided)


def _works_in(selection: Selection, communes: Iterable[int]) -> Any:
    if not communes:
        return []
    place = (Work.commune_id, Work.lat, Work.lon)
    values = (literal(1), func.coalesce(Work.delivered_people, 0), Work.union_contribution, Work.accepted_on)
    columns: list[Any] = [Work.id, Work.title, Commune.name, *place, *values]
    return db.session.execute(
        joined(select(*columns)).where(*selection.clauses, Work.commune_id.in_(communes)).order_by(Work.id)
    )


def _figures(values: Any) -> Sums:
    works, people, contribution, last_on = values
    return Sums(int(works), int(people), int(contribution), last_on)
