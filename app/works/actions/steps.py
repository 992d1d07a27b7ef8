"""What every action on a work does first and last: lock, refuse, notice a stale page, move on, write history."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event, record
from app.extensions import db
from app.works import permissions
from app.works.models import LedgerEntry, PlanLine, PlanVersion, Work
from app.works.models.work import TRANSITIONS

# The event of each step.
VERBS = {
    "submit": "work.submitted",
    "return": "work.returned",
    "approve": "work.approved",
    "reject": "work.rejected",
    "start": "work.started",
    "report": "work.reported",
    "send_back": "work.sent_back",
    "accept": "work.accepted",
    "cancel": "work.cancelled",
}


def lock_work(actor: Actor, work_id: int) -> Work:
    """The work with its unit, locked until the action ends. Raises NotFound where the actor may not know of it."""
    work = lock(
        Work, Work.id == work_id, permissions.visible_works(actor), options=(joinedload(Work.unit, innerjoin=True),)
    )
    if work is None:
        raise NotFound
    return work


def allow(allowed: bool) -> None:
    """Raises NotAllowed where it isn't."""
    if not allowed:
        raise NotAllowed


def check_version(work: Work, version: int) -> None:
    """Raises Conflict when the page that was sent showed an earlier version."""
    if work.version != version:
        raise Conflict("stale", seen=version, present=work.version)


def check_reason(reason: str) -> None:
    """Return, reject, cancel and the like need a reason."""
    if not reason.strip():
        raise NotPossible("reason_needed", field="reason")


def was_done_before(actor: Actor, work: Work, verb: str, version: int, details: dict[str, Any]) -> bool:
    """Did the same person already do the same on this version? Then a second sending changes nothing."""
    if work.version == version:
        return False
    done = db.session.execute(
        select(Event.details)
        .where(
            Event.subject_type == Work.__tablename__,
            Event.subject_id == work.id,
            Event.verb == verb,
            Event.account_id == actor.account_id,
        )
        .order_by(Event.id.desc())
        .limit(1)
    ).scalar()
    return done == {**details, "version": version + 1}


def begin_step(actor: Actor, work: Work, step: str, version: int, **details: Any) -> bool:
    """May the actor take the step now? False: they took it before with the same words, and nothing is left to do.

    Raises NotAllowed, Conflict("stale"), or NotPossible("wrong_step") where the drawing of states has no such arrow.
    """
    allow(permissions.MAY[step](actor, work))
    if was_done_before(actor, work, VERBS[step], version, details):
        return False
    check_version(work, version)
    if not work.can_go(step):
        raise NotPossible("wrong_step")
    return True


def finish_step(actor: Actor, work: Work, step: str, **details: Any) -> None:
    """Move the work along its arrow and write who did it, and why, to its history."""
    work.state = TRANSITIONS[step][1]
    work.version += 1
    work.sort_on = work.accepted_on or clock.today()
    record(actor, VERBS[step], work, **details, version=work.version)


def newest_plan(work_id: int, *options: Any) -> PlanVersion | None:
    """The version of the plan that was written last."""
    statement = select(PlanVersion).where(PlanVersion.work_id == work_id).order_by(PlanVersion.number.desc()).limit(1)
    return db.session.execute(statement.options(*options)).unique().scalar_one_or_none()


def plan_in_force(work_id: int, *options: Any) -> PlanVersion | None:
    """The newest approved version of the plan."""
    statement = select(PlanVersion).where(PlanVersion.work_id == work_id, PlanVersion.state == "approved")
    statement = statement.order_by(PlanVersion.number.desc()).limit(1).options(*options)
    return db.session.execute(statement).unique().scalar_one_or_none()


def spent_by_root(work_id: int) -> dict[int, int]:
    """What was spent on each line of the plan over all its versions, by the line's root, in đồng."""
    root = func.coalesce(PlanLine.root_id, PlanLine.id)
    rows = db.session.execute(
        select(root, -func.sum(LedgerEntry.amount))
        .join(PlanLine, PlanLine.id == LedgerEntry.plan_line_id)
        .where(LedgerEntry.work_id == work_id)
        .group_by(root)
    )
    return {id_: int(amount) for id_, amount in rows}
