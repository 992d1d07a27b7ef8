"""The committee decides on a proposal: approve, return with reasons, reject."""

from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.works.actions.proposal import draft_plan
from app.works.actions.steps import begin_step, check_reason, finish_step, lock_work, newest_plan
from app.works.models import PlanVersion, Work

# What a reason may be tied to: the groups of questions.
GROUPS = ("what", "where", "extent", "dates", "lines", "sources")


@action
def approve_work(actor: Actor, *, work_id: int, version: int) -> int:
    """Approve a proposal with the plan that was handed in."""
    work = lock_work(actor, work_id)
    if not begin_step(actor, work, "approve", version):
        return work.id
    if not work.unit.stands_on(clock.today()):
        raise NotPossible("approved_unit_gone")
    plan = _decide_plan(actor, work, "approved")
    work.approved_at = clock.now()
    work.return_reason = work.return_groups = None
    work.planned_total = plan.total
    finish_step(actor, work, "approve")
    return work.id


@action
def return_work(actor: Actor, *, work_id: int, version: int, reason: str, fields: tuple[str, ...] = ()) -> int:
    """Give a proposal back to be improved; `fields` are the groups of questions that the reason is about."""
    work = lock_work(actor, work_id)
    groups = [name for name in GROUPS if name in fields]
    details = {"reason": reason, "fields": groups}
    if not begin_step(actor, work, "return", version, **details):
        return work.id
    check_reason(reason)
    _decide_plan(actor, work, "refused", reason)
    draft_plan(actor, work)  # what was handed in stays as it was; the leader goes on in a copy
    work.return_reason = reason
    work.return_groups = groups or None
    finish_step(actor, work, "return", **details)
    return work.id


@action
def reject_work(actor: Actor, *, work_id: int, version: int, reason: str) -> int:
    """Turn a proposal down for good."""
    work = lock_work(actor, work_id)
    if not begin_step(actor, work, "reject", version, reason=reason):
        return work.id
    check_reason(reason)
    _decide_plan(actor, work, "refused", reason)
    finish_step(actor, work, "reject", reason=reason)
    return work.id


def _decide_plan(actor: Actor, work: Work, state: str, reason: str = "") -> PlanVersion:
    plan = newest_plan(work.id, selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    if plan is None:
        raise LookupError(f"work {work.id} was handed in without a plan")
    plan.state = state
    plan.reason = reason[:500]
    plan.decided_by = actor.account_id
    plan.decided_at = clock.now()
    return plan
