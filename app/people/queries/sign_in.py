"""What signing in reads: whom an identifier may mean, and how long to wait after failures."""

import contextlib
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.phones import NotAPhone, normalise_phone
from app.core.text import normalise
from app.extensions import db
from app.people.models import Account, Member, SecondFactor, SignInAttempt

# Counted for each identifier from one place (an address, or a browser that has signed in before) and for the place
# alone, never for the identifier alone: a stranger who fails on purpose must not slow down its owner. A school's
# pupils share one address, so that limit is wide.
WINDOW = timedelta(hours=1)
FREE_FOR_IDENTIFIER, LONGEST_FOR_IDENTIFIER = 5, 900
FREE_FOR_ADDRESS, LONGEST_FOR_ADDRESS = 100, 300
FIRST_WAIT = 10


def canonical_identifier(text: str) -> str:
    """One form for every way of writing a phone number, e-mail or code, so that attempts add up."""
    try:
        return normalise_phone(text)
    except NotAPhone:
        return normalise(text).casefold()


def hash_identifier(text: str) -> str:
    """What is kept of an identifier in the list of attempts."""
    return hashlib.sha256(canonical_identifier(text).encode("utf-8", "replace")).hexdigest()


def find_candidates(identifier: str) -> Sequence[Any]:
    """The accounts that a phone number, e-mail or member code may mean: rows (Account, member code, second factor?)."""
    text = normalise(identifier)[:200]
    old = aliased(Member)
    of_merged = select(old.merged_into_id).where(old.code == text.upper())
    wanted = [
        Member.code == text.upper(),
        Account.member_id.in_(of_merged),
        Account.email == text.lower() if "@" in text else false(),
    ]
    with contextlib.suppress(NotAPhone):
        wanted.append(Account.phone == normalise_phone(text))
    return db.session.execute(
        select(Account, Member.code, SecondFactor.account_id.is_not(None))
        .outerjoin(Member, Member.id == Account.member_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(or_(*wanted), Account.is_active)
        .order_by(Account.id)
        .limit(10)
    ).all()


def seconds_to_wait(identifier: str, origin: str) -> int:
    """How long this place must wait before it may try this identifier again; 0 when it may now."""
    now = clock.now()
    same = SignInAttempt.identifier_hash == hash_identifier(identifier)
    here, here_last, all_here, all_last = db.session.execute(
        select(
            func.count().filter(same),
            func.max(SignInAttempt.at).filter(same),
            func.count(),
            func.max(SignInAttempt.at),
        ).where(SignInAttempt.address == origin, SignInAttempt.at > now - WINDOW)
    ).one()
    waits = (
        (here, here_last, FREE_FOR_IDENTIFIER, LONGEST_FOR_IDENTIFIER),
        (all_here, all_last, FREE_FOR_ADDRESS, LONGEST_FOR_ADDRESS),
    )
    left = [
        wait_after(failures, free=free, longest=longest) - max(0, (now - last).total_seconds())
        for failures, last, free, longest in waits
        if last is not None
    ]
    return max(0, *(int(-(-seconds // 1)) for seconds in left), 0)


def wait_after(failures: int, *, free: int, longest: int) -> int:
    """Seconds to wait after so many failures: none at first, then twice as long each time."""
    if failures < free:
        return 0
    return min(longest, FIRST_WAIT * 2 ** min(failures - free, 20))
