"""What actions of this area do first: lock, refuse, notice a stale page; and move an initiative along its arrow."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.actions import lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event, record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.learning import permissions
from app.learning.models import Initiative, InitiativeFile, TrainingClass, TrainingEnrolment
from app.learning.models.initiative import TRANSITIONS

VERBS = {
    "submit": "initiative.submitted",
    "recognise": "initiative.recognised",
    "refuse": "initiative.refused",
    "apply": "initiative.applied",
    "withdraw": "initiative.withdrawn",
}


def allow(allowed: bool) -> None:
    """Raises NotAllowed where it isn't."""
    if not allowed:
        raise NotAllowed


def check_version(thing: Any, version: int) -> None:
    """Raises Conflict when the page that was sent showed an earlier version."""
    if thing.version != version:
        raise Conflict("stale", seen=version, present=thing.version)


def lock_class(actor: Actor, class_id: int) -> TrainingClass:
    """A class with its unit. Raises NotFound where the actor may not know of it."""
    found = lock(
        TrainingClass,
        TrainingClass.id == class_id,
        permissions.visible_classes(actor),
        options=(joinedload(TrainingClass.unit, innerjoin=True),),
    )
    if found is None:
        raise NotFound
    return found


def lock_enrolment(actor: Actor, enrolment_id: int) -> TrainingEnrolment:
    """A turn with its class and unit. Raises NotFound where the actor may not see it."""
    options = (
        joinedload(TrainingEnrolment.unit, innerjoin=True),
        joinedload(TrainingEnrolment.training_class, innerjoin=True),
    )
    found = lock(
        TrainingEnrolment,
        TrainingEnrolment.id == enrolment_id,
        permissions.visible_enrolments(actor),
        options=options,
    )
    if found is None:
        raise NotFound
    return found


def lock_initiative(actor: Actor, initiative_id: int) -> Initiative:
    """An initiative with its unit and authors. Raises NotFound where the actor may not know of it."""
    found = lock(
        Initiative,
        Initiative.id == initiative_id,
        permissions.visible_initiatives(actor),
        options=(joinedload(Initiative.unit, innerjoin=True), selectinload(Initiative.authors)),
    )
    if found is None:
        raise NotFound
    return found


def begin_step(actor: Actor, initiative: Initiative, step: str, version: int, **details: Any) -> bool:
    """May the actor take the step now? False: they took it before with the same words, and nothing is left to do.

    Raises NotAllowed, Conflict("stale"), or NotPossible("initiative_elsewhere") where no such arrow leaves its state.
    """
    allow(permissions.MAY[step](actor, initiative))
    if initiative.version != version and _was_done_before(actor, initiative, VERBS[step], version, details):
        return False
    check_version(initiative, version)
    if not initiative.can_go(step):
        raise NotPossible("initiative_elsewhere")
    return True


def finish_step(actor: Actor, initiative: Initiative, step: str, **details: Any) -> None:
    """Move an initiative along its arrow and write who did it, and why, to its history."""
    initiative.state = TRANSITIONS[step][1]
    initiative.version += 1
    initiative.sort_on = initiative.applied_on or initiative.decided_on or clock.today()
    record(actor, VERBS[step], initiative, **details, version=initiative.version)


def _was_done_before(actor: Actor, initiative: Initiative, verb: str, version: int, details: dict[str, Any]) -> bool:
    done = db.session.execute(
        select(Event.details)
        .where(
            Event.subject_type == Initiative.__tablename__,
            Event.subject_id == initiative.id,
            Event.verb == verb,
            Event.account_id == actor.account_id,
        )
        .order_by(Event.id.desc())
        .limit(1)
    ).scalar()
    return done == {**details, "version": version + 1}


def add_papers(actor: Actor, initiative: Initiative, moment: str, papers: tuple[NewFile, ...]) -> None:
    """Keep the papers of a moment."""
    stored = [add_file(actor, paper) for paper in papers]
    db.session.flush()  # what they belong to needs their ids
    db.session.add_all(InitiativeFile(initiative_id=initiative.id, file_id=file.id, moment=moment) for file in stored)
