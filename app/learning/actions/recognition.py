"""The committee recognises an initiative or doesn't; the unit shows that it is applied."""

from datetime import date

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.files import NewFile
from app.learning.actions.steps import add_papers, begin_step, finish_step, lock_initiative
from app.learning.models import LEVELS


@action
def recognise_initiative(
    actor: Actor,
    *,
    initiative_id: int,
    version: int,
    decided_by: str,
    level: str,
    decision: str,
    decided_on: date,
    paper: NewFile | None = None,
) -> int:
    """Recognise an initiative, as who decided (a council, an office), at which level, by which decision; its id."""
    found = lock_initiative(actor, initiative_id)
    details = {"by": decided_by, "level": level, "decision": decision, "on": decided_on.isoformat()}
    if begin_step(actor, found, "recognise", version, **details):
        if level not in LEVELS:
            raise NotPossible("recognition_level_unknown", field="level")
        for name, value in (("decided_by", decided_by), ("decision", decision)):
            if not value.strip():
                raise NotPossible("decision_incomplete", field=name)
        if not found.registered_on <= decided_on <= clock.today():
            raise NotPossible("recognised_when", field="decided_on")
        found.decided_by, found.level = decided_by.strip(), level
        found.decision, found.decided_on = decision.strip(), decided_on
        finish_step(actor, found, "recognise", **details)
        if paper is not None:
            add_papers(actor, found, "decision", (paper,))
    return found.id


@action
def refuse_initiative(actor: Actor, *, initiative_id: int, version: int, reason: str) -> int:
    """Not recognise an initiative, and say why; returns its id."""
    found = lock_initiative(actor, initiative_id)
    reason = reason.strip()
    if begin_step(actor, found, "refuse", version, reason=reason):
        if not reason:
            raise NotPossible("initiative_reason_missing", field="reason")
        found.reason = reason
        finish_step(actor, found, "refuse", reason=reason)
    return found.id


@action
def apply_initiative(
    actor: Actor, *, initiative_id: int, version: int, applied_on: date, applied_where: str, proof: NewFile
) -> int:
    """Show that a recognised initiative is in use: since when, where, by which paper or picture. Returns its id."""
    found = lock_initiative(actor, initiative_id)
    details = {"on": applied_on.isoformat(), "where": applied_where}
    if begin_step(actor, found, "apply", version, **details):
        if found.decided_on is None or not found.decided_on <= applied_on <= clock.today():
            raise NotPossible("applied_when", field="applied_on")
        if not applied_where.strip():
            raise NotPossible("applied_where_missing", field="applied_where")
        found.applied_on, found.applied_where = applied_on, applied_where.strip()
        finish_step(actor, found, "apply", **details)
        add_papers(actor, found, "proof", (proof,))
    return found.id
