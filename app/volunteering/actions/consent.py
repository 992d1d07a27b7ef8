"""A guardian's consent: recorded with its paper, withdrawn with the places that rest on it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Busy, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.people.models import Member
from app.volunteering.actions.places import give_free_places, lock_places, release
from app.volunteering.models import CONSENT_MARKS, GuardianConsent, Shift, SignUp
from app.volunteering.permissions import can_record_consent, can_withdraw_consent
from app.volunteering.queries.candidates import get_limits, load_candidates, load_unit_paths
from app.volunteering.rules import CONSENT_REASONS, reasons_of_person


@action
def record_consent(
    actor: Actor,
    *,
    member_id: int,
    guardian_name: str,
    relation: str,
    how: str,
    marks: Sequence[str],
    given_on: date,
    valid_until: date,
    file: NewFile | None = None,
) -> int:
    """Put a guardian's consent on paper on record; returns its id. `marks` are the kinds of work that it is for.

    By a link to the phone the guardian answers alone (`answer_request`): nobody else can say so.
    """
    if how != "paper":
        raise ValueError(how)
    member = lock(Member, Member.id == member_id)
    path = load_unit_paths([member_id]).get(member_id, "")
    if member is None or not (actor.is_system or _leads_somebody_like(actor, member_id, path)):
        raise NotFound
    if not can_record_consent(actor, member_id, path):
        raise NotAllowed
    check_consent(marks, given_on, valid_until)
    if file is None and not actor.is_system:
        raise NotPossible("paper_missing", field="file")
    consent = GuardianConsent(
        member_id=member_id,
        guardian_name=guardian_name,
        relation=relation,
        how=how,
        marks=[mark for mark in CONSENT_MARKS if mark in marks],
        given_on=given_on,
        valid_until=valid_until,
        file=add_file(actor, file) if file else None,
        recorded_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(consent)
    db.session.flush()  # the event needs the id
    record(actor, "consent.recorded", consent, member_id=member_id, marks=consent.marks)
    return consent.id


@action
def withdraw_consent(actor: Actor, *, consent_id: int) -> int:
    """Take a consent back and release the coming places that need it; returns how many. Twice changes nothing."""
    consent = db.session.get(GuardianConsent, consent_id)
    path = load_unit_paths([consent.member_id]).get(consent.member_id, "") if consent else ""
    if consent is None or not can_withdraw_consent(actor, consent.member_id, path):
        raise NotFound
    return take_back(actor, consent, by="leader")


def check_consent(marks: Sequence[str], given_on: date, valid_until: date) -> None:
    """What a consent must be by itself."""
    if not marks or not set(marks) <= set(CONSENT_MARKS):
        raise NotPossible("no_marks", field="marks")
    if given_on > clock.today():
        raise NotPossible("given_in_future", field="given_on")
    if valid_until < given_on:
        raise NotPossible("ends_before_start", field="valid_until")


def take_back(actor: Actor, consent: GuardianConsent, *, by: str) -> int:
    """Withdraw a consent and release the coming places that need it; for an action that has locked nothing yet."""
    member_id = consent.member_id
    marked = _coming_places(member_id)
    held = lock_places(shifts={sign_up.shift_id for sign_up in marked}, members=[member_id])
    db.session.refresh(consent)  # somebody may have withdrawn it while we waited for the locks
    if consent.withdrawn_at is not None:
        return 0
    marked = _coming_places(member_id)
    if not {sign_up.shift_id for sign_up in marked} <= set(held.shifts):
        raise Busy  # one more place was taken before our locks
    consent.withdrawn_at = clock.now()
    released = _release_without_consent(held.members[member_id], marked)
    moved_up = give_free_places(held)
    record(actor, "consent.withdrawn", consent, member_id=member_id, by=by, released=released, moved_up=moved_up)
    return len(released)


def _leads_somebody_like(actor: Actor, member_id: int, path: str) -> bool:
    """Does the actor know of the member at all: the own record, or one of a led unit."""
    return actor.member_id == member_id or can_record_consent(actor, member_id, path)


def _coming_places(member_id: int) -> list[SignUp]:
    """The live sign-ups of a member in shifts to come that have a mark, with their shifts."""
    statement = (
        select(SignUp)
        .join(SignUp.shift)
        .where(
            SignUp.member_id == member_id,
            SignUp.state.in_(("confirmed", "waitlisted")),
            Shift.starts_at > clock.now(),
        )
        .options(joinedload(SignUp.shift))
        .execution_options(populate_existing=True)
    )
    return [sign_up for sign_up in db.session.execute(statement).scalars() if sign_up.shift.marks]


def _release_without_consent(member: Member, sign_ups: list[SignUp]) -> list[int]:
    limits = get_limits()
    shifts = [sign_up.shift for sign_up in sign_ups]
    candidates = load_candidates([member], shifts)
    released = []
    for sign_up in sign_ups:
        if CONSENT_REASONS & reasons_of_person(candidates[member.id], sign_up.shift, limits):
            released += release(sign_up.shift, [sign_up], "consent_withdrawn")
    return released
