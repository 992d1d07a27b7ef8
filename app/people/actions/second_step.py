"""The second step of signing in: the figures of the authenticator app, or a recovery code."""

import hashlib
import hmac

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.codes import NotACode, normalise_code
from app.core.errors import NotPossible
from app.extensions import db
from app.people.actions.second_factor import hash_recovery_code, secret_for
from app.people.actions.signing_in import NewSignIn, TooManyTries, add_sign_in, count_failure, place_of
from app.people.models import Account, RecoveryCode, SecondFactor
from app.people.queries.sign_in import seconds_to_wait
from app.people.totp import DIGITS, find_step


def password_mark(stored: str | None) -> str:
    """What the browser keeps between the two steps, to say which password was right; it opens nothing."""
    return hashlib.sha256(f"second step {stored}".encode()).hexdigest()[:32]


def sign_in_with_code(
    actor: Actor,
    *,
    account_id: int,
    mark: str,
    code: str,
    stays: bool,
    address: str,
    browser: str,
    device: str | None = None,
    device_accounts: tuple[int, ...] = (),
) -> NewSignIn:
    """Finish a sign-in whose password was right.

    Tries are counted for the account over all addresses: nobody gets here without the password, so that no stranger can
    lock the owner out; a browser that has signed in before has a count of its own. Raises
    TooManyTries and NotPossible("wrong_second_code" or "sign_in_again").
    """
    known = device is not None and account_id in device_accounts
    place = place_of(device) if known and device is not None else f"second {account_id}"
    found = _try_code(
        actor,
        account_id=account_id,
        mark=mark,
        code=code,
        place=place,
        stays=stays,
        address=address,
        browser=browser,
    )
    if isinstance(found, int):
        raise TooManyTries(found)
    if found is None:
        raise NotPossible("wrong_second_code", field="code")
    return found


@action
def _try_code(
    actor: Actor,
    *,
    account_id: int,
    mark: str,
    code: str,
    place: str,
    stays: bool,
    address: str,
    browser: str,
) -> NewSignIn | int | None:
    """The new sign-in, the seconds to wait, or None after a wrong code, which must be committed as well.

    Waiting is asked for under the lock: a thousand tries at once are tries one after the other.
    """
    account = lock(Account, Account.id == account_id)
    factor = lock(SecondFactor, SecondFactor.account_id == account_id)
    if account is None or not account.is_active or factor is None:
        raise NotPossible("sign_in_again")
    if not hmac.compare_digest(mark, password_mark(account.password_hash)):
        raise NotPossible("sign_in_again")
    counted = f"second {account_id}"
    if wait := seconds_to_wait(counted, place):
        return wait
    how = _use(factor, code)
    if how is None:
        count_failure(identifier=counted, origin=place)
        return None
    return add_sign_in(
        account, stays=stays, address=address, browser=browser, identifier=counted, origin=place, second=how
    )


def _use(factor: SecondFactor, code: str) -> str | None:
    """Use the code up: "app", "recovery", or None where it fits nothing."""
    figures = "".join(code.split())
    if len(figures) == DIGITS and figures.isdecimal():
        step = find_step(secret_for(factor.nonce), figures, clock.now(), after=factor.last_step)
        if step is None:
            return None
        factor.last_step = step
        return "app"
    try:
        wanted = hash_recovery_code(normalise_code(code[:40]))
    except NotACode:
        return None
    held = db.session.execute(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == factor.account_id,
            RecoveryCode.code_hash == wanted,
            RecoveryCode.used_at.is_(None),
        )
        .limit(1)
    ).scalar_one_or_none()
    if held is None:
        return None
    held.used_at = clock.now()
    return "recovery"
