"""What was done in a commune or by a unit, for their own pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.actor import Actor
from app.maps.filters import MapFilters
from app.maps.queries.by_commune import Sums, sum_works
from app.maps.queries.listing import ListedWork, list_works
from app.maps.queries.selection import select_works
from app.maps.queries.within import Within

SHOWN = 6


@dataclass(frozen=True)
class Done:
    """Accepted works: what they add up to, and the latest of them."""

    filters: MapFilters
    sums: Sums
    latest: Sequence[ListedWork]


def get_done(actor: Actor, filters: MapFilters, within: Within | None = None) -> Done:
    """The accepted works that the filters let through: two statements, and those of `select_works`."""
    selected = select_works(actor, filters, within)
    return Done(filters, sum_works(selected), list_works(selected, size=SHOWN).items)
