"""A unit registers for a drive, and says what it will do; or withdraws from it."""

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_place
from app.drives.permissions import can_register_unit, can_withdraw_unit


@action
def register_unit(actor: Actor, *, place_id: int, promise: str) -> None:
    """Register a unit with what it says it will do, or say that anew while units may register."""
    place = lock_place(actor, place_id)
    if not can_register_unit(actor, place):
        raise NotAllowed
    if place.withdrawn_on is not None:
        raise NotPossible("unit_has_withdrawn")
    if place.registered_at is not None and place.promise == promise:
        return
    if not place.drive.takes_registrations(clock.today()):
        raise NotPossible("takes_no_registrations")
    place.promise = promise
    if place.registered_at is None:
        place.registered_at, place.registered_by = clock.now(), actor.account_id
    record(actor, "drive_unit.registered", place.drive, drive_unit=place_id, unit=place.unit_id, promise=promise)


@action
def withdraw_unit(actor: Actor, *, place_id: int, reason: str) -> None:
    """Withdraw a registered unit from an open drive, with a reason. It has no rank any more and is in nobody's way."""
    place = lock_place(actor, place_id)
    if not can_withdraw_unit(actor, place):
        raise NotAllowed
    if place.withdrawn_on is not None:
        return
    if place.drive.state != "open" or place.registered_at is None:
        raise NotPossible("nothing_to_withdraw")
    if not reason.strip():
        raise NotPossible("withdrawing_needs_reason", field="reason")
    place.withdrawn_on, place.withdrawal_reason = clock.today(), reason.strip()
    record(actor, "drive_unit.withdrawn", place.drive, drive_unit=place_id, unit=place.unit_id, reason=reason.strip())
