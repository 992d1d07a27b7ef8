"""Who may read and mark notices: everybody their own, nobody another's."""

from sqlalchemy import ColumnElement, and_, false

from app.core.actor import Actor
from app.notifications.models import Delivery


def can_read_notice(actor: Actor, delivery: Delivery) -> bool:
    """One's own, in the product."""
    own = actor.account_id is not None and delivery.account_id == actor.account_id
    return own and delivery.channel == "product"


def visible_notices(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_read_notice`."""
    if actor.account_id is None:
        return false()
    return and_(Delivery.account_id == actor.account_id, Delivery.channel == "product")
