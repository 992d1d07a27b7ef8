"""Who is signed in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import UserMixin
from sqlalchemy import and_, bindparam, literal, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Held, Role
from app.core.database import UtcDateTime
from app.core.errors import NotFound
from app.core.settings import Setting
from app.extensions import db
from app.people.models import Account, Appointment, Membership, SecondFactor, SignIn, Unit
from app.people.wording import ROLE_NAMES

# How long a sign-in lasts: where "stay signed in" was chosen, and for one working day.
STAYS = timedelta(days=30)
ONE_DAY = timedelta(hours=12)
# A sign-in that stays is made longer by use, at most once in this time.
RENEW_AFTER = timedelta(days=1)
# The setting of the day from which on the approving roles need a second factor; none while it is only offered.
SECOND_FACTOR_SINCE = "second_factor_since"


# A figure about whoever is signed in that a higher area shows in the head of every page, as a column beside an account:
# so it costs no statement of its own. Set in create_app().
UNREAD: dict[str, Callable[[Any], Any]] = {}


@dataclass(frozen=True)
class Viewer(UserMixin):
    """Who is signed in, as plain values that outlive the transaction."""

    token: str
    name: str
    actor: Actor
    # Time to make the sign-in last longer, with the next thing that is sent.
    is_renewal_due: bool = False
    # Signs in with an authenticator app beside the password.
    has_second_factor: bool = False
    # From when on the approving roles need one.
    second_factor_since: date | None = None
    # How many notices are new.
    unread: int = 0

    def get_id(self) -> str:
        return self.token

    @property
    def roles(self) -> str:
        """The roles in words, "Member" where there are none."""
        names = [str(ROLE_NAMES[role]) for role in Role if self.actor.has(role)]
        return ", ".join(names) or str(_l("Member"))


def hash_token(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_viewer(token: str) -> Viewer | None:
    """The viewer of a session token by one statement, or None when it was ended, expired or never given."""
    rows = db.session.execute(
        _viewer_statement(), {"token_hash": hash_token(token), "today": clock.today(), "now": clock.now()}
    ).all()
    if not rows:
        return None
    first = rows[0]
    held = tuple(Held(Role(row.role), row.held_unit_id, row.held_path) for row in rows if row.role)
    actor = Actor(
        account_id=first.account_id,
        member_id=first.member_id,
        unit_id=first.unit_id,
        unit_path=first.unit_path or "",
        held=held,
        sign_in_id=first.id,
    )
    renewed_at = first.expires_at - STAYS
    return Viewer(
        token=token,
        name=first.name,
        actor=actor,
        is_renewal_due=first.stays and clock.now() - renewed_at > RENEW_AFTER,
        unread=first.unread,
        has_second_factor=first.has_second_factor,
        second_factor_since=date.fromisoformat(first.second_factor_since) if first.second_factor_since else None,
    )


@cache
def _viewer_statement() -> Any:
    """Built once: every page of whoever is signed in asks it."""
    member_unit, held_unit = aliased(Unit), aliased(Unit)
    since = select(Setting.value).where(Setting.name == SECOND_FACTOR_SINCE).scalar_subquery()
    return (
        select(
            SignIn.id,
            SignIn.account_id,
            SignIn.expires_at,
            SignIn.stays,
            Account.member_id,
            Account.name,
            SecondFactor.account_id.is_not(None).label("has_second_factor"),
            since.label("second_factor_since"),
            Membership.unit_id,
            member_unit.path.label("unit_path"),
            Appointment.role,
            held_unit.id.label("held_unit_id"),
            held_unit.path.label("held_path"),
            (UNREAD["count"](SignIn.account_id) if UNREAD else literal(0)).label("unread"),
        )
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .outerjoin(Membership, and_(Membership.member_id == Account.member_id, Membership.valid_until.is_(None)))
        .outerjoin(member_unit, member_unit.id == Membership.unit_id)
        .outerjoin(
            Appointment,
            and_(
                Appointment.account_id == Account.id,
                Appointment.valid_from <= bindparam("today"),
                or_(Appointment.valid_until.is_(None), Appointment.valid_until > bindparam("today")),
            ),
        )
        .outerjoin(held_unit, held_unit.id == Appointment.unit_id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("now", type_=UtcDateTime),
            Account.is_active,
        )
    )


def get_viewer(token: str) -> Viewer:
    """As `find_viewer`; raises NotFound."""
    viewer = find_viewer(token)
    if viewer is None:
        raise NotFound
    return viewer
