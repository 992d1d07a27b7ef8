"""Rows on their way into the database: they get their ids here, to name each other before they are written."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, insert, select

from app.core.actions import advance_ids, lock_table
from app.extensions import db


class Batch:
    """The rows of one transaction, written in a few large statements. For use inside an action."""

    def __init__(self) -> None:
        # By the columns that are named: one statement takes only rows that name the same.
        self._rows: dict[type[Any], dict[tuple[str, ...], list[dict[str, Any]]]] = {}
        self._next_id: dict[type[Any], int] = {}

    def add(self, model: type[Any], **values: Any) -> int:
        """Add a row and return its id. What isn't named gets the column's default."""
        values["id"] = id_ = self.next_id(model)
        self._next_id[model] = id_ + 1
        self._rows[model][tuple(values)].append(values)
        return id_

    def next_id(self, model: type[Any]) -> int:
        """The id that the next row of this table will have."""
        if model not in self._next_id:
            lock_table(model)  # nobody else may take these ids
            self._next_id[model] = (db.session.execute(select(func.max(model.id))).scalar() or 0) + 1
            self._rows[model] = defaultdict(list)
        return self._next_id[model]

    def write(self) -> None:
        """Write everything, each row after those that it names."""
        order = {table: place for place, table in enumerate(db.metadata.sorted_tables)}
        for model in sorted(self._rows, key=lambda model: order[model.__table__]):
            for rows in self._rows[model].values():
                db.session.execute(insert(model.__table__), rows)
            advance_ids(model)
        self._rows.clear()
        self._next_id.clear()
