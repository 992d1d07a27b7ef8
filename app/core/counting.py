"""What can be counted: records that belong to a unit on a day, and the metrics taken from them.

An area says in its `counted.py` which records it has to count; the areas above (drives, reports) add them up. The list
behind a figure and the figure itself come from the same rows.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select

from app.core.actor import Actor


class Shown(NamedTuple):
    """A record as a list names it, and the page to open it: an endpoint with its values, or none."""

    title: str
    endpoint: str | None = None
    values: dict[str, Any] = {}


@dataclass(frozen=True)
class Filter:
    """A column of a source that an indicator may narrow to one of its values; `choices` reads (value, label) pairs."""

    column: str
    label: Any
    choices: Callable[[], list[tuple[str, Any]]]


@dataclass(frozen=True)
class Source:
    """Records to count.

    `rows(first, last)` selects those of a period, given as two expressions of the type Date, with the columns unit_id,
    day and record_id, and what metrics add up or filter by. A shared source may give one record to several units, or
    several rows to one record: for each unit that stands for itself the record counts once. `show` names those records
    that an actor may open.
    """

    key: str
    rows: Callable[[Any, Any], Select[Any]]
    show: Callable[[Actor, Collection[int]], dict[int, Shown]]
    filters: tuple[Filter, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True)
class Metric:
    """A figure of the catalogue: how many records of a source, or the sum of one of its columns.

    `rule` is the sentence that says what counts. `per` is how many of the column make one of the unit (60 minutes an
    hour). `where` narrows the source's rows once and for all.
    """

    key: str
    label: Any
    rule: Any
    unit: Any
    source: Source
    amount: str | None = None
    per: int = 1
    where: Callable[[Any], ColumnElement[bool]] | None = field(default=None)
