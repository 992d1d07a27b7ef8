"""A guardian is asked by a link: a leader makes it, the guardian answers once, without an account."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.actions.signing_in import TooManyTries, note_failed_attempt
from app.people.models import Account, Member
from app.people.queries.sign_in import seconds_to_wait
from app.volunteering.actions.consent import check_consent, take_back
from app.volunteering.models import CONSENT_MARKS, ConsentRequest, GuardianConsent
from app.volunteering.permissions import can_record_consent
from app.volunteering.queries.candidates import load_unit_paths
from app.volunteering.queries.consent_requests import hash_link
from app.volunteering.rules import ADULT

OPEN_FOR = timedelta(days=7)
# A link sent to one guardian five times a day is enough.
MOST_A_DAY = 5
MOST_GUESSES = 5
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class GuardianAnswer:
    """What a guardian said: who it is, the number that the link was sent to, and for which kinds of work until when."""

    agrees: bool
    phone: str
    guardian_name: str = ""
    relation: str = ""
    marks: tuple[str, ...] = ()
    valid_until: date | None = None


@action
def ask_guardian(actor: Actor, *, member_id: int, phone: str, marks: Sequence[str]) -> str:
    """Make a link for a guardian; returns its token, which is kept nowhere. An earlier open link ends with it.

    `marks` are the kinds of work that are asked for; the guardian chooses among them. A leader's own number is refused:
    nobody answers their own question.
    """
    member = lock(Member, Member.id == member_id)
    path = load_unit_paths([member_id]).get(member_id, "")
    if member is None or not can_record_consent(actor, member_id, path):
        raise NotFound
    if not marks or not set(marks) <= set(CONSENT_MARKS):
        raise NotPossible("no_marks", field="asked_marks")
    age = member.age_on(clock.today())
    if age is not None and age >= ADULT:
        raise NotPossible("is_adult")
    if phone in _own_numbers(actor):
        raise NotPossible("own_number", field="phone")
    now = clock.now()
    lately = (ConsentRequest.member_id == member_id) & (ConsentRequest.at > now - timedelta(days=1))
    if db.session.execute(select(func.count()).where(lately)).scalar_one() >= MOST_A_DAY:
        raise NotPossible("asked_too_often", field="phone")
    db.session.execute(
        update(ConsentRequest)
        .where(ConsentRequest.member_id == member_id, ConsentRequest.ended_at.is_(None))
        .values(ended_at=now)
    )
    token = secrets.token_urlsafe(24)
    request = ConsentRequest(
        member_id=member_id,
        phone=phone,
        marks=[mark for mark in CONSENT_MARKS if mark in marks],
        token_hash=hash_link(token),
        asked_by=actor.account_id,
        at=now,
        expires_at=now + OPEN_FOR,
    )
    db.session.add(request)
    db.session.flush()  # the event needs the id
    record(actor, "consent.asked", request, member_id=member_id, marks=request.marks)
    return token


def _own_numbers(actor: Actor) -> set[str]:
    found = db.session.execute(
        select(Account.phone, Member.phone)
        .outerjoin(Member, Member.id == Account.member_id)
        .where(Account.id == actor.account_id)
    )
    return {phone for row in found for phone in row if phone}


def answer_request(actor: Actor, *, token: str, answer: GuardianAnswer, address: str) -> str:
    """Give or refuse the consent that a link asks for, once; returns "given" or "refused".

    Whoever has the link must also know the number it was sent to: five guesses for a link. Failures are counted by
    `address` too, in the database, as those of signing in are. Raises TooManyTries. No action itself: a wrong guess is
    counted by an action of its own, since the one that refuses leaves nothing behind.
    """
    if wait := seconds_to_wait(hash_link(token), address):
        raise TooManyTries(wait)
    try:
        return _answer_request(actor, token=token, answer=answer)
    except (NotFound, NotPossible) as error:
        if isinstance(error, NotFound) or error.reason == "wrong_number":
            note_failed_attempt(actor, identifier=hash_link(token), origin=address)
            _count_guess(actor, token=token)
        raise


@action
def _answer_request(actor: Actor, *, token: str, answer: GuardianAnswer) -> str:
    request = _lock_request(token)
    now, today = clock.now(), clock.today()
    if (earlier := _earlier_answer(request, answer)) is not None:
        return earlier
    if not request.is_open(now):
        raise NotPossible("link_ended")
    if answer.phone != request.phone:
        raise NotPossible("wrong_number", field="phone")
    request.ended_at = now
    if not answer.agrees:
        request.answer = "refused"
        record(actor, "consent.refused", request, member_id=request.member_id)
        return "refused"
    until = answer.valid_until or today
    check_consent(answer.marks, today, until)
    if not set(answer.marks) <= set(request.marks):
        raise NotPossible("no_marks", field="marks")
    if until > today + LONGEST:
        raise NotPossible("consent_too_long", field="valid_until")
    consent = GuardianConsent(
        member_id=request.member_id,
        guardian_name=answer.guardian_name,
        relation=answer.relation,
        how="phone_link",
        marks=[mark for mark in CONSENT_MARKS if mark in answer.marks],
        given_on=today,
        valid_until=until,
        at=now,
    )
    db.session.add(consent)
    db.session.flush()  # the request and the event need the id
    request.answer, request.consent_id = "given", consent.id
    record(
        actor,
        "consent.recorded",
        consent,
        member_id=request.member_id,
        marks=consent.marks,
        by="guardian",
        request=request.id,
    )
    return "given"


@action
def withdraw_by_link(actor: Actor, *, token: str) -> int:
    """Take back the consent given by this link; returns how many places that released. Twice changes nothing."""
    consent = db.session.execute(
        select(GuardianConsent)
        .join(ConsentRequest, ConsentRequest.consent_id == GuardianConsent.id)
        .where(ConsentRequest.token_hash == hash_link(token))
    ).scalar_one_or_none()
    if consent is None:
        raise NotFound
    return take_back(actor, consent, by="guardian")


@action
def _count_guess(actor: Actor, *, token: str) -> None:
    """Count a wrong number; the fifth ends the link."""
    request = lock(ConsentRequest, ConsentRequest.token_hash == hash_link(token))
    if request is None or request.ended_at is not None:
        return
    request.guesses += 1
    if request.guesses >= MOST_GUESSES:
        request.ended_at = clock.now()
        record(actor, "consent.link_locked", request, member_id=request.member_id)


def _earlier_answer(request: ConsentRequest, answer: GuardianAnswer) -> str | None:
    """The answer that was given before, if this is the same one sent again."""
    if request.answer is None or answer.phone != request.phone or answer.agrees != (request.answer == "given"):
        return None
    if request.answer == "refused":
        return "refused"
    consent = db.session.get_one(GuardianConsent, request.consent_id)
    same = (set(consent.marks), consent.valid_until) == (set(answer.marks), answer.valid_until)
    return "given" if same and consent.guardian_name == answer.guardian_name else None


def _lock_request(token: str) -> ConsentRequest:
    """Locked after its member, as everywhere."""
    statement = select(ConsentRequest.member_id).where(ConsentRequest.token_hash == hash_link(token))
    member_id = db.session.execute(statement).scalar_one_or_none()
    if member_id is None:
        raise NotFound
    lock(Member, Member.id == member_id)
    request = lock(ConsentRequest, ConsentRequest.token_hash == hash_link(token))
    assert request is not None  # requests are never deleted
    return request
