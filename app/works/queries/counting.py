"""Works counted and handed to the areas above: the map, reports, the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.works import permissions
from app.works.models import Work, WorkKind
from app.works.models.work import SHARED_STATES, STATES


@dataclass(frozen=True)
class Totals:
    """Accepted this year: [(kind code, Vietnamese, English, number)], and the Union's contribution in đồng."""

    year: int
    by_kind: list[Any]
    contribution: int

    @property
    def works(self) -> int:
        return sum(row[3] for row in self.by_kind)


def sees_exact_points(actor: Actor) -> bool:
    """Points of patrol roads and markers are exact for officers only."""
    return actor.is_system or actor.has(*Role)


def states_to_see(actor: Actor) -> tuple[str, ...]:
    """The states in which the actor may meet a work: what filters and legends offer."""
    if actor.is_visitor:
        return ("accepted",)
    return STATES if actor.is_system or actor.has(*Role) else SHARED_STATES


def totals(actor: Actor, year: int | None = None) -> Totals:
    """What was accepted in a year (this one), by kind. Accepted works are public, so everybody reads the same."""
    year = year or clock.today().year
    period = (Work.state == "accepted", Work.accepted_on.between(date(year, 1, 1), date(year, 12, 31)))
    rows: Sequence[Any] = db.session.execute(
        select(
            WorkKind.code,
            WorkKind.name_vi,
            WorkKind.name_en,
            func.count(Work.id),
            func.coalesce(func.sum(Work.union_contribution), 0),
        )
        .join(Work, Work.kind_id == WorkKind.id)
        .where(permissions.visible_works(actor), *period)
        .group_by(WorkKind.id, WorkKind.code, WorkKind.name_vi, WorkKind.name_en, WorkKind.position)
        .order_by(WorkKind.position)
    ).all()
    return Totals(year, [tuple(row[:4]) for row in rows], sum(int(row[4]) for row in rows))
