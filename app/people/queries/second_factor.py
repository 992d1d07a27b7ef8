"""Who has an authenticator app beside the password, and from when on the approving roles need one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.settings import setting
from app.extensions import db
from app.people.models import Account, Appointment, RecoveryCode, SecondFactor
from app.people.permissions import can_manage_accounts
from app.people.queries.viewer import SECOND_FACTOR_SINCE

# Who approves, pays, reads everything or gives out rights.
NEED_IT = (Role.COMMITTEE, Role.TREASURER, Role.INSPECTOR, Role.ADMINISTRATOR)


class OwnFactor(NamedTuple):
    """The actor's second factor, with how many recovery codes are left."""

    factor: SecondFactor
    codes_left: int


def required_since() -> date | None:
    """The day from which on the approving roles need a second factor; None while it is only offered."""
    text = setting(SECOND_FACTOR_SINCE, None)
    return date.fromisoformat(text) if text else None


def is_second_factor_due(actor: Actor) -> bool:
    """Must whoever holds these roles have one today?"""
    return actor.has(*NEED_IT) and is_since(required_since())


def is_since(day: date | None) -> bool:
    """Whether that day has come; there may be none."""
    return day is not None and day <= clock.today()


def find_own_factor(actor: Actor) -> OwnFactor | None:
    factor = db.session.get(SecondFactor, actor.account_id or 0)
    if factor is None:
        return None
    left = select(func.count()).where(RecoveryCode.account_id == factor.account_id, RecoveryCode.used_at.is_(None))
    return OwnFactor(factor, db.session.execute(left).scalar_one())


def has_second_factor(account_id: int) -> bool:
    return db.session.get(SecondFactor, account_id) is not None


def list_need_second_factor(actor: Actor) -> Sequence[Any]:
    """For the administrator: rows (account id, name, when it was added or None) of the roles that need one, by name."""
    if not can_manage_accounts(actor):
        raise NotFound
    today = clock.today()
    return db.session.execute(
        select(Account.id, Account.name, SecondFactor.added_at)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(
            Account.is_active,
            Account.id.in_(
                select(Appointment.account_id).where(
                    Appointment.role.in_(NEED_IT),
                    Appointment.valid_from <= today,
                    Appointment.valid_until.is_(None) | (Appointment.valid_until > today),
                )
            ),
        )
        .order_by(SecondFactor.added_at.is_not(None), Account.name, Account.id)
        .limit(500)
    ).all()
