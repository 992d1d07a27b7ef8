"""How a turn ended, with its certificate; or that it was a mistake."""

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.learning import permissions
from app.learning.actions.steps import allow, check_version, lock_enrolment
from app.learning.models import OUTCOMES


@action
def record_outcome(
    actor: Actor,
    *,
    enrolment_id: int,
    version: int,
    outcome: str,
    grade: str = "",
    certificate: NewFile | None = None,
) -> int:
    """Say how a turn ended; returns its id. Nobody says it of themselves.

    A grade and a certificate go with "completed" alone; a certificate that is not sent again stays until then.
    """
    turn = lock_enrolment(actor, enrolment_id)
    allow(permissions.can_record_outcome(actor, turn))
    check_version(turn, version)
    check_outcome(outcome, grade, has_begun=turn.training_class.has_begun(clock.today()))
    if not turn.is_live:
        raise NotPossible("turn_withdrawn")
    if certificate is not None and outcome != "completed":
        raise NotPossible("certificate_needs_completion", field="certificate")
    if (turn.outcome, turn.grade) == (outcome, grade) and certificate is None:
        return turn.id
    turn.outcome, turn.grade = outcome, grade
    if certificate is not None:
        stored = add_file(actor, certificate)
        db.session.flush()  # the turn needs its id
        turn.certificate_id = stored.id
    elif outcome != "completed":
        turn.certificate_id = None
    turn.version += 1
    record(actor, "training.outcome_recorded", turn, outcome=outcome, grade=grade, certificate=turn.certificate_id)
    return turn.id


@action
def withdraw_enrolment(actor: Actor, *, enrolment_id: int, version: int, reason: str) -> int:
    """Take back a turn that was a mistake, with a reason: it counts nowhere, and stays to be read. Returns its id."""
    turn = lock_enrolment(actor, enrolment_id)
    allow(permissions.can_withdraw_enrolment(actor, turn))
    if not turn.is_live and turn.reason == reason.strip():
        return turn.id
    check_version(turn, version)
    if not reason.strip():
        raise NotPossible("turn_reason_missing", field="reason")
    turn.outcome, turn.reason, turn.grade, turn.certificate_id = "withdrawn", reason.strip(), "", None
    turn.version += 1
    record(actor, "training.withdrawn", turn, reason=reason.strip())
    return turn.id


def check_outcome(outcome: str, grade: str, *, has_begun: bool) -> None:
    """Raises NotPossible where a turn can't have ended so."""
    if outcome not in OUTCOMES or outcome == "withdrawn":
        raise NotPossible("outcome_unknown", field="outcome")
    if outcome != "open" and not has_begun:
        raise NotPossible("class_not_begun", field="outcome")
    if grade and outcome != "completed":
        raise NotPossible("grade_needs_completion", field="grade")
