"""Appointments: an account holds a role over a unit from a day until a day."""

from datetime import date

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock, lock_table
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Account, Appointment, Unit
from app.people.passwords import check_new_password, hash_password
from app.people.permissions import can_appoint, can_manage_accounts

# Roles over the whole tree; the others are held over one unit with what lies under it.
TOP_ROLES = (Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR)


@action
def appoint(
    actor: Actor,
    *,
    account_id: int,
    role: str,
    unit_id: int,
    valid_from: date,
    valid_until: date | None,
    title: str | None,
    decision: str,
) -> int:
    """Give an account a role over a unit; `valid_until` is the first day without it. Returns the id.

    The same role over the same unit at the same time is refused: NotPossible("already_appointed").
    """
    if not can_manage_accounts(actor):
        raise NotFound
    account = lock(Account, Account.id == account_id)
    unit = lock(Unit, Unit.id == unit_id)
    if account is None or unit is None:
        raise NotFound
    if not can_appoint(actor, account.id):
        raise NotPossible("not_oneself")
    if unit.dissolved_on is not None:
        raise NotPossible("unit_dissolved", field="unit_id")
    if role in TOP_ROLES and unit.parent_id is not None:
        raise NotPossible("role_of_the_top", field="unit_id")
    if valid_until is not None and valid_until <= valid_from:
        raise NotPossible("end_before_start", field="valid_until")
    overlapping = select(Appointment.id).where(
        Appointment.account_id == account.id,
        Appointment.role == role,
        Appointment.unit_id == unit.id,
        Appointment.valid_until.is_(None) | (Appointment.valid_until > valid_from),
    )
    if valid_until is not None:
        overlapping = overlapping.where(Appointment.valid_from < valid_until)
    if db.session.execute(overlapping.limit(1)).scalar_one_or_none() is not None:
        raise NotPossible("already_appointed", field="role")
    appointment = Appointment(
        account_id=account.id,
        role=role,
        unit_id=unit.id,
        title=title,
        valid_from=valid_from,
        valid_until=valid_until,
        decision=decision,
    )
    db.session.add(appointment)
    db.session.flush()  # the event names the row
    record(actor, "appointment.made", appointment, account=account.id, role=role, unit=unit.id)
    return appointment.id


@action
def end_appointment(actor: Actor, *, appointment_id: int, on: date, reason: str) -> None:
    """End an appointment: `on` is the first day without the role. One that ended by then stays as it is.

    Raises NotPossible("last_administrator"): somebody must be able to appoint.
    """
    if not can_manage_accounts(actor):
        raise NotFound
    lock_table(Appointment)  # two administrators must not end each other at once
    appointment = lock(Appointment, Appointment.id == appointment_id)
    if appointment is None:
        raise NotFound
    if not can_appoint(actor, appointment.account_id):
        raise NotPossible("not_oneself")
    if appointment.valid_until is not None and appointment.valid_until <= on:
        return
    if on < appointment.valid_from:
        raise NotPossible("end_before_start", field="on")
    if appointment.role == Role.ADMINISTRATOR and not _other_administrators(appointment, on):
        raise NotPossible("last_administrator")
    appointment.valid_until = on
    record(actor, "appointment.ended", appointment, on=on.isoformat(), reason=reason)


def add_administrator(actor: Actor, *, name: str, phone: str | None, email: str | None, password: str) -> int:
    """The first administrator, from the terminal; no action itself, for the slow hash. Returns the account's id."""
    if not actor.is_system:
        raise NotAllowed
    check_new_password(password, name, phone, email)
    return _add_administrator(actor, name=name, phone=phone, email=email, password_hash=hash_password(password))


@action
def _add_administrator(actor: Actor, *, name: str, phone: str | None, email: str | None, password_hash: str) -> int:
    top = db.session.execute(
        select(Unit).where(Unit.parent_id.is_(None), Unit.dissolved_on.is_(None)).order_by(Unit.id).limit(1)
    ).scalar_one_or_none()
    if top is None:
        raise NotPossible("no_bloc_yet")
    if email and db.session.execute(select(Account.id).where(Account.email == email)).scalar_one_or_none():
        raise NotPossible("email_taken", field="email")
    account = Account(name=name, phone=phone, email=email, password_hash=password_hash)
    db.session.add(account)
    db.session.flush()  # the appointment needs the id
    db.session.add(
        Appointment(account_id=account.id, role=Role.ADMINISTRATOR, unit_id=top.id, valid_from=clock.today())
    )
    record(actor, "account.administrator_added", account)
    return account.id


def _other_administrators(but: Appointment, on: date) -> int:
    today = clock.today()
    return db.session.execute(
        select(func.count())
        .select_from(Appointment)
        .join(Account, Account.id == Appointment.account_id)
        .where(
            Appointment.role == Role.ADMINISTRATOR,
            Appointment.id != but.id,
            Appointment.account_id != but.account_id,
            Appointment.valid_from <= max(on, today),
            Appointment.valid_until.is_(None),
            Account.is_active,
        )
    ).scalar_one()
