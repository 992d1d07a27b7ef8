"""Lists paged by key: the far end costs what the first page costs."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, tuple_

from app.extensions import db

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """A page of a list, and the keys for the pages beside it (None at the ends)."""

    items: Sequence[Any]
    next_key: str | None
    previous_key: str | None


def fetch_page(
    statement: Select[Any],
    *,
    order: Sequence[Any],
    key_of: Callable[[Any], Sequence[Any]],
    at: str | None = None,
    size: int = PAGE_SIZE,
    descending: bool = False,
    scalars: bool = True,
) -> Page:
    """Fetch a page of a statement by one query.

    `order` are the columns that order the list, the last one unique; `key_of(row)` gives their values for a row; `at`
    is a key of an earlier page as it came in an address: an unreadable one counts as the first page.
    """
    backward, key = _read_key(at, len(order))
    reverse = descending != backward
    if key is not None:
        typed = [_typed(column, value) for column, value in zip(order, key, strict=True)]
        position = tuple_(*order)
        statement = statement.where(position < tuple_(*typed) if reverse else position > tuple_(*typed))
    statement = statement.order_by(*(c.desc() if reverse else c.asc() for c in order)).limit(size + 1)
    result = db.session.execute(statement)
    rows = list(result.unique().scalars() if scalars else result.unique())
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    has_next = bool(rows) and (more or backward) if not backward else bool(rows)
    has_previous = bool(rows) and (more if backward else key is not None)
    if not backward:
        has_next = more
    return Page(
        items=rows,
        next_key=_write_key("n", key_of(rows[-1])) if has_next else None,
        previous_key=_write_key("p", key_of(rows[0])) if has_previous else None,
    )


def _write_key(direction: str, values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, date | datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *plain]).encode()).decode().rstrip("=")


def _read_key(at: str | None, length: int) -> tuple[bool, list[Any] | None]:
    if not at or len(at) > 1000:
        return False, None
    try:
        direction, *values = json.loads(base64.urlsafe_b64decode(at + "=" * (-len(at) % 4)))
    except (ValueError, TypeError):
        return False, None
    if direction not in ("n", "p") or len(values) != length:
        return False, None
    return direction == "p", values


def _typed(column: Any, value: Any) -> Any:
    """A value of a key in the column's own type; a forged one falls back to the type's least value."""
    kind = column.type.python_type if hasattr(column, "type") else str
    try:
        if kind is datetime:
            moment = datetime.fromisoformat(value)
            return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
        if kind is date:
            return date.fromisoformat(value)
        if kind is int:
            return max(-(2**62), min(2**62, int(value)))
        # A lone surrogate is text that no database takes.
        return str(value).replace("\x00", "").encode("utf-8", "replace").decode()
    except (ValueError, TypeError, OverflowError):
        return {datetime: datetime.min.replace(tzinfo=UTC), date: date.min, int: 0}.get(kind, "")
