"""What the areas hold about people: each area says it of its own tables, and the area `privacy` puts it together.

So a person's own file, the table of purposes, erasure and the removal of what has had its time know every table, and
no lower area knows of them. A test walks the columns that point at members and accounts: none is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

# A SELECT; its columns are others in each place.
Rows: TypeAlias = Any


@dataclass(frozen=True)
class Person:
    """Whose data: a member, an account, or both; 0 where there is none."""

    member_id: int = 0
    account_id: int = 0


@dataclass(frozen=True)
class Pseudonym:
    """What stands where a name and a code stood. It says nothing about who it was."""

    name: str
    code: str


@dataclass(frozen=True)
class Field:
    """One kind of datum: its key in the file, its name on the page; purpose and keeping where they are its own."""

    key: str
    label: Any
    purpose: Any = None
    keeping: str | None = None
    # The words for values that are codes.
    words: Mapping[Any, Any] | None = None


@dataclass(frozen=True)
class Holding:
    """What an area holds about a person in one place.

    `rows` gives the person's rows with a column for each field, in their order. `owners` are the columns that say
    whose a row is. `erase` takes the identity out of the rows, inside the action that erases; without it nothing in
    them says who it was once the member's own row is a pseudonym.
    """

    key: str
    title: Any
    purpose: Any
    keeping: str
    owners: tuple[Any, ...]
    fields: tuple[Field, ...]
    rows: Callable[[Person], Rows]
    erase: Callable[[Person, Pseudonym], None] | None = None


@dataclass(frozen=True)
class Expiry:
    """Something that goes when it has had its time, by one of the keeping rules.

    `due(day)` gives an id and words for each row that had its time on that day; `remove(ids)` does it.
    """

    key: str
    title: Any
    keeping: str
    due: Callable[[date], Rows]
    remove: Callable[[list[int]], None]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date | datetime) else value
