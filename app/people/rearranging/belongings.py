"""What a unit has in hand in each area, and how it goes along when units are split, merged or dissolved.

People lies below the areas that have works, activities and money. So each of them names its own kinds of belongings
(see `areas.py`): how they are locked, listed for the preview, what hinders, what stays, and how they are handed over.
All of it runs inside the one action of `people.actions.rearranging`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.actor import Actor
from app.people.models import Unit

# An endpoint and its values, for a link on the preview.
Link = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Item:
    """One open thing of a unit. `mark` is another one after each change that whoever looks at the preview must know."""

    id: int
    unit_id: int
    name: str
    note: Any = ""
    mark: str = ""
    link: Link | None = None
    # What several of a kind can be chosen by: a class of pupils.
    group: str = ""


@dataclass(frozen=True)
class Hindrance:
    """Why a plan can't be carried out, and what to do about it; `link` leads to where that is done."""

    text: Any
    link: Link | None = None


@dataclass(frozen=True)
class Situation:
    """What areas look at: the units that give, those of them that end, and from which day on."""

    sources: Sequence[Unit]
    ending: Collection[int]
    on: date

    @property
    def ids(self) -> list[int]:
        return [unit.id for unit in self.sources]


@dataclass(frozen=True)
class Handing:
    """What an area carries out: `goals` are the units in the order of the plan, founded by now.

    `chosen` are goals by the key of the belongings and the id of the item; `shares` what leaves the fund of a source,
    by source and goal, in đồng. `before` holds what each kind has noted by `look_before`, by its key; `file_id` is the
    decision's paper. Of the money `recorded_by` prepared the plan and `approved_by` agreed.
    """

    situation: Situation
    goals: Sequence[Unit]
    decision: str
    chosen: Mapping[str, Mapping[int, Unit]] = field(default_factory=dict)
    shares: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    file_id: int | None = None
    recorded_by: int | None = None
    approved_by: int | None = None
    before: Mapping[str, Any] = field(default_factory=dict)

    def successors(self, unit_id: int) -> list[Unit]:
        """The units that take the place of a source beside itself."""
        return [goal for goal in self.goals if goal.id != unit_id]


def _nothing(*_values: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True)
class Belongings:
    """One kind of what a unit has in hand, under the title that the preview gives it.

    `items` are chosen one by one, each goes to one goal; what has none follows without being asked about. `stays`
    yields sentences about what remains with the unit as it was. `lock` takes the sources' ids, those of the standing
    goals and of the sources' members, and locks in the order member, shift, work, ledger. `look_before` notes what
    can't be told any more when others have handed theirs over. `balances` is given by the
    one kind that is money: what is in the fund of each source.
    """

    key: str
    title: Any
    hand_over: Callable[[Actor, Handing], None]
    items: Callable[[Situation], Sequence[Item]] = _nothing
    hinders: Callable[[Situation], Sequence[Hindrance]] = _nothing
    stays: Callable[[Situation], Sequence[Any]] = _nothing
    lock: Callable[[Sequence[int], Sequence[int], Sequence[int]], Any] = _nothing
    look_before: Callable[[Situation], Any] = _nothing
    balances: Callable[[Situation], Mapping[int, int]] | None = None


# Filled from the areas in create_app(), from low to high.
BELONGINGS: list[Belongings] = []
