"""Which unit a record belonged to: it stays with the unit as that stood on the record's day."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import aliased

from app.people.models import UnitVersion


def belonged_to(unit_id: Any, day: Any, wanted: Any) -> ColumnElement[bool]:
    """Whether the unit with `unit_id` was on `day` the unit `wanted` or lay under it; all three may be columns.

    A record entered afterwards may be older than its unit, and one that came late may outlive it: then the unit's first
    or last version counts, so that what belongs to all units still adds up. `wanted` is looked for by its id: the path
    above it may change.
    """
    version, then = aliased(UnitVersion), aliased(UnitVersion)
    since = select(func.max(version.valid_from)).where(version.unit_id == unit_id, version.valid_from <= day)
    first = select(func.min(version.valid_from)).where(version.unit_id == unit_id)
    # SQLAlchemy ties a subquery only to the statement right around it; the record may stand further out.
    moment = func.coalesce(*(s.correlate_except(version).scalar_subquery() for s in (since, first)))
    under = then.path.contains(literal("/", String).concat(cast(wanted, String)).concat("/"))
    found = select(then.id).where(then.unit_id == unit_id, then.valid_from == moment, under)
    return found.correlate_except(then).exists()
