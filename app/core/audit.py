"""Seals over the events: made in batches, each covering the one before, so that nothing sealed can change unnoticed."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.events import AuditSeal, Event
from app.extensions import db

BATCH = 5_000


@action
def seal_events(actor: Actor) -> int:
    """Seal the events since the last seal and return how many there were. None: no seal is made."""
    lock_table(Event)  # an event with a lower id might still be on its way
    last = db.session.execute(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).scalar_one_or_none()
    first_id = last.last_event_id + 1 if last else 1
    events = list(_events_between(first_id, None))
    if not events:
        return 0
    db.session.add(
        AuditSeal(
            at=clock.now(),
            first_event_id=first_id,
            last_event_id=events[-1].id,
            events=len(events),
            digest=_digest(last.digest if last else "", events),
        )
    )
    return len(events)


def verify_events() -> Iterator[str]:
    """One line for the first seal that doesn't hold; nothing when all do."""
    previous = ""
    expected_first = 1
    for seal in db.session.execute(select(AuditSeal).order_by(AuditSeal.id)).scalars():
        events = list(_events_between(seal.first_event_id, seal.last_event_id))
        if seal.first_event_id != expected_first:
            yield f"audit_seals {seal.id}: begins at event {seal.first_event_id}, not {expected_first}"
            return
        if len(events) != seal.events:
            yield (
                f"audit_seals {seal.id}: covers {len(events)} events, not {seal.events}, "
                f"from {seal.first_event_id} to {seal.last_event_id}"
            )
            return
        if _digest(previous, events) != seal.digest:
            yield f"audit_seals {seal.id}: an event from {seal.first_event_id} to {seal.last_event_id} was changed"
            return
        previous, expected_first = seal.digest, seal.last_event_id + 1


def count_unsealed() -> int:
    """How many events no seal covers yet."""
    last = db.session.execute(select(func.max(AuditSeal.last_event_id))).scalar() or 0
    return db.session.execute(select(func.count()).select_from(Event).where(Event.id > last)).scalar_one()


def _events_between(first: int, last: int | None) -> Iterator[Event]:
    statement = select(Event).where(Event.id >= first).order_by(Event.id)
    if last is not None:
        statement = statement.where(Event.id <= last)
    return iter(db.session.execute(statement.execution_options(yield_per=BATCH)).scalars())


def _digest(previous: str, events: Iterable[Event]) -> str:
    digest = hashlib.sha256(previous.encode())
    for event in events:
        row = [
            event.id,
            event.at.isoformat(),
            event.account_id,
            event.member_id,
            event.verb,
            event.subject_type,
            event.subject_id,
            event.details,
        ]
        digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()
