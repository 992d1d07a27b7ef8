"""What a plan would do, and whether that has changed since somebody looked: values only, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.people.models import Unit
from app.people.rearranging.belongings import Belongings, Hindrance, Item, Situation
from app.people.rearranging.plan import NOWHERE, RearrangedUnit, Rearrangement


@dataclass(frozen=True)
class Row:
    """An open thing and the position of the goal that it goes to; NOWHERE: it ends."""

    item: Item
    goal: int


@dataclass(frozen=True)
class Group:
    """The open things of one kind."""

    belongings: Belongings
    rows: Sequence[Row]

    @property
    def key(self) -> str:
        return self.belongings.key


@dataclass(frozen=True)
class Fund:
    """The fund of a source: what is in it and how much of that goes to each goal, in đồng."""

    unit: Unit
    balance: int
    shares: Mapping[int, int]

    @property
    def is_overdrawn(self) -> bool:
        return sum(self.shares.values()) > self.balance or min(self.shares.values(), default=0) < 0


@dataclass(frozen=True)
class Survey:
    """All that the preview of a plan says. `seen` stands for it: another one when anything is another."""

    plan: Rearrangement
    situation: Situation
    goals: Sequence[RearrangedUnit]
    groups: Sequence[Group]
    funds: Sequence[Fund]
    stays: Sequence[Any]
    hindrances: Sequence[Hindrance] = field(default=())

    def group(self, key: str) -> Group:
        return next(group for group in self.groups if group.key == key)

    @property
    def shown_groups(self) -> list[Group]:
        """The kinds of which there is anything."""
        return [group for group in self.groups if group.rows]

    def moves(self, row: Row) -> bool:
        """Does this thing go from its unit to another, or end?"""
        return row.goal == NOWHERE or self.goals[row.goal].unit_id != row.item.unit_id

    def counts(self, group: Group) -> list[int]:
        """How many of a kind go to each goal."""
        counted = Counter(row.goal for row in group.rows)
        return [counted[position] for position in range(len(self.goals))]

    @property
    def moving_shares(self) -> dict[int, dict[int, int]]:
        """What leaves the funds, by source and goal, without what stays where it is and what is nothing."""
        found: dict[int, dict[int, int]] = {}
        for fund in self.funds:
            leaving = {
                position: amount
                for position, amount in fund.shares.items()
                if amount and self.goals[position].unit_id != fund.unit.id
            }
            if leaving:
                found[fund.unit.id] = leaving
        return found

    @property
    def agreement(self) -> dict[str, dict[str, int]]:
        """The same as it is kept when somebody agrees to it."""
        return {
            str(unit_id): {str(position): amount for position, amount in sorted(leaving.items())}
            for unit_id, leaving in sorted(self.moving_shares.items())
        }

    @property
    def is_agreed(self) -> bool:
        """Has somebody agreed to just these amounts?"""
        return self.plan.agreed_by is not None and self.plan.agreed_shares == self.agreement

    @property
    def seen(self) -> str:
        """Every thing with its mark: "member 5.17 6.18;work 3.4;fund 12.500000;unit 12.3"."""
        parts = [
            " ".join([group.key, *(f"{row.item.id}.{row.item.mark}" for row in group.rows)]) for group in self.groups
        ]
        parts.append(" ".join(["fund", *(f"{fund.unit.id}.{fund.balance}" for fund in self.funds)]))
        units = {unit.id: unit for unit in self.situation.sources}
        units |= {goal.unit.id: goal.unit for goal in self.goals if goal.unit is not None}
        parts.append(" ".join(["unit", *(f"{id_}.{unit.version}" for id_, unit in sorted(units.items()))]))
        return ";".join(parts)


@dataclass(frozen=True)
class Difference:
    """What of one kind is another than somebody has seen: items that came or changed, and how many are gone."""

    key: str
    new: Sequence[Item]
    changed: Sequence[Item]
    gone: int


def differences(seen: str, survey: Survey) -> list[Difference]:
    """What has changed since a preview that said `seen`; nothing for one that can't be read."""
    before = _parse(seen)
    found = []
    for group in survey.groups:
        then, now = before.get(group.key, {}), {str(row.item.id): row.item for row in group.rows}
        new = [item for id_, item in now.items() if id_ not in then]
        changed = [item for id_, item in now.items() if id_ in then and then[id_] != item.mark]
        gone = sum(id_ not in now for id_ in then)
        if new or changed or gone:
            found.append(Difference(group.key, new, changed, gone))
    return found


def _parse(seen: str) -> dict[str, dict[str, str]]:
    found = {}
    for part in seen.split(";"):
        key, *marks = part.split(" ")
        found[key] = dict(mark.partition(".")[::2] for mark in marks)
    return found
