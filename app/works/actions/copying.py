"""A new draft made from an earlier work that is finished or cancelled."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.extensions import db
from app.works import permissions
from app.works.actions.proposal import kind_measures, start_draft, write_groups
from app.works.actions.steps import newest_plan, plan_in_force
from app.works.models import PlanVersion, Work, WorkMeasure
from app.works.values import Dates, Extent, Line, Phase, What


@action
def copy_work(actor: Actor, *, work_id: int, unit_id: int) -> int:
    """Start a draft of `unit_id` from an accepted or cancelled work that the actor may see; returns the new id.

    Copied are what is built, how much, for whom, the phases' names, and the plan's lines for those who may read the
    first work's budget. Never: place and days, sources and money, photos and papers, steps and decisions; border
    markers are places too. Raises NotFound, and NotPossible for another state or a unit that isn't the actor's.
    """
    first = _load(actor, work_id)
    if not first.can_be_copied:
        raise NotPossible("copy_too_early")
    work = start_draft(actor, _what(first, unit_id), copied_from=first.id)
    phases = tuple(Phase(phase.name) for phase in first.phases)
    lines = _lines(first.id) if permissions.can_see_budget(actor, first) else []
    write_groups(actor, work, extent=_extent(first), dates=Dates(None, None, phases), lines=lines or None)
    return work.id


def _load(actor: Actor, work_id: int) -> Work:
    work = db.session.execute(
        select(Work)
        .where(Work.id == work_id, permissions.visible_works(actor))
        .options(
            selectinload(Work.unit),
            selectinload(Work.partners),
            selectinload(Work.phases),
            selectinload(Work.measures),
        )
    ).scalar_one_or_none()
    if work is None:
        raise NotFound
    return work


def _what(first: Work, unit_id: int) -> What:
    partners = tuple(partner.unit_id for partner in first.partners if partner.unit_id != unit_id)
    return What(unit_id, first.kind_id, first.title, first.description, first.level, first.occasion, partners)


def _extent(first: Work) -> Extent:
    """What was planned; of a work entered afterwards, which has no plan, what was delivered."""
    written: dict[int, WorkMeasure] = {row.measure_id: row for row in first.measures}
    quantities: dict[str, Decimal | list[str] | None] = {}
    for measure in kind_measures(first.kind_id):
        row = written.get(measure.id)
        if row is not None and measure.type != "list":
            quantities[measure.code] = row.planned if row.planned is not None else row.delivered
    households = first.planned_households if first.planned_households is not None else first.delivered_households
    people = first.planned_people if first.planned_people is not None else first.delivered_people
    return Extent(quantities, households, people)


def _lines(work_id: int) -> Sequence[Line]:
    """The lines of the plan in force, else of the newest one."""
    lines = selectinload(PlanVersion.lines)
    plan = plan_in_force(work_id, lines) or newest_plan(work_id, lines)
    rows = plan.lines if plan else []
    return [Line(row.category, row.description, row.quantity, row.unit, row.unit_price) for row in rows]
