"""Reading accounts: for the administrator, and for whoever looks at their own."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.core.phones import NotAPhone, normalise_phone
from app.core.text import fold
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, OneTimeCode, SignIn, Unit
from app.people.permissions import can_manage_accounts
from app.people.queries.members import appointments_of


@dataclass(frozen=True)
class AccountPage:
    """An account with its member, appointments and the one-time code that is open."""

    account: Account
    member: Member | None
    unit: Unit | None
    appointments: Sequence[Any]
    open_code: OneTimeCode | None


def account_names(ids: Iterable[int | None]) -> dict[int, str]:
    """The names behind account ids, for histories; by one statement, none where there are no ids."""
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted:
        return {}
    return dict(db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all())


def get_account(actor: Actor, account_id: int) -> Account:
    """An account, for the administrator; raises NotFound."""
    account = db.session.get(Account, account_id) if can_manage_accounts(actor) else None
    if account is None:
        raise NotFound
    return account


def find_account(identifier: str) -> Account | None:
    """The one account of a member code, or of a phone number that no one else has; for the terminal."""
    wanted = [Member.code == identifier.strip().upper()]
    with contextlib.suppress(NotAPhone):
        wanted.append(Account.phone == normalise_phone(identifier))
    rows = db.session.execute(
        select(Account).outerjoin(Member, Member.id == Account.member_id).where(or_(*wanted)).limit(2)
    ).scalars()
    found = rows.all()
    return found[0] if len(found) == 1 else None


def get_account_page(actor: Actor, account_id: int) -> AccountPage:
    """An account as the administrator sees it; raises NotFound."""
    account = get_account(actor, account_id)
    member, unit = None, None
    if account.member_id is not None:
        row = db.session.execute(
            select(Member, Unit)
            .outerjoin(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
            .outerjoin(Unit, Unit.id == Membership.unit_id)
            .where(Member.id == account.member_id)
        ).one()
        member, unit = row
    code = db.session.execute(
        select(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.ended_at.is_(None))
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    is_open = code is not None and code.is_open(clock.now())
    return AccountPage(account, member, unit, appointments_of(account.id), code if is_open else None)


def get_appointment(actor: Actor, account_id: int, appointment_id: int) -> tuple[Account, Appointment, str]:
    """An appointment with its account and unit's name, for the administrator; raises NotFound."""
    account = get_account(actor, account_id)
    row = db.session.execute(
        select(Appointment, Unit.name)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.id == appointment_id, Appointment.account_id == account.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return account, row[0], row[1]


def list_accounts(actor: Actor, *, text: str = "", only_officers: bool = True, at: str | None = None) -> Page:
    """Accounts for the administrator: rows (Account, member code, number of appointments in force), by id.

    `only_officers`: those that hold an appointment today.
    """
    if not can_manage_accounts(actor):
        raise NotFound
    today = clock.today()
    held = (
        select(func.count())
        .where(
            Appointment.account_id == Account.id,
            Appointment.valid_from <= today,
            Appointment.valid_until.is_(None) | (Appointment.valid_until > today),
        )
        .scalar_subquery()
    )
    statement = select(Account, Member.code, held).outerjoin(Member, Member.id == Account.member_id)
    if only_officers:
        statement = statement.where(held > 0)
    if folded := fold(text):
        code = "".join(text.split()).upper()
        # An account without a member has no folded name of its own, so it is found by the name as written.
        statement = statement.where(
            or_(
                Member.name_folded.contains(folded, autoescape=True),
                Member.code == code,
                Account.name.icontains(text.strip(), autoescape=True),
            )
        )
    return fetch_page(statement, order=(Account.id,), key_of=lambda row: (row[0].id,), at=at, scalars=False)


def get_own_profile(actor: Actor) -> tuple[Account, Member | None, Unit | None, Sequence[Any]]:
    """Whoever is signed in: account, member, unit, appointments with their unit's name; raises NotFound."""
    row = db.session.execute(
        select(Account, Member, Unit)
        .outerjoin(Member, Member.id == Account.member_id)
        .outerjoin(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Account.id == actor.account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    account, member, unit = row
    return account, member, unit, appointments_of(account.id)


def list_own_sign_ins(actor: Actor) -> Sequence[SignIn]:
    """The browsers in which the actor is signed in, newest first, at most 50."""
    return (
        db.session.execute(
            select(SignIn)
            .where(SignIn.account_id == actor.account_id, SignIn.ended_at.is_(None), SignIn.expires_at > clock.now())
            .order_by(SignIn.id.desc())
            .limit(50)
        )
        .scalars()
        .all()
    )
