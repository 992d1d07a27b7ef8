"""Who is signed in."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_login import UserMixin
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Held, Role
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Appointment, Membership, SignIn, Unit
from app.people.wording import ROLE_NAMES

# How long a sign-in lasts: where "stay signed in" was chosen, and for one working day.
STAYS = timedelta(days=30)
ONE_DAY = timedelta(hours=12)
# A sign-in that stays is made longer by use, at most once in this time.
RENEW_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Viewer(UserMixin):
    """Who is signed in, as plain values that outlive the transaction."""

    token: str
    name: str
    actor: Actor
    # Time to make the sign-in last longer, with the next thing that is sent.
    is_renewal_due: bool = False

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
    today = clock.today()
    member_unit = aliased(Unit)
    held_unit = aliased(Unit)
    rows = db.session.execute(
        select(SignIn, Account, Membership.unit_id, member_unit.path, Appointment.role, held_unit.id, held_unit.path)
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(Membership, and_(Membership.member_id == Account.member_id, Membership.valid_until.is_(None)))
        .outerjoin(member_unit, member_unit.id == Membership.unit_id)
        .outerjoin(
            Appointment,
            and_(
                Appointment.account_id == Account.id,
                Appointment.valid_from <= today,
                or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
            ),
        )
        .outerjoin(held_unit, held_unit.id == Appointment.unit_id)
        .where(
            SignIn.token_hash == hash_token(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(),
            Account.is_active,
        )
    ).all()
    if not rows:
        return None
    sign_in, account, unit_id, unit_path, *_appointment = rows[0]
    held = tuple(Held(Role(role), id_, path) for *_rest, role, id_, path in rows if role)
    actor = Actor(
        account_id=account.id,
        member_id=account.member_id,
        unit_id=unit_id,
        unit_path=unit_path or "",
        held=held,
        sign_in_id=sign_in.id,
    )
    renewed_at = sign_in.expires_at - STAYS
    return Viewer(
        token=token,
        name=account.name,
        actor=actor,
        is_renewal_due=sign_in.stays and clock.now() - renewed_at > RENEW_AFTER,
    )


def get_viewer(token: str) -> Viewer:
    """As `find_viewer`; raises NotFound."""
    viewer = find_viewer(token)
    if viewer is None:
        raise NotFound
    return viewer
