"""Conditions that documents prove: a unit scores itself, another person verifies it with a reason."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.drives.actions.loading import find_claim, lock_drive, lock_place
from app.drives.models import Claim, Indicator
from app.drives.permissions import can_score_condition, can_verify_claim
from app.extensions import db


@action
def score_condition(
    actor: Actor,
    *,
    place_id: int,
    indicator_id: int,
    score: Decimal,
    document: str,
    document_on: date,
    file: NewFile,
    note: str = "",
) -> int:
    """Score one's own unit on a condition by a document; returns the claim's id. Again, until it is verified.

    Raises NotFound, NotAllowed, NotPossible: among others for what records count, where nobody types a figure in.
    """
    place = lock_place(actor, place_id)
    claim = find_claim(place_id, indicator_id)
    if not can_score_condition(actor, place, claim):
        raise NotAllowed
    indicator = db.session.get(Indicator, indicator_id)
    if indicator is None or indicator.drive_id != place.drive_id:
        raise NotFound
    if indicator.kind != "condition":
        raise NotPossible("records_count_this")
    if place.drive.state != "open" or not place.competes:
        raise NotPossible("unit_does_not_compete")
    if claim is not None and claim.state == "verified":
        raise NotPossible("claim_is_verified")
    if not 0 <= score <= indicator.points:
        raise NotPossible("score_out_of_range", field="score", most=indicator.points)
    if document_on > clock.today():
        raise NotPossible("document_of_the_future", field="document_on")
    stored = add_file(actor, file)
    db.session.flush()  # the claim needs the file's id
    if claim is None:
        claim = Claim(indicator_id=indicator_id, drive_unit_id=place_id, scorers="/", verifiers="/", version=0)
        db.session.add(claim)
    claim.score, claim.document, claim.document_on, claim.note = score, document, document_on, note
    claim.file_id, claim.state, claim.reason = stored.id, "submitted", ""
    claim.scored_by, claim.scored_at = _person(actor), clock.now()
    claim.scorers = _with(claim.scorers, actor)
    claim.verified_by = claim.verified_at = None
    claim.version += 1
    db.session.flush()  # the event and the answer need the id
    record(
        actor,
        "claim.scored",
        place.drive,
        claim=claim.id,
        unit=place.unit_id,
        indicator=indicator_id,
        score=str(score),
        document=document,
    )
    return claim.id


@action
def verify_claim(
    actor: Actor, *, claim_id: int, version: int, verdict: str, score: Decimal | None, reason: str
) -> None:
    """Confirm a self-score ("verified", with the points that the document proves) or give it back ("returned").

    Each needs a reason. Nobody verifies what they scored themselves, now or before it was given back.
    """
    drive_id = db.session.execute(
        select(Indicator.drive_id).join(Claim, Claim.indicator_id == Indicator.id).where(Claim.id == claim_id)
    ).scalar_one_or_none()
    if drive_id is None:
        raise NotFound
    drive = lock_drive(actor, drive_id)
    claim = lock(Claim, Claim.id == claim_id, options=(joinedload(Claim.indicator), joinedload(Claim.place)))
    assert claim is not None  # never deleted
    if not can_verify_claim(actor, drive, claim):
        raise NotAllowed
    if claim.version != version:
        raise Conflict
    if drive.state != "open" or claim.state != "submitted":
        raise NotPossible("nothing_to_verify")
    if not reason.strip():
        raise NotPossible("verdict_needs_reason", field="reason")
    if verdict == "verified":
        if score is None or not 0 <= score <= claim.indicator.points:
            raise NotPossible("score_out_of_range", field="score", most=claim.indicator.points)
        claim.verified_score = score
    claim.state, claim.reason = verdict, reason.strip()
    claim.verified_by, claim.verified_at = _person(actor), clock.now()
    claim.verifiers = _with(claim.verifiers, actor)
    claim.version += 1
    record(
        actor,
        "claim.verified" if verdict == "verified" else "claim.returned",
        drive,
        claim=claim_id,
        unit=claim.place.unit_id,
        indicator=claim.indicator_id,
        score=str(claim.verified_score) if claim.verified_score is not None else None,
        reason=claim.reason,
    )


def _person(actor: Actor) -> int:
    assert actor.account_id is not None  # the permission asks for a role
    return actor.account_id


def _with(ids: str, actor: Actor) -> str:
    own = f"/{actor.account_id}/"
    return ids if own in ids else f"{ids.rstrip('/')}{own}"
