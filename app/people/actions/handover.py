"""Handing an office over: said to be done by whoever takes it, or stands above."""

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.life import OfficeHandover
from app.people.models import Appointment, Unit
from app.people.permissions import can_close_handover, can_see_handover


@action
def close_handover(actor: Actor, *, appointment_id: int, note: str = "") -> None:
    """Say that an office which has ended was handed over. Twice changes nothing.

    What still waits goes on waiting in the unit. Raises NotFound, NotAllowed, NotPossible("still_in_office").
    """
    appointment = lock(Appointment, Appointment.id == appointment_id)
    unit = db.session.get(Unit, appointment.unit_id) if appointment is not None else None
    if appointment is None or unit is None or appointment.valid_until is None:
        raise NotFound
    if not can_see_handover(actor, appointment, unit.path):
        raise NotFound
    if not can_close_handover(actor, appointment, unit.path):
        raise NotAllowed
    if appointment.valid_until > clock.today():
        raise NotPossible("still_in_office")
    if db.session.get(OfficeHandover, appointment.id) is not None:
        return
    db.session.add(
        OfficeHandover(appointment_id=appointment.id, done_at=clock.now(), done_by=actor.account_id, note=note.strip())
    )
    record(actor, "appointment.handed_over", appointment, note=note.strip())
