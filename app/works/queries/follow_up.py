"""Follow-ups: those that are due, and the condition found last."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.models import FollowUp, Work

# A visit stands on the leader's list from so many days before it is due.
AHEAD = timedelta(days=14)


class DueVisit(NamedTuple):
    """A visit that a leader is to make."""

    work_id: int
    title: str
    unit: str
    due_on: date
    months: int

    @property
    def is_overdue(self) -> bool:
        return self.due_on < clock.today()


def list_due_visits(actor: Actor, limit: int) -> list[DueVisit]:
    """The visits of the leader's works that are due now or within two weeks, the earliest first. One statement."""
    rows: Any = db.session.execute(
        select(Work.id, Work.title, Unit.short_name, FollowUp.due_on, FollowUp.months)
        .join(Work, Work.id == FollowUp.work_id)
        .join(Unit, Unit.id == Work.unit_id)
        .where(
            FollowUp.visited_on.is_(None),
            FollowUp.due_on <= clock.today() + AHEAD,
            permissions.works_under(actor.paths(Role.LEADER)),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(limit)
    )
    return [DueVisit(*row) for row in rows]


def last_visit(column: Any) -> Any:
    """A column of the last visit to a work (its `condition`, its `visited_on`), for a statement over Work."""
    return (
        select(column)
        .where(FollowUp.work_id == Work.id, FollowUp.visited_on.is_not(None))
        .order_by(FollowUp.visited_on.desc(), FollowUp.id.desc())
        .limit(1)
        .correlate(Work)
        .scalar_subquery()
    )


def get_visit_photo(actor: Actor, file_id: int) -> StoredFile:
    """The photo of a visit, for whoever may see the work. Raises NotFound."""
    stored = db.session.execute(
        select(StoredFile)
        .join(FollowUp, FollowUp.file_id == StoredFile.id)
        .join(Work, Work.id == FollowUp.work_id)
        .where(StoredFile.id == file_id, permissions.visible_works(actor))
    ).scalar_one_or_none()
    if stored is None:
        raise NotFound
    return stored
