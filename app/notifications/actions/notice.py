"""Marking one's own notices as read. That is no business of the audit trail: no event is recorded."""

from sqlalchemy import update

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.notifications.models import Delivery
from app.notifications.permissions import visible_notices


@action
def mark_read(actor: Actor, *, delivery_id: int) -> None:
    """Mark one of the actor's notices as read. Twice changes nothing."""
    delivery = lock(Delivery, Delivery.id == delivery_id, visible_notices(actor))
    if delivery is None:
        raise NotFound
    delivery.read_at = delivery.read_at or clock.now()


@action
def mark_all_read(actor: Actor) -> None:
    """Mark all of the actor's notices as read."""
    unread = update(Delivery).where(visible_notices(actor), Delivery.read_at.is_(None))
    db.session.execute(unread.values(read_at=clock.now()), execution_options={"synchronize_session": False})
