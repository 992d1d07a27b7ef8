"""Signing in and out. A sign-in is a row; ending the row signs the browser out at its next request."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, update

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import DomainError, NotFound, NotPossible
from app.core.events import record
from app.core.text import normalise
from app.extensions import db
from app.people.models import Account, SignIn, SignInAttempt
from app.people.passwords import LONGEST, fits
from app.people.queries.sign_in import WINDOW, find_candidates, hash_identifier, seconds_to_wait
from app.people.queries.viewer import ONE_DAY, STAYS, hash_token


class TooManyTries(DomainError):
    """Too many failures from here; `seconds` says how long to wait."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class NewSignIn:
    """What the browser gets: the session's token, and whose account it is."""

    token: str
    account_id: int


@dataclass(frozen=True)
class SecondStep:
    """The password was right; the account has a second factor, which is to be asked for now."""

    account_id: int
    password_hash: str | None


def sign_in_with_password(
    actor: Actor,
    *,
    identifier: str,
    password: str,
    stays: bool,
    address: str,
    browser: str,
    device: str | None = None,
    device_accounts: tuple[int, ...] = (),
) -> NewSignIn | SecondStep:
    """Sign in by phone number, e-mail or member code; where there is a second factor, this is the first step.

    No action itself: the slow hash is computed before the one action that then notes success or failure. `device`
    names a browser that has signed in before to `device_accounts`: for these, its failures are counted apart, so that
    nobody else's can slow it down. Raises TooManyTries and NotPossible("wrong_password" or "several_members").
    An identifier that nobody has takes as long as one that somebody has; one that several share takes longer by a hash
    for each.
    """
    candidates = find_candidates(identifier)
    known = device is not None and any(account.id in device_accounts for account, *_rest in candidates)
    origin = place_of(device) if known and device is not None else address
    if wait := seconds_to_wait(identifier, origin):
        raise TooManyTries(wait)
    if len(password) > LONGEST:
        password = ""
    tried = [(account.id, account.password_hash, code, second) for account, code, second in candidates]
    tried = tried or [(0, None, None, False)]
    fitting = [row for row in tried if fits(password, row[1])]
    typed_code = normalise(identifier).upper()
    chosen = [row for row in fitting if row[2] == typed_code] or (fitting if len(tried) == 1 else [])
    if chosen:
        account_id, stored, _code, has_second = chosen[0]
        if has_second:
            return SecondStep(account_id, stored)
        return _start_sign_in(
            actor,
            account_id=account_id,
            seen_hash=stored,
            stays=stays,
            identifier=identifier,
            origin=origin,
            address=address,
            browser=browser,
        )
    if fitting:
        raise NotPossible("several_members", field="identifier")
    note_failed_attempt(actor, identifier=identifier, origin=origin)
    raise NotPossible("wrong_password")


@action
def _start_sign_in(
    actor: Actor,
    *,
    account_id: int,
    seen_hash: str | None,
    stays: bool,
    identifier: str,
    origin: str,
    address: str,
    browser: str,
) -> NewSignIn:
    account = lock(Account, Account.id == account_id)
    # Between the check and here the password may have been changed or the account closed.
    if account is None or not account.is_active or account.password_hash != seen_hash:
        raise NotPossible("wrong_password")
    # Of many tries at once only those count as tried that were there before the failures of the others.
    if wait := seconds_to_wait(identifier, origin):
        raise TooManyTries(wait)
    return add_sign_in(
        account, stays=stays, address=address, browser=browser, identifier=identifier, origin=origin, second=None
    )


def add_sign_in(
    account: Account, *, stays: bool, address: str, browser: str, identifier: str, origin: str, second: str | None
) -> NewSignIn:
    """The row of a sign-in that succeeded, and an end to the failures before; for use inside an action.

    `second`: what was shown beside the password, "app" or "recovery".
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    sign_in = SignIn(
        account_id=account.id,
        token_hash=hash_token(token),
        at=now,
        expires_at=now + (STAYS if stays else ONE_DAY),
        address=address[:45],
        browser=normalise(browser)[:200],
        stays=stays,
    )
    db.session.add(sign_in)
    db.session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.identifier_hash == hash_identifier(identifier), SignInAttempt.address == origin
        )
    )
    db.session.flush()  # the event names the row
    details = {"second": second} if second else {}
    record(Actor(account_id=account.id, member_id=account.member_id), "sign_in.started", sign_in, **details)
    return NewSignIn(token, account.id)


def place_of(device: str) -> str:
    """How failures from a browser that has signed in before are counted."""
    return f"device {device}"[:45]


@action
def note_failed_attempt(actor: Actor, *, identifier: str, origin: str) -> None:
    """Count a failure. No event: it has no subject, and what was typed is secret."""
    count_failure(identifier=identifier, origin=origin)


def count_failure(*, identifier: str, origin: str) -> None:
    """Count a failure and drop those that no longer count; for use inside an action."""
    now = clock.now()
    db.session.execute(
        delete(SignInAttempt).where(SignInAttempt.address == origin, SignInAttempt.at < now - WINDOW * 24)
    )
    db.session.add(SignInAttempt(identifier_hash=hash_identifier(identifier), address=origin[:45], at=now))


@action
def renew_sign_in(actor: Actor) -> None:
    """Make a sign-in that stays last thirty days from now; the view asks for it at most once a day, on a POST."""
    sign_in = lock(SignIn, SignIn.id == actor.sign_in_id)
    if sign_in is None or sign_in.ended_at is not None or not sign_in.stays:
        raise NotFound
    sign_in.expires_at = clock.now() + STAYS
    record(actor, "sign_in.renewed", sign_in)


@action
def end_sign_in(actor: Actor, *, sign_in_id: int | None) -> None:
    """Sign one of the actor's own browsers out, this one or another. Twice changes nothing."""
    sign_in = lock(SignIn, SignIn.id == sign_in_id, SignIn.account_id == actor.account_id)
    if sign_in is None:
        raise NotFound
    if sign_in.ended_at is None:
        sign_in.ended_at = clock.now()
        record(actor, "sign_in.ended", sign_in)


@action
def end_other_sign_ins(actor: Actor) -> int:
    """Sign the actor out everywhere else; returns in how many browsers."""
    account = lock(Account, Account.id == actor.account_id)
    if account is None:
        raise NotFound
    ended = end_sign_ins_of(account.id, keep=actor.sign_in_id)
    if ended:
        record(actor, "sign_in.others_ended", account, count=ended)
    return ended


def end_sign_ins_of(account_id: int, *, keep: int | None = None) -> int:
    """End every sign-in of an account but one; for use inside an action."""
    statement = (
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (keep or 0))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).rowcount  # type: ignore[attr-defined]
