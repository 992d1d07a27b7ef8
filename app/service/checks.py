"""What `flask check` recomputes about service days."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from app.extensions import db
from app.service.models import ServiceTally


def no_entry_counts_below_zero() -> Iterator[str]:
    """An entry with its corrections never takes more away than it counted."""
    entry = func.coalesce(ServiceTally.corrects_id, ServiceTally.id)
    sums = [func.sum(column) for column in (ServiceTally.people, ServiceTally.procedures, ServiceTally.online)]
    below = select(entry).group_by(entry).having(or_(*(total < 0 for total in sums))).order_by(entry)
    for (id_,) in db.session.execute(below):
        yield f"service_tallies {id_}: counts below zero with its corrections"


CHECKS = (no_entry_counts_below_zero,)
