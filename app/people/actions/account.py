"""Accounts: made for a member, activated with a one-time code, and their passwords."""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select, update

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.codes import new_code
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import normalise
from app.extensions import db
from app.people.actions.member import lock_visible_member
from app.people.actions.signing_in import TooManyTries, end_sign_ins_of, note_failed_attempt
from app.people.models import MAX_GUESSES, Account, Appointment, Member, OneTimeCode
from app.people.one_time_codes import CODE_LENGTH, VALID_FOR, hash_code, hash_first_group
from app.people.passwords import check_new_password, fits, hash_password
from app.people.permissions import can_create_account, can_issue_code
from app.people.queries.members import has_code
from app.people.queries.sign_in import seconds_to_wait


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
    end_codes([account.id])
    purpose = "new_password" if account.password_hash else "activation"
    text = new_code(CODE_LENGTH)
    values = code_values(actor, account.id, text, purpose=purpose, valid_for=VALID_FOR[purpose])
    db.session.add(OneTimeCode(**values))
    record(actor, "account.code_issued", account, purpose=purpose)
    return text


def activate_account(actor: Actor, *, member_code: str, code: str, password: str, address: str) -> int:
    """Set a password with a one-time code; returns the account's id.

    No action itself: the hash is computed before the one action. Raises NotPossible("wrong_code") alike for an unknown
    member, a wrong, used, expired or exhausted code, and TooManyTries. The right code never waits: what strangers try
    from the same address must not keep its owner out. Five wrong guesses by somebody who has its first group end it.
    """
    check_new_password(password, member_code)
    held, account = _find_open_code(member_code)
    knows_first = held is not None and held.first_hash == hash_first_group(code)
    if held is None or account is None or held.code_hash != hash_code(code):
        if held is not None and knows_first:
            _count_guess(actor, code_id=held.id)
        guessed = f"code {member_code}"
        if wait := seconds_to_wait(guessed, address):
            raise TooManyTries(wait)
        note_failed_attempt(actor, identifier=guessed, origin=address)
        raise NotPossible("wrong_code", field="code")
    check_new_password(password, account.name, account.phone, account.email)
    if not _use_code(actor, code_id=held.id, account_id=account.id, password_hash=hash_password(password)):
        raise NotPossible("wrong_code", field="code")
    return account.id


def _find_open_code(member_code: str) -> tuple[OneTimeCode | None, Account | None]:
    """By one statement, whether there is such a member or not: so the time says nothing."""
    row = db.session.execute(
        select(OneTimeCode, Account)
        .join(Account, Account.id == OneTimeCode.account_id)
        .join(Member, Member.id == Account.member_id)
        .where(has_code(normalise(member_code)[:40].upper()), OneTimeCode.ended_at.is_(None), Account.is_active)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row and row[0].is_open(clock.now()) else (None, None)


@action
def _count_guess(actor: Actor, *, code_id: int) -> None:
    """No event: a guess has no author."""
    held = lock(OneTimeCode, OneTimeCode.id == code_id)
    if held is not None and held.guesses < MAX_GUESSES:
        held.guesses += 1


@action
def _use_code(actor: Actor, *, code_id: int, account_id: int, password_hash: str) -> bool:
    """Set the password, unless the code was used, replaced or exhausted in the meantime."""
    account = lock(Account, Account.id == account_id)
    held = lock(OneTimeCode, OneTimeCode.id == code_id)
    now = clock.now()
    if account is None or not account.is_active or held is None or not held.is_open(now):
        return False
    held.ended_at = now
    account.password_hash = password_hash
    end_sign_ins_of(account.id)
    owner = Actor(account_id=account.id, member_id=account.member_id)
    record(owner, "account.activated" if held.purpose == "activation" else "account.password_renewed", account)
    return True


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
    end_codes([account.id])
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
    end_codes([account.id])
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


def code_values(actor: Actor, account_id: int, text: str, *, purpose: str, valid_for: timedelta) -> dict[str, Any]:
    """The columns of a code's row, of which only hashes are kept; whoever adds it has ended those before."""
    now = clock.now()
    return {
        "account_id": account_id,
        "purpose": purpose,
        "code_hash": hash_code(text),
        "first_hash": hash_first_group(text),
        "issued_at": now,
        "issued_by": actor.account_id,
        "expires_at": now + valid_for,
    }


def end_codes(account_ids: list[int]) -> None:
    """End the open codes of these accounts; for use inside an action."""
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id.in_(account_ids), OneTimeCode.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
