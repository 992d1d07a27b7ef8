"""Objections to the standings, and their answers."""

from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.drives.actions.loading import find_claim, lock_drive, lock_place
from app.drives.models import Indicator, Objection
from app.drives.permissions import can_answer_objection, can_raise_objection
from app.extensions import db

OUTCOMES = ("upheld", "rejected")


@action
def raise_objection(actor: Actor, *, place_id: int, indicator_id: int | None, text: str) -> int:
    """Object to one's own unit's figure on an indicator, or to its place as a whole; returns the objection's id."""
    place = lock_place(actor, place_id)
    if not can_raise_objection(actor, place):
        raise NotAllowed
    indicator = db.session.get(Indicator, indicator_id) if indicator_id is not None else None
    if indicator_id is not None and (indicator is None or indicator.drive_id != place.drive_id):
        raise NotFound
    if place.drive.state != "open" or not place.competes:
        raise NotPossible("unit_does_not_compete")
    if not text.strip():
        raise NotPossible("objection_needs_words", field="text")
    assert actor.account_id is not None  # the permission asks for a role
    objection = Objection(
        drive_id=place.drive_id,
        drive_unit_id=place_id,
        indicator_id=indicator_id,
        text=text.strip(),
        raised_by=actor.account_id,
        raised_at=clock.now(),
    )
    db.session.add(objection)
    db.session.flush()  # the event and the answer need the id
    record(actor, "objection.raised", place.drive, objection=objection.id, unit=place.unit_id, indicator=indicator_id)
    return objection.id


@action
def answer_objection(actor: Actor, *, objection_id: int, outcome: str, answer: str) -> None:
    """Answer an objection, once. Where one to a verified self-score is upheld, that waits to be verified again.

    A counted figure is corrected where its records are, never here.
    """
    found = db.session.get(Objection, objection_id)
    if found is None:
        raise NotFound
    drive = lock_drive(actor, found.drive_id)
    objection = lock(Objection, Objection.id == objection_id, options=(joinedload(Objection.place),))
    assert objection is not None  # never deleted
    claim = find_claim(objection.drive_unit_id, objection.indicator_id)
    if not can_answer_objection(actor, drive, objection, claim):
        raise NotAllowed
    if (objection.outcome, objection.answer) == (outcome, answer.strip()):
        return
    if objection.outcome is not None or drive.state != "open":
        raise NotPossible("objection_is_answered")
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    if not answer.strip():
        raise NotPossible("answer_needs_words", field="answer")
    objection.outcome, objection.answer = outcome, answer.strip()
    objection.answered_by, objection.answered_at = actor.account_id, clock.now()
    if outcome == "upheld" and claim is not None and claim.state == "verified":
        claim.state, claim.verified_score, claim.reason = "submitted", None, ""
        claim.verified_by = claim.verified_at = None
        claim.version += 1
    record(
        actor,
        "objection.answered",
        drive,
        objection=objection_id,
        unit=objection.place.unit_id,
        outcome=outcome,
    )
