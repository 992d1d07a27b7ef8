"""Requests to take an entry back, and which figures change when one is approved."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account
from app.works import permissions
from app.works.models import UNION_SOURCES, EntryRequest, LedgerEntry, Work


class Change(NamedTuple):
    """A kept figure of the work, in đồng, before and after an entry."""

    figure: str
    before: int
    after: int


class RequestRow(NamedTuple):
    """A request, who made it, who may decide on it, whether the actor may, and what changes then."""

    request: EntryRequest
    requester: str | None
    waits_for: list[str]
    can_decide: bool
    changes: list[Change]


def changes_by(work: Work, entry: LedgerEntry, amount: int) -> list[Change]:
    """What an entry of this amount does to the work's figures, when it takes `entry` back on the day that it counts."""
    figures = []
    if entry.source is None:
        figures.append(("cash_spent", -amount))
    elif entry.form == "cash":
        figures.append(("cash_received", amount))
    counts = entry.source in UNION_SOURCES and entry.form in ("cash", "in_kind")
    if counts and (work.accepted_on is None or entry.counts_on <= work.accepted_on):
        figures.append(("union_contribution", amount))
    return [Change(name, getattr(work, name), getattr(work, name) + more) for name, more in figures]


def list_requests(actor: Actor, work: Work) -> list[RequestRow]:
    """The requests of a work that wait, oldest first; `waits_for` is filled in by the page."""
    rows = db.session.execute(
        select(EntryRequest, Account.name)
        .join(LedgerEntry, LedgerEntry.id == EntryRequest.entry_id)
        .outerjoin(Account, Account.id == EntryRequest.requested_by)
        .where(LedgerEntry.work_id == work.id, EntryRequest.state == "pending")
        .options(joinedload(EntryRequest.entry, innerjoin=True))
        .order_by(EntryRequest.id)
    )
    return [
        RequestRow(
            request,
            requester,
            [],
            permissions.can_approve_reversal(actor, work, request),
            changes_by(work, request.entry, request.amount),
        )
        for request, requester in rows
    ]


def with_deciders(work: Work, rows: list[RequestRow], leaders: Sequence[Any]) -> list[RequestRow]:
    """The rows with the names of the leaders who may decide; after the acceptance only the committee may."""
    if work.state == "accepted":
        return rows
    return [
        row._replace(waits_for=[name for account_id, name in leaders if account_id != row.request.requested_by])
        for row in rows
    ]


def get_request(work_id: int, request_id: int) -> EntryRequest:
    """A request about an entry of this work, which the actor was let see before. Raises NotFound."""
    request = db.session.execute(
        select(EntryRequest)
        .join(LedgerEntry, LedgerEntry.id == EntryRequest.entry_id)
        .where(EntryRequest.id == request_id, LedgerEntry.work_id == work_id)
        .options(joinedload(EntryRequest.entry, innerjoin=True))
    ).scalar_one_or_none()
    if request is None:
        raise NotFound
    return request
