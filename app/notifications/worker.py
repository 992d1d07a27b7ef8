"""The worker: does the areas' chores, claims what is due, sends it, writes down how it went. Any number may run.

Nothing is kept in the process. What a worker had claimed when it died is another's as soon as the lease ends.
"""

import os
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import Busy
from app.core.jobs import WORKER, note_job
from app.extensions import db
from app.notifications import actions, queries
from app.notifications.kinds import KINDS
from app.notifications.mail import NotDeliverable, Transport, TryLater, compose, open_transport

BATCH = 10
POLL_S = 2.0
CHORES_EVERY_S = 60.0
AFTER_TROUBLE_S = 5.0


@dataclass
class Worker:
    """Works until `stop` is set. `parent`: the process without which it has nothing to work for."""

    stop: threading.Event = field(default_factory=threading.Event)
    parent: int | None = None
    _last_chores: float = float("-inf")

    def run(self) -> None:
        """Work until told to stop; a database that is gone is waited for."""
        while not self._is_done():
            try:
                self._do_chores()
                worked = self.send_batch()
            except (OperationalError, Busy) as error:
                current_app.logger.error("The worker waits: the database does not answer (%s)", type(error).__name__)
                self.stop.wait(AFTER_TROUBLE_S)
            else:
                if not worked:
                    self.stop.wait(POLL_S)
            finally:
                db.session.remove()

    def run_once(self) -> int:
        """Send everything that is due now; returns how many deliveries were tried."""
        _do_chores()
        total = 0
        while not self._is_done() and (tried := self.send_batch()):
            total += tried
        return total

    def send_batch(self) -> int:
        """Claim a batch and send it; returns how many deliveries were claimed."""
        lease = timedelta(seconds=current_app.config["WORKER_LEASE_SECONDS"])
        until = time.monotonic() + lease.total_seconds() / 2
        ids = actions.claim_deliveries(SYSTEM, number=BATCH, lease=lease)
        if not ids:
            return 0
        letters = queries.load_letters(ids)
        db.session.rollback()  # nothing is read while messages are on their way
        left = list(letters)
        try:
            with open_transport() as transport:
                # What would outlast the lease is left to whoever comes then.
                while left and not self.stop.is_set() and time.monotonic() < until:
                    _send(transport, *left.pop(0))
        except TryLater as error:
            for delivery, *_rest in left:
                _finish(delivery, "later", str(error))
            left = []
        if left:
            deliveries = [delivery for delivery, *_rest in left]
            claims = [delivery.claim or "" for delivery in deliveries]
            actions.let_go(SYSTEM, delivery_ids=[delivery.id for delivery in deliveries], claims=claims)
        return len(ids)

    def _do_chores(self) -> None:
        if time.monotonic() - self._last_chores >= CHORES_EVERY_S:
            _do_chores()
            self._last_chores = time.monotonic()

    def _is_done(self) -> bool:
        return self.stop.is_set() or (self.parent is not None and os.getppid() != self.parent)


def _do_chores() -> None:
    """What only the time brings about, of every area; each does nothing where it has been done."""
    for area in current_app.extensions["areas"]:
        for chore in area.chores:
            chore(SYSTEM)
    note_job(SYSTEM, name=WORKER, details={"host": socket.gethostname()})


def _send(transport: Transport, delivery: Any, name: str, address: str | None, is_active: bool, choices: Any) -> None:
    """Send one delivery, unless the person has left meanwhile or doesn't want it any more."""
    if delivery.void_after is not None and delivery.void_after <= clock.now():
        _finish(delivery, "skipped")
        return
    if not is_active or not address or (choices and _is_off(delivery, choices.off)):
        _finish(delivery, "skipped")
        return
    try:
        message = compose(delivery, name, address, choices.language if choices else "vi")
        transport.send(message, f"delivery-{delivery.id}")
    except TryLater as error:
        _finish(delivery, "later", str(error))
    except (NotDeliverable, ValueError, LookupError) as error:
        # Also a message that can't be put together: it must not keep the others from leaving.
        _finish(delivery, "failed", str(error))
    else:
        _finish(delivery, "sent")


def _is_off(delivery: Any, off: list[str]) -> bool:
    return f"{delivery.channel}:{KINDS[delivery.kind].topic}" in off


def _finish(delivery: Any, outcome: str, error: str = "") -> None:
    actions.finish_delivery(SYSTEM, delivery_id=delivery.id, claim=delivery.claim, outcome=outcome, error=error)
