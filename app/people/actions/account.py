"""Accounts: made for a member, activated with a one-time code, and their passwords."""

import contextlib
import hashlib
from datetime import timedelta

from sqlalchemy import exists, select, update

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.codes import NotACode, new_code, normalise_code
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import normalise
from app.extensions import db
from app.people.actions.member import lock_visible_member
from app.people.actions.signing_in import TooManyTries, end_sign_ins_of, note_failed_attempt
from app.people.models import Account, Appointment, Member, OneTimeCode
from app.people.passwords import check_new_password, fits, hash_password
from app.people.permissions import can_create_account, can_issue_code
from app.people.queries.sign_in import seconds_to_wait

CODE_LENGTH = 8
VALID_FOR = {"activation": timedelta(days=7), "new_password": timedelta(minutes=10)}


@action
def create_account(actor: Actor, *, member_id: int) -> int:
    """Make a member's account, without a password; returns its id. One that is there already is returned."""
    member, unit, membership = lock_visible_member(actor, member_id)
    if not can_create_account(actor, unit.path):
        raise NotAllowed
    existing = db.session.execute(select(Account.id).where(Account.member_id == member.id)).scalar_one_or_none()
    if existing is not None:
        return existing
    if membership.valid_until is not None:
        raise NotPossible("member_left")
    # The e-mail signs in, so only one account can have it; a pupil may share one with a parent.
    is_free = member.email and not db.session.execute(select(exists().where(Account.email == member.email))).scalar()
    account = Account(
        member_id=member.id, name=member.full_name, phone=member.phone, email=member.email if is_free else None
    )
    db.session.add(account)
    db.session.flush()  # the event names the row
    record(actor, "account.created", account, member=member.id)
    return account.id


@action
def issue_code(actor: Actor, *, account_id: int) -> str:
    """A one-time code that sets the account's password, as text to hand over: it isn't kept, only its hash.

    To activate: seven days; for a forgotten password: ten minutes. It replaces the code before it.
    """
    account = lock(Account, Account.id == account_id)
    if account is None:
        raise NotFound
    path = ""
    if account.member_id is not None:
        _member, unit, membership = lock_visible_member(actor, account.member_id)
        path = unit.path
        if membership.valid_until is not None:
            raise NotPossible("member_left")
    if not can_issue_code(actor, account.id, path, is_officer=_is_officer(account.id)):
        raise NotAllowed
    if not account.is_active:
        raise NotPossible("account_closed")
    now = clock.now()
    _end_codes(account.id)
    purpose = "new_password" if account.password_hash else "activation"
    text = new_code(CODE_LENGTH)
    code = OneTimeCode(
        account_id=account.id,
        purpose=purpose,
        code_hash=_hash_code(text),
        issued_at=now,
        issued_by=actor.account_id,
        expires_at=now + VALID_FOR[purpose],
    )
    db.session.add(code)
    record(actor, "account.code_issued", account, purpose=purpose)
    return text


def activate_account(actor: Actor, *, member_code: str, code: str, password: str, address: str) -> int:
    """Set a password with a one-time code; returns the account's id.

    No action itself: the hash is computed before the one action. Raises NotPossible("wrong_code") alike for an unknown
    member, a wrong, used, expired or exhausted code; five wrong guesses end a code. Raises TooManyTries.
    """
    check_new_password(password, member_code)
    guessed = f"code {member_code}"
    if wait := seconds_to_wait(guessed, address):
        raise TooManyTries(wait)
    account_id = _use_code(actor, member_code=member_code, code=code, password_hash=hash_password(password))
    if account_id is None:
        note_failed_attempt(actor, identifier=guessed, origin=address)
        raise NotPossible("wrong_code", field="code")
    return account_id


@action
def _use_code(actor: Actor, *, member_code: str, code: str, password_hash: str) -> int | None:
    """The account whose password was set, or None after a wrong guess, which must be committed as well."""
    member_id = select(Member.id).where(Member.code == normalise(member_code).upper()).scalar_subquery()
    account = lock(Account, Account.member_id == member_id)
    if account is None or not account.is_active:
        return None
    now = clock.now()
    held = lock(OneTimeCode, OneTimeCode.account_id == account.id, OneTimeCode.ended_at.is_(None))
    if held is None or not held.is_open(now):
        return None
    if held.code_hash != _hash_code(code):
        held.guesses += 1
        return None
    held.ended_at = now
    account.password_hash = password_hash
    end_sign_ins_of(account.id)
    owner = Actor(account_id=account.id, member_id=account.member_id)
    record(owner, "account.activated" if held.purpose == "activation" else "account.password_renewed", account)
    return account.id


def change_password(actor: Actor, *, old: str, new: str) -> None:
    """Change the actor's own password; every other browser is signed out. No action itself, for the slow hashes."""
    account = db.session.get(Account, actor.account_id or 0)
    if account is None:
        raise NotFound
    stored = account.password_hash
    check_new_password(new, account.name, account.phone, account.email, field="new")
    if not fits(old, stored):
        raise NotPossible("wrong_old_password", field="old")
    _change_password(actor, seen_hash=stored, password_hash=hash_password(new))


@action
def _change_password(actor: Actor, *, seen_hash: str | None, password_hash: str) -> None:
    account = lock(Account, Account.id == actor.account_id)
    if account is None:
        raise NotFound
    if account.password_hash != seen_hash:
        raise Conflict
    account.password_hash = password_hash
    end_sign_ins_of(account.id, keep=actor.sign_in_id)
    _end_codes(account.id)
    record(actor, "account.password_changed", account)


def set_password(actor: Actor, *, account_id: int, password: str) -> None:
    """Set an account's password from the terminal; signs it out everywhere."""
    if not actor.is_system:
        raise NotAllowed
    check_new_password(password)
    _set_password(actor, account_id=account_id, password_hash=hash_password(password))


@action
def _set_password(actor: Actor, *, account_id: int, password_hash: str) -> None:
    account = lock(Account, Account.id == account_id)
    if account is None:
        raise NotFound
    account.password_hash = password_hash
    end_sign_ins_of(account.id)
    _end_codes(account.id)
    record(actor, "account.password_set", account)


def _is_officer(account_id: int) -> bool:
    """Holds an appointment now or from a later day on."""
    today = clock.today()
    return bool(
        db.session.execute(
            select(
                exists().where(
                    Appointment.account_id == account_id,
                    Appointment.valid_until.is_(None) | (Appointment.valid_until > today),
                )
            )
        ).scalar()
    )


def _end_codes(account_id: int) -> None:
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account_id, OneTimeCode.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _hash_code(text: str) -> str:
    with contextlib.suppress(NotACode):  # one that can't be read fits none
        text = normalise_code(text)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
