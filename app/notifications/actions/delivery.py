"""What a worker does with deliveries: claim some, send them outside of any transaction, write down how it went.

A claim is a lease: it ends by itself when its worker dies, and only its holder may finish it. The rows tell their own
story, so no events are recorded.
"""

import secrets
from datetime import timedelta

from sqlalchemy import and_, or_

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.errors import NotAllowed
from app.notifications.models import Delivery

OUTCOMES = ("sent", "failed", "skipped", "later")
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)


@action
def claim_deliveries(actor: Actor, *, number: int, lease: timedelta) -> list[int]:
    """Take at most `number` deliveries that are due, or whose worker let its lease run out; returns their ids.

    Two workers never get the same one: on PostgreSQL each skips the rows that the other has locked, on SQLite the
    second one begins when the first has written.
    """
    _only_system(actor)
    now = clock.now()
    waits = and_(Delivery.state == "waiting", Delivery.due_at <= now)
    # A claim that would last much longer than any does was made while the clock was wrong.
    is_over = or_(Delivery.claimed_until <= now, Delivery.claimed_until > now + 2 * lease)
    left = and_(Delivery.state == "claimed", is_over)
    found = lock_all(
        Delivery,
        Delivery.state.in_(("waiting", "claimed")),
        or_(waits, left),
        skip_locked=True,
        limit=number,
        order=(Delivery.due_at,),
    )
    claimed = []
    for delivery in found:
        if delivery.void_after is not None and delivery.void_after <= now:
            _close(delivery, "skipped")
            continue
        delivery.state, delivery.claim = "claimed", secrets.token_hex(16)
        delivery.claimed_until = now + lease
        delivery.attempts += 1
        claimed.append(delivery.id)
    return claimed


@action
def finish_delivery(actor: Actor, *, delivery_id: int, claim: str, outcome: str, error: str = "") -> bool:
    """Write down how it went: "sent", "failed" for good, "skipped", or "later"; False if the claim isn't ours any more.

    "later" waits 30 seconds, then twice as long each time up to half an hour, until the message is void.
    """
    _only_system(actor)
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    delivery = lock(Delivery, Delivery.id == delivery_id)
    if delivery is None or delivery.state != "claimed" or delivery.claim != claim:
        return False
    delivery.last_error = error[:200]
    if outcome == "later":
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(delivery.attempts - 1, 10))
        delivery.state, delivery.due_at = "waiting", clock.now() + wait
        delivery.claim = delivery.claimed_until = None
    else:
        _close(delivery, outcome)
    return True


@action
def let_go(actor: Actor, *, delivery_ids: list[int], claims: list[str]) -> None:
    """Give back what was claimed and not tried, when a worker stops."""
    _only_system(actor)
    for delivery in lock_all(Delivery, Delivery.id.in_(delivery_ids), Delivery.claim.in_(claims)):
        delivery.state, delivery.claim, delivery.claimed_until = "waiting", None, None
        delivery.attempts -= 1


def _close(delivery: Delivery, state: str) -> None:
    delivery.state, delivery.claim, delivery.claimed_until = state, None, None
    delivery.sent_at = clock.now() if state == "sent" else None


def _only_system(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed
