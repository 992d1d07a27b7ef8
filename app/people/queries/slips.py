"""Whom an activation slip can be made for: members of a unit who have never signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, OneTimeCode, Unit


@dataclass(frozen=True)
class SlipsPage:
    """How many slips a unit needs, alone and with the units under it, and how many open codes would end."""

    own: int
    below: int
    open_own: int
    open_below: int


def count_slips(actor: Actor, unit: Unit) -> SlipsPage:
    """What the page says before anything is made."""
    is_open = exists().where(
        OneTimeCode.account_id == Account.id, OneTimeCode.ended_at.is_(None), OneTimeCode.expires_at > clock.now()
    )
    own = Membership.unit_id == unit.id
    row = db.session.execute(
        _without_account(
            actor,
            unit,
            func.count().filter(own),
            func.count(),
            func.count().filter(own, is_open),
            func.count().filter(is_open),
            below=True,
        )
    ).one()
    return SlipsPage(own=row[0], below=row[1], open_own=row[2], open_below=row[3])


def list_without_account(actor: Actor, unit: Unit, *, below: bool, limit: int) -> Sequence[Any]:
    """Rows (Member, Unit, Account or None) of present members, unit by unit and by name, at most `limit`."""
    statement = _without_account(actor, unit, Member, Unit, Account, below=below)
    return db.session.execute(statement.order_by(Unit.path, Member.name_sort, Member.id).limit(limit)).all()


def _without_account(actor: Actor, unit: Unit, *columns: Any, below: bool) -> Any:
    return (
        select(*columns)
        .select_from(Member)
        .join(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Account, Account.member_id == Member.id)
        .where(
            Unit.path.startswith(unit.path) if below else Unit.id == unit.id,
            or_(Account.id.is_(None), and_(Account.password_hash.is_(None), Account.is_active)),
            *_not_an_officer(actor),
        )
    )


def _not_an_officer(actor: Actor) -> list[ColumnElement[bool]]:
    """As with single codes: nobody's own, and only an administrator makes one for who holds an office."""
    own = or_(Account.id.is_(None), Account.id != (actor.account_id or 0))
    if actor.is_system or actor.has(Role.ADMINISTRATOR):
        return [own]
    held = exists().where(
        Appointment.account_id == Account.id,
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > clock.today()),
    )
    return [own, ~held]
