"""What a merge knows of a table: which column names the member, and how its rows go over and come back.

An area whose tables point at members registers each of them (see `areas.py`); a test walks all foreign keys, so that
none is forgotten. Most tables need no more than their column. A table that has rules of its own, such as one place in
a shift, says which of its rows clash and settles that in `move`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, select, update

from app.core.actor import Actor
from app.extensions import db

KEPT, GONE = "kept", "gone"


@dataclass(frozen=True)
class Clash:
    """Something that one person can't have twice, in (lazy) words: of the kept record and of the one that goes."""

    key: str
    about: Any
    kept: Any
    gone: Any
    # Whose stays where nobody says otherwise.
    usual: str = KEPT


@dataclass
class Merge:
    """A merge that is being made or undone, inside an action: both members are locked.

    `choices`: by a clash's key whose stays. `moved`: what was done, by table, as plain JSON. `left`: what couldn't be
    given back by undoing, as (table, row id).
    """

    actor: Actor
    kept_id: int
    gone_id: int
    choices: Mapping[str, str] = field(default_factory=dict)
    moved: dict[str, Any] = field(default_factory=dict)
    left: list[tuple[str, int]] = field(default_factory=list)


class MemberTable:
    """A table with a column that points at a member. `same`: rows of the gone record that stay with it, since the
    kept one has the like and may have only one."""

    def __init__(
        self, column: Any, name: Any, *, same: Callable[[int, int], ColumnElement[bool]] | None = None
    ) -> None:
        self.column, self.name, self._same = column, name, same

    @property
    def model(self) -> Any:
        return self.column.class_

    @property
    def key(self) -> str:
        return f"{self.model.__tablename__}.{self.column.key}"

    def count(self, kept_id: int, gone_id: int) -> tuple[int, int]:
        """How many rows would go over, and how many stay with the gone record; one statement."""
        goes = case((self._goes(kept_id, gone_id), 1))
        total, moving = db.session.execute(
            select(func.count(), func.count(goes)).select_from(self.model).where(self.column == gone_id)
        ).one()
        return moving, total - moving

    def obstacles(self, kept_id: int, gone_id: int) -> Sequence[str]:
        """Reasons of NotPossible that must be out of the way first."""
        return ()

    def clashes(self, kept_id: int, gone_id: int) -> list[Clash]:
        """What somebody must settle; by a fixed number of statements."""
        return []

    def lock(self, merge: Merge) -> None:
        """Take the locks that moving or giving back needs: members first, then what belongs to them."""

    def move(self, merge: Merge) -> None:
        """Give the rows to the kept record and note which."""
        ids = self._ids(self._goes(merge.kept_id, merge.gone_id))
        self._give(ids, merge.gone_id, merge.kept_id)
        merge.moved[self.key] = ids

    def move_back(self, merge: Merge) -> None:
        """Give the noted rows back; those that came since stay."""
        self._give(merge.moved.get(self.key, []), merge.kept_id, merge.gone_id)

    def _goes(self, kept_id: int, gone_id: int) -> ColumnElement[bool]:
        own: ColumnElement[bool] = self.column == gone_id
        return and_(own, not_(self._same(kept_id, gone_id))) if self._same else own

    def _ids(self, where: ColumnElement[bool]) -> list[int]:
        return list(db.session.execute(select(self.model.id).where(where).order_by(self.model.id)).scalars())

    def _give(self, ids: Sequence[int], from_id: int, to_id: int) -> None:
        if ids:
            change = update(self.model).where(self.model.id.in_(ids), self.column == from_id)
            db.session.execute(change.values({self.column.key: to_id}))


# All tables of all areas, low to high. Filled from the areas in create_app().
TABLES: list[MemberTable] = []


def count_moved(moved: Any) -> int:
    """How many rows a table's note is about."""
    return len(moved.get("before", moved) if isinstance(moved, Mapping) else moved or ())


def list_clashes(kept_id: int, gone_id: int) -> list[Clash]:
    """Everything that must be settled before two records become one."""
    return [clash for table in TABLES for clash in table.clashes(kept_id, gone_id)]


def list_obstacles(kept_id: int, gone_id: int) -> list[str]:
    """Every reason why they can't become one now."""
    return [reason for table in TABLES for reason in table.obstacles(kept_id, gone_id)]
