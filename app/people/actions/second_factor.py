"""The second factor: added, renewed and removed by its owner, reset by an administrator, required by a setting."""

import hashlib
import secrets
from datetime import date

from flask import current_app
from sqlalchemy import delete, insert

from app.core import clock
from app.core.actions import action, lock, lock_table
from app.core.actor import Actor
from app.core.codes import new_code
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.settings import Setting, write_setting
from app.extensions import db
from app.people.actions.signing_in import TooManyTries, end_sign_ins_of, note_failed_attempt
from app.people.models import Account, RecoveryCode, SecondFactor
from app.people.passwords import fits
from app.people.permissions import can_appoint, can_manage_accounts
from app.people.queries.second_factor import is_second_factor_due
from app.people.queries.sign_in import seconds_to_wait
from app.people.queries.viewer import SECOND_FACTOR_SINCE
from app.people.totp import find_step, secret_of

RECOVERY_CODES = 8
RECOVERY_LENGTH = 12


def new_nonce() -> str:
    """What a new secret is made of, beside the product's key."""
    return secrets.token_hex(16)


def secret_for(nonce: str) -> bytes:
    return secret_of(current_app.config["SECRET_KEY"], nonce)


def hash_recovery_code(code: str) -> str:
    """Without the product's key: these codes must work even after that was changed."""
    return hashlib.sha256(code.encode()).hexdigest()


def add_second_factor(actor: Actor, *, nonce: str, code: str, password: str) -> list[str]:
    """Add the actor's authenticator app, which shows `code` now; returns the recovery codes, which are kept nowhere.

    No action itself, for the slow hash. Raises NotPossible("wrong_old_password", "wrong_second_code" or
    "second_factor_there"), TooManyTries.
    """
    _check_own_password(actor, password)
    step = find_step(secret_for(nonce), "".join(code.split()), clock.now(), after=0)
    if step is None:
        raise NotPossible("wrong_second_code", field="code")
    return _add_second_factor(actor, nonce=nonce, step=step)


@action
def _add_second_factor(actor: Actor, *, nonce: str, step: int) -> list[str]:
    account = _lock_own_account(actor)
    if db.session.get(SecondFactor, account.id) is not None:
        raise NotPossible("second_factor_there")
    db.session.add(SecondFactor(account_id=account.id, nonce=nonce, added_at=clock.now(), last_step=step))
    # Whoever else holds a session has shown no second factor.
    end_sign_ins_of(account.id, keep=actor.sign_in_id)
    record(actor, "account.second_factor_added", account)
    return _new_recovery_codes(account.id)


def renew_recovery_codes(actor: Actor, *, password: str) -> list[str]:
    """New recovery codes in place of the old ones, which end. No action itself, for the slow hash."""
    _check_own_password(actor, password)
    return _renew_recovery_codes(actor)


@action
def _renew_recovery_codes(actor: Actor) -> list[str]:
    account = _lock_own_account(actor)
    if db.session.get(SecondFactor, account.id) is None:
        raise NotFound
    record(actor, "account.recovery_codes_renewed", account)
    return _new_recovery_codes(account.id)


def remove_second_factor(actor: Actor, *, password: str) -> None:
    """Ask only for the password again. Raises NotPossible("second_factor_due") where a role needs one."""
    _check_own_password(actor, password)
    _remove_second_factor(actor)


@action
def _remove_second_factor(actor: Actor) -> None:
    account = _lock_own_account(actor)
    if is_second_factor_due(actor):
        raise NotPossible("second_factor_due")
    if _delete_rows(account.id):
        record(actor, "account.second_factor_removed", account)


@action
def reset_second_factor(actor: Actor, *, account_id: int, reason: str) -> None:
    """Take the second factor off somebody who lost the phone and the codes; signs them out everywhere.

    An administrator may, with a reason that the owner and the inspector can read, but never for themselves.
    """
    if not can_manage_accounts(actor):
        raise NotFound
    account = lock(Account, Account.id == account_id)
    if account is None:
        raise NotFound
    if not can_appoint(actor, account.id):
        raise NotAllowed
    if not _delete_rows(account.id):
        return
    end_sign_ins_of(account.id)
    record(actor, "account.second_factor_reset", account, reason=reason)


@action
def require_second_factor(actor: Actor, *, since: date | None) -> None:
    """From which day on the approving roles need one; None: it is offered to all and required of nobody."""
    if not can_manage_accounts(actor):
        raise NotFound
    account = lock(Account, Account.id == (actor.account_id or 0))
    if account is None:
        raise NotFound
    lock_table(Setting)
    # Read afresh: what the request has read before may be older than the lock.
    present, wanted = db.session.get(Setting, SECOND_FACTOR_SINCE), since.isoformat() if since else None
    if (present.value if present else None) == wanted:
        return
    write_setting(actor, SECOND_FACTOR_SINCE, wanted)
    record(actor, "setting.second_factor_changed", account, since=wanted)


def _check_own_password(actor: Actor, password: str) -> None:
    """So that a session left open gives nobody a second factor; tries are counted for the account, it's the owner's."""
    account = db.session.get(Account, actor.account_id or 0)
    if account is None:
        raise NotFound
    place = f"own {account.id}"
    if wait := seconds_to_wait(place, place):
        raise TooManyTries(wait)
    if not fits(password, account.password_hash):
        note_failed_attempt(actor, identifier=place, origin=place)
        raise NotPossible("wrong_old_password", field="password")


def _lock_own_account(actor: Actor) -> Account:
    account: Account | None = lock(Account, Account.id == actor.account_id)
    if account is None:
        raise NotFound
    return account


def _new_recovery_codes(account_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    rows = [{"account_id": account_id, "code_hash": hash_recovery_code(code)} for code in codes]
    db.session.execute(insert(RecoveryCode), rows)
    return codes


def _delete_rows(account_id: int) -> bool:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    deleted = db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    return bool(deleted.rowcount)  # type: ignore[attr-defined]
