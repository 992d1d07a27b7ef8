"""Who signed in to one's own account, from where; and who tried."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Member, SignIn, SignInAttempt
from app.people.queries.sign_in import hash_identifier

# Failures are kept that long; see `count_failure`.
KEPT = timedelta(hours=24)
MOST = 50


class Tries(NamedTuple):
    """Wrong passwords from one place: a network address, or a browser that had signed in before."""

    place: str
    tries: int
    last: datetime

    @property
    def is_known_browser(self) -> bool:
        return self.place.startswith("device ")


def list_own_sign_in_history(actor: Actor) -> Sequence[SignIn]:
    """The last sign-ins of the actor's account, those that ended too, newest first."""
    statement = select(SignIn).where(SignIn.account_id == actor.account_id).order_by(SignIn.id.desc()).limit(MOST)
    return db.session.execute(statement).scalars().all()


def list_own_failures(actor: Actor) -> list[Tries]:
    """Where somebody failed within a day with the actor's phone number, e-mail or member code, the latest first."""
    row = db.session.execute(
        select(Account.phone, Account.email, Member.code)
        .outerjoin(Member, Member.id == Account.member_id)
        .where(Account.id == actor.account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    identifiers = [hash_identifier(text) for text in row if text]
    rows = db.session.execute(
        select(SignInAttempt.address, func.count(), func.max(SignInAttempt.at))
        .where(SignInAttempt.identifier_hash.in_(identifiers), SignInAttempt.at > clock.now() - KEPT)
        .group_by(SignInAttempt.address)
        .order_by(func.max(SignInAttempt.at).desc())
        .limit(MOST)
    )
    return [Tries(place, count, last) for place, count, last in rows]
