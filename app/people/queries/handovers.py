"""Offices that have ended or are about to, with what waits in them, for whoever takes over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.extensions import db
from app.people.handing_over import MOST_SHOWN, Office, OpenThing, OpenThings, list_open_things, open_things
from app.people.life import OfficeHandover, TransferRequest
from app.people.models import Account, Appointment, Member, Unit
from app.people.permissions import can_close_handover, can_see_handover, lies_under

# How long before its end an office is shown, and how long after it at most.
SOON, LONG_AGO = timedelta(days=30), timedelta(days=180)


@dataclass(frozen=True)
class HandoverPage:
    """An office with whoever held it, who holds it next, and what waits in it."""

    appointment: Appointment
    name: str
    unit: Unit
    # Names of those who hold the same role over the same unit now or later.
    successors: Sequence[str]
    kinds: Sequence[OpenThings]
    done: OfficeHandover | None
    can_close: bool


def list_handovers(actor: Actor, *, only_own_part: bool = False) -> list[Any]:
    """Offices to be handed over, as rows (Appointment, account's name, Unit), the first to end first; one statement.

    Seen by who held it, who holds the same office now, who leads the unit or one above it, the administrator, and the
    inspector, who only reads. Not those that the same person holds on, nor those that were handed over.
    `only_own_part`: without what the actor merely reads.
    """
    if actor.is_visitor:
        return []
    today = clock.today()
    next_one = aliased(Appointment)
    goes_on = exists().where(
        next_one.id != Appointment.id,
        next_one.account_id == Appointment.account_id,
        next_one.role == Appointment.role,
        next_one.unit_id == Appointment.unit_id,
        next_one.valid_from <= Appointment.valid_until,
        or_(next_one.valid_until.is_(None), next_one.valid_until > Appointment.valid_until),
    )
    is_done = exists().where(OfficeHandover.appointment_id == Appointment.id)
    return list(
        db.session.execute(
            select(Appointment, Account.name, Unit)
            .join(Account, Account.id == Appointment.account_id)
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(
                Appointment.valid_until.between(today - LONG_AGO, today + SOON),
                Appointment.valid_until > Appointment.valid_from,
                ~goes_on,
                ~is_done,
                own_part_in_handovers(actor) if only_own_part else visible_handovers(actor),
            )
            .order_by(Appointment.valid_until, Appointment.id)
            .limit(100)
        )
    )


def visible_handovers(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_handover`, over Appointment joined with Unit."""
    return or_(own_part_in_handovers(actor), lies_under(Unit.path, actor.paths(Role.INSPECTOR)))


def own_part_in_handovers(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `has_part_in_handover`."""
    same_office = [and_(Appointment.role == held.role, Appointment.unit_id == held.unit_id) for held in actor.held]
    leads = lies_under(Unit.path, actor.paths(Role.LEADER, Role.ADMINISTRATOR))
    return or_(Appointment.account_id == actor.account_id, leads, *same_office)


def get_handover(actor: Actor, appointment_id: int) -> HandoverPage:
    """An office that ends, with what waits in it. Raises NotFound."""
    row = db.session.execute(
        select(Appointment, Account.name, Unit, OfficeHandover)
        .join(Account, Account.id == Appointment.account_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(OfficeHandover, OfficeHandover.appointment_id == Appointment.id)
        .where(Appointment.id == appointment_id, Appointment.valid_until.is_not(None))
    ).one_or_none()
    if row is None or not can_see_handover(actor, row[0], row[2].path):
        raise NotFound
    appointment, name, unit, done = row
    office = Office(appointment.account_id, appointment.role, unit.path)
    return HandoverPage(
        appointment,
        name,
        unit,
        successors=_successors(appointment, clock.today()),
        kinds=list_open_things(office),
        done=done,
        can_close=done is None
        and appointment.valid_until <= clock.today()
        and can_close_handover(actor, appointment, unit.path),
    )


def _successors(appointment: Appointment, today: date) -> Sequence[str]:
    rows = db.session.execute(
        select(Account.name)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(
            Appointment.role == appointment.role,
            Appointment.unit_id == appointment.unit_id,
            Appointment.account_id != appointment.account_id,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
        )
        .order_by(Appointment.valid_from, Appointment.id)
    )
    return rows.scalars().all()


def list_transfers_open(office: Office) -> list[OpenThings]:
    """For a leader: transfers that wait for an answer, of this unit and those under it."""
    if office.role != Role.LEADER:
        return []
    units = select(Unit.id).where(lies_under(Unit.path, [office.unit_path]))
    other = TransferRequest.from_unit_id.in_(units)
    rows = db.session.execute(
        select(TransferRequest.from_unit_id, TransferRequest.to_unit_id, other, Member.full_name, func.count().over())
        .join(Member, Member.id == TransferRequest.member_id)
        .where(TransferRequest.state == "waiting", or_(other, TransferRequest.to_unit_id.in_(units)))
        .order_by(TransferRequest.id)
        .limit(MOST_SHOWN)
    ).all()

    def thing(row: Any) -> OpenThing:
        return OpenThing(row[3], "", "people.transfers", {"unit_id": row[0] if row[2] else row[1]})

    return [open_things(_l("Transfers that wait for an answer"), rows, thing)]
