"""Labour days of villagers on a work."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Unit
from app.works import permissions
from app.works.models import VillagerLabour, Work
from app.works.queries.page import get_work

SHOWN = 20


class LabourRow(NamedTuple):
    """An entry, who made it, who confirmed it, and whether the actor may confirm it now."""

    labour: VillagerLabour
    recorder: str | None
    confirmer: str | None
    can_confirm: bool


@dataclass(frozen=True)
class LabourPage:
    """The entries of a work, the newest first; `can_add` tells whether the work takes others from the actor now."""

    work: Work
    rows: list[LabourRow]
    can_add: bool
    can_withdraw: bool

    @property
    def days(self) -> Decimal:
        """What counts: the days that somebody confirmed."""
        return sum((row.labour.days for row in self.rows if row.labour.state == "confirmed"), Decimal(0))

    def get_row(self, labour_id: int) -> LabourRow:
        """An entry of this work. Raises NotFound."""
        row = next((row for row in self.rows if row.labour.id == labour_id), None)
        if row is None:
            raise NotFound
        return row


def get_labour_page(actor: Actor, work_id: int) -> LabourPage:
    """Villagers' labour days, by two statements, for who holds a role over the work's unit. Raises NotFound."""
    work = get_work(actor, work_id)
    if not permissions.can_see_papers(actor, work):
        raise NotFound
    recorder, confirmer = aliased(Account), aliased(Account)
    rows = db.session.execute(
        select(VillagerLabour, recorder.name, confirmer.name)
        .outerjoin(recorder, recorder.id == VillagerLabour.recorded_by)
        .outerjoin(confirmer, confirmer.id == VillagerLabour.confirmed_by)
        .where(VillagerLabour.work_id == work.id)
        .options(joinedload(VillagerLabour.file, innerjoin=True))
        .order_by(VillagerLabour.id.desc())
    )
    return LabourPage(
        work,
        [
            LabourRow(
                *row,
                can_confirm=row[0].state == "pending" and permissions.can_confirm_labour_days(actor, work, row[0]),
            )
            for row in rows
        ],
        can_add=permissions.can_add_labour_days(actor, work) and work.takes_labour,
        can_withdraw=permissions.can_withdraw_labour_days(actor, work),
    )


def list_labour_waiting(actor: Actor) -> list[Any]:
    """Entries that the actor may confirm, oldest first: (work_id, title, unit, who, days); by one statement or none."""
    if not actor.has(Role.LEADER, Role.COMMITTEE):
        return []
    statement = (
        select(Work.id, Work.title, Unit.short_name, VillagerLabour.who, VillagerLabour.days)
        .join(Work, Work.id == VillagerLabour.work_id)
        .join(Unit, Unit.id == Work.unit_id)
        .where(VillagerLabour.state == "pending", permissions.labour_to_confirm(actor))
        .order_by(VillagerLabour.id)
        .limit(SHOWN)
    )
    return list(db.session.execute(statement))
