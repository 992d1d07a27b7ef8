"""Needs: what each commune of a classification has got since a year, and which have nothing yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.core.actor import Actor
from app.maps.filters import MapFilters
from app.maps.queries.by_commune import Sums, Undecided, count_by_commune
from app.maps.queries.selection import select_works
from app.places.models import Classification, Commune
from app.places.queries import classifications_on, communes_of_generation, get_generation


@dataclass(frozen=True)
class Need:
    """A commune of today, why it is in the list, and what it got."""

    commune: Commune
    classification: Classification | None
    figures: Sums

    @property
    def per_inhabitant(self) -> float | None:
        """The Union's contribution in đồng per inhabitant; None where the number of inhabitants isn't known."""
        return self.figures.contribution / self.commune.population if self.commune.population else None

    @property
    def per_border_km(self) -> float | None:
        """Works per kilometre of national border; None where there is none, or its length isn't known."""
        return self.figures.works / self.commune.border_km if self.commune.border_km else None


@dataclass(frozen=True)
class Needs:
    """The communes, those with the least first, and works that may lie in them, which nothing decides."""

    communes: list[Need]
    undecided: list[Undecided]

    @property
    def without(self) -> list[Need]:
        """Those that have no accepted work."""
        return [need for need in self.communes if not need.figures.works]


def _unknown_last(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0


ORDERS: dict[str, Callable[[Need], Any]] = {
    "works": lambda need: need.figures.works,
    "contribution": lambda need: need.figures.contribution,
    "inhabitant": lambda need: _unknown_last(need.per_inhabitant),
    "border": lambda need: _unknown_last(need.per_border_km),
    "last": lambda need: (need.figures.last_on is not None, need.figures.last_on),
    "name": lambda need: (),
}


def get_needs(actor: Actor, *, kind: str = "", since: int | None = None, order: str = "works") -> Needs:
    """The communes that count as `kind` today ("" for all) with the works accepted since 1 January of a year.

    Nine statements at most, however many works or communes. Works count where they lie today, whatever their commune
    was called then.
    """
    generation = get_generation()
    accepted = select_works(actor, MapFilters(state="accepted", since=since))
    counted = count_by_commune(accepted, generation)
    classes = classifications_on(generation.day) if kind else {}
    needs = []
    for commune in communes_of_generation(clock.today()):
        found = next((c for c in classes.get(commune.id, []) if c.kind == kind), None)
        if found or not kind:
            needs.append(Need(commune, found, counted.of(commune.id)))
    ids = {need.commune.id for need in needs}
    undecided = [work for work in counted.undecided if ids.intersection(work.candidates)]
    by_name = sorted(needs, key=lambda need: need.commune.name_sort)
    return Needs(sorted(by_name, key=ORDERS.get(order, ORDERS["works"])), undecided)
