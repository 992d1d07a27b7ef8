"""All that the product holds about one person, and what each kind of datum is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.personal import Field, Holding, Person, plain
from app.extensions import db


@dataclass(frozen=True)
class Section:
    """What one place holds about the person: rows with a value for each field of the holding."""

    holding: Holding
    rows: Sequence[Sequence[Any]]

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.holding.fields

    def as_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON has them."""
        return [{field.key: plain(value) for field, value in zip(self.fields, row, strict=True)} for row in self.rows]


@dataclass(frozen=True)
class Purpose:
    """A line of the table of purposes: these fields of a holding, what they are for, the rule that keeps them."""

    holding: Holding
    fields: Sequence[Field]
    purpose: Any
    keeping: str


def get_own_person(actor: Actor) -> Person:
    """Whoever is signed in. Raises NotFound."""
    if actor.account_id is None:
        raise NotFound
    return Person(actor.member_id or 0, actor.account_id)


def read_own_data(person: Person) -> list[Section]:
    """Everything about a person, by one statement for each holding."""
    return [Section(holding, db.session.execute(holding.rows(person)).all()) for holding in all_holdings()]


def list_purposes() -> list[Purpose]:
    """The table of purposes; no statement."""
    found: list[Purpose] = []
    for holding in all_holdings():
        groups: dict[tuple[str, str], list[Field]] = {}
        for field in holding.fields:
            groups.setdefault((str(field.purpose or holding.purpose), field.keeping or holding.keeping), []).append(
                field
            )
        found += [Purpose(holding, fields, purpose, keeping) for (purpose, keeping), fields in groups.items()]
    return found


def all_holdings() -> list[Holding]:
    """What every area holds, from low to high."""
    return [holding for area in current_app.extensions["areas"] for holding in area.holdings]
