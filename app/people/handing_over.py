"""What waits in an office, for whoever takes it over: each area names its own open things (see `areas.py`).

Nothing is handed from one account to another: a draft belongs to its unit, and who leads the unit next may go on with
it. So what is handed over is a list, counted when it is looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_SHOWN = 20


@dataclass(frozen=True)
class Office:
    """An appointment as plain values: whose it is or was, and over which unit with all under it."""

    account_id: int
    role: str
    unit_path: str


@dataclass(frozen=True)
class OpenThing:
    """One thing that waits: its name, what to know about it, and the page where it is dealt with."""

    title: str
    note: str
    endpoint: str
    values: Mapping[str, int]


@dataclass(frozen=True)
class OpenThings:
    """Things of one kind: the first ones, and how many there are."""

    name: Any
    things: Sequence[OpenThing]
    total: int


# Each gives its kinds of things for an office by a fixed number of statements. Filled from the areas in create_app().
SOURCES: list[Callable[[Office], list[OpenThings]]] = []


def list_open_things(office: Office) -> list[OpenThings]:
    """Everything that waits in an office; kinds of which there is nothing are left out."""
    return [kind for source in SOURCES for kind in source(office) if kind.total]


def open_things(name: Any, rows: Sequence[Any], make: Callable[[Any], OpenThing]) -> OpenThings:
    """Things from rows whose last column is the number of all of them, as `func.count().over()` gives it."""
    return OpenThings(name, [make(row) for row in rows], rows[0][-1] if rows else 0)
