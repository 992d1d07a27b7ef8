"""What happened: one append-only row per action, read as history by people and as audit trail by the inspector.

An area that acts on what other areas do registers a `Listener` (see `areas.py`): it is told at the end of the action,
inside its transaction, so that what it writes stands or falls with the event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.actor import Actor
from app.core.database import BigId, Model, UtcDateTime
from app.extensions import db


class Event(Model):
    """One row per action: actor, verb, subject, details, time. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_subject", "subject_type", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(index=True)
    member_id: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AuditSeal(Model):
    """A seal over a run of events: each digest covers the one before, so that nothing before it can change."""

    __tablename__ = "audit_seals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_event_id: Mapped[int] = mapped_column(BigId)
    last_event_id: Mapped[int] = mapped_column(BigId)
    events: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    # Twelve hexadecimal digits for each event, by which `verify` finds the one that was changed.
    marks: Mapped[str] = mapped_column(Text, default="", server_default="")


@dataclass(frozen=True)
class Listener:
    """Who is told of events with these verbs: `tell` gets those of one action together, with their ids.

    It may write rows, and must not record events of its own.
    """

    verbs: frozenset[str]
    tell: Callable[[Sequence[Event]], None]


# Filled from the areas in create_app().
LISTENERS: list[Listener] = []


def record(actor: Actor, verb: str, subject: Any, **details: Any) -> Event:
    """Write what an action did. `subject` is a row of the database that has its id already.

    `details` must be plain JSON values: what a reader needs to understand the step, never a secret.
    """
    event = Event(
        at=clock.now(),
        account_id=actor.account_id,
        member_id=actor.member_id,
        verb=verb,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        details=details,
    )
    db.session.add(event)
    db.session.info.setdefault("events", []).append(event)
    return event


def tell_listeners() -> None:
    """Tell the listeners what the action has recorded, when all of it is done; called by `@action` alone."""
    events: list[Event] = db.session.info.pop("events", [])
    for listener in LISTENERS:
        heard = [event for event in events if event.verb in listener.verbs]
        if heard:
            db.session.flush()  # listeners need the events' ids, and read what the action wrote
            listener.tell(heard)


def data_version() -> tuple[int, int]:
    """A value that is another one after every action, for answers that are kept: one statement.

    Not the last event's number alone: of two actions at once the one with the lower number may be committed later. The
    sum over the last ones notices it.
    """
    last = select(Event.id).order_by(Event.id.desc()).limit(200).subquery()
    newest, total = db.session.execute(select(func.max(last.c.id), func.sum(last.c.id))).one()
    return newest or 0, int(total or 0)
