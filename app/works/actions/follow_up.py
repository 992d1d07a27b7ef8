"""After acceptance: when the work is to be visited again, and what was found there."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Conflict, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.works import permissions
from app.works.actions.steps import allow, lock_work
from app.works.models import FollowUp, Work
from app.works.models.follow_up import CONDITIONS, EARLIEST, MONTHS, due_after


def schedule_follow_ups(work: Work) -> None:
    """The due dates of a work that is accepted. Of one entered as history only those that are still to come."""
    if work.accepted_on is None:
        raise LookupError(f"work {work.id} is not accepted")
    for months in MONTHS:
        due_on = due_after(work.accepted_on, months)
        if not work.is_history or due_on >= clock.today():
            db.session.add(FollowUp(work_id=work.id, months=months, due_on=due_on))


@action
def record_visit(
    actor: Actor,
    *,
    work_id: int,
    months: int | None,
    visited_on: date,
    condition: str,
    note: str = "",
    photo: NewFile | None = None,
) -> int:
    """Write down what a visit found and return its id. `months` is the due visit that it was, None for one beside them.

    Nobody visits before the acceptance or in the future, nor a due visit more than a month before its day. Whoever
    records the same visit twice gets the same id; another visit for the same due date is a Conflict.
    """
    work = lock_work(actor, work_id)
    allow(permissions.can_record_visit(actor, work))
    if work.accepted_on is None:
        raise NotPossible("not_accepted")
    if condition not in CONDITIONS:
        raise NotPossible("condition_unknown", field="condition")
    if visited_on > clock.today():
        raise NotPossible("in_the_future", field="visited_on")
    if visited_on < work.accepted_on:
        raise NotPossible("before_acceptance", field="visited_on")
    visit = _due_visit(work, months) if months is not None else FollowUp(work_id=work.id, due_on=visited_on)
    if visit.visited_on is not None:
        if (visit.visited_on, visit.condition, visit.note) == (visited_on, condition, note):
            return visit.id
        raise Conflict("visit_recorded")
    if months is not None and visited_on < visit.due_on - EARLIEST:
        raise NotPossible("visit_too_early", field="visited_on", day=clock.format_date(visit.due_on - EARLIEST))
    if photo is not None:
        stored = add_file(actor, photo)
        db.session.flush()  # the visit needs the file's id
        visit.file_id = stored.id
    visit.visited_on, visit.condition, visit.note = visited_on, condition, note
    visit.recorded_by, visit.at = actor.account_id, clock.now()
    db.session.add(visit)
    db.session.flush()  # the answer needs the id
    day = visited_on.isoformat()
    record(actor, "work.visited", work, visit=visit.id, months=months, visited_on=day, condition=condition)
    return visit.id


def _due_visit(work: Work, months: int) -> FollowUp:
    visit = db.session.execute(
        select(FollowUp).where(FollowUp.work_id == work.id, FollowUp.months == months)
    ).scalar_one_or_none()
    if visit is None:
        raise NotPossible("visit_unknown", field="months")
    return visit
