"""Seals over the events: made in batches, each covering the one before, so that nothing sealed can change unnoticed."""

import hashlib
import json
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.events import AuditSeal, Event
from app.extensions import db

# Events under one seal.
BATCH = 5_000
MARK = 12


@action
def seal_events(actor: Actor) -> int:
    """Seal the events since the last seal and return how many there were. None: no seal is made."""
    lock_table(Event)  # an event with a lower id might still be on its way
    last = db.session.execute(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).scalar_one_or_none()
    first_id = last.last_event_id + 1 if last else 1
    previous, sealed = last.digest if last else "", 0
    while events := _events_from(first_id):
        seal = AuditSeal(
            at=clock.now(),
            first_event_id=first_id,
            last_event_id=events[-1].id,
            events=len(events),
            digest=_digest(previous, events),
            marks="".join(map(_mark, events)),
        )
        db.session.add(seal)
        db.session.flush()  # seals follow one another by their ids
        previous, first_id = seal.digest, seal.last_event_id + 1
        sealed += len(events)
        for event in events:
            db.session.expunge(event)
    return sealed


def verify_events() -> Iterator[str]:
    """One line for the first event or seal that doesn't hold; nothing when all do."""
    previous = ""
    expected_first = 1
    for seal in db.session.execute(select(AuditSeal).order_by(AuditSeal.id)).scalars():
        if seal.first_event_id != expected_first:
            yield f"audit_seals {seal.id}: begins at event {seal.first_event_id}, not {expected_first}"
            return
        events = _events_from(seal.first_event_id, seal.last_event_id)
        if len(events) != seal.events or _digest(previous, events) != seal.digest:
            yield _first_bad(seal, events)
            return
        previous, expected_first = seal.digest, seal.last_event_id + 1


def count_unsealed() -> int:
    """How many events no seal covers yet."""
    last = db.session.execute(select(func.max(AuditSeal.last_event_id))).scalar() or 0
    return db.session.execute(select(func.count()).select_from(Event).where(Event.id > last)).scalar_one()


def _first_bad(seal: AuditSeal, events: Sequence[Event]) -> str:
    """Which event was changed, removed or added, as far as the seal's marks tell."""
    run = f"from {seal.first_event_id} to {seal.last_event_id}"
    sealed = [seal.marks[at : at + MARK] for at in range(0, len(seal.marks), MARK)]
    if len(sealed) != seal.events:
        return f"audit_seals {seal.id}: {len(events)} events {run}, not the {seal.events} that were sealed"
    found = [_mark(event) for event in events]
    at = next((i for i, (was, now) in enumerate(zip(sealed, found, strict=False)) if was != now), None)
    if at is None:
        if len(found) < len(sealed):
            return f"events: one after {events[-1].id if events else 0} is missing (seal {seal.id})"
        if len(found) > len(sealed):
            return f"events {events[len(sealed)].id}: was added (seal {seal.id})"
        return f"audit_seals {seal.id}: was changed itself; its events {run} are as their marks say"
    if found[at + 1 : at + 2] == sealed[at : at + 1]:
        return f"events {events[at].id}: was added (seal {seal.id})"
    if sealed[at + 1 : at + 2] == found[at : at + 1]:
        return f"events: the one before {events[at].id} is missing (seal {seal.id})"
    return f"events {events[at].id}: was changed (seal {seal.id})"


def _events_from(first: int, last: int | None = None) -> Sequence[Event]:
    """The events from an id on: up to another one, or as many as go under one seal."""
    statement = select(Event).where(Event.id >= first).order_by(Event.id)
    statement = statement.limit(BATCH) if last is None else statement.where(Event.id <= last)
    return db.session.execute(statement).scalars().all()


def _row(event: Event) -> bytes:
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
    return json.dumps(row, sort_keys=True, ensure_ascii=False).encode()


def _mark(event: Event) -> str:
    return hashlib.sha256(_row(event)).hexdigest()[:MARK]


def _digest(previous: str, events: Sequence[Event]) -> str:
    digest = hashlib.sha256(previous.encode())
    for event in events:
        digest.update(_row(event))
    return digest.hexdigest()
