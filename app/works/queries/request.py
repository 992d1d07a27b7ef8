"""Requests for an entry, which figures change when one is approved, and the advances that are still open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Appointment, Unit
from app.works import permissions
from app.works.models import UNION_SOURCES, EntryRequest, Ledger, LedgerEntry, Work
from app.works.queries.entries import ListedEntry
from app.works.sums import figures_of


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


class AdvanceRow(NamedTuple):
    """An advance that was given (đồng): when, what is still in the person's hands, and for how many days."""

    advance: EntryRequest
    given_on: date
    left: int
    days: int
    is_late: bool
    can_take_back: bool


def changes_by(work: Work, entry: LedgerEntry) -> list[Change]:
    """What happens to the work's figures when the entry is taken back, on the day that it counts."""
    figures = [(name, -value) for name, value in figures_of(entry).items()]
    counts = entry.source in UNION_SOURCES and entry.form in ("cash", "in_kind")
    if counts and (work.accepted_on is None or entry.counts_on <= work.accepted_on):
        figures.append(("union_contribution", -entry.amount))
    return [Change(name, getattr(work, name), getattr(work, name) + more) for name, more in figures]


def changes_by_request(work: Work, request: EntryRequest) -> list[Change]:
    """What happens to the work's figures when the request is approved today, where it is about an entry."""
    entry = request.entry
    if entry is None:
        return []
    if request.kind == "reversal":
        return changes_by(work, entry)
    figures = ["cash_received"] if entry.form == "cash" else []
    if entry.source in UNION_SOURCES and entry.form in ("cash", "in_kind") and work.accepted_on is None:
        figures.append("union_contribution")
    return [Change(name, getattr(work, name), getattr(work, name) + request.amount) for name in figures]


@cache
def _requests(of: str) -> Any:
    """Built once: building takes longer than asking."""
    return (
        select(EntryRequest, Account.name)
        .join(Ledger, Ledger.id == EntryRequest.ledger_id)
        .outerjoin(Account, Account.id == EntryRequest.requested_by)
        .where(
            getattr(Ledger, of) == bindparam("id"),
            or_(EntryRequest.state == "pending", (EntryRequest.state == "approved") & (EntryRequest.kind == "advance")),
        )
        .options(joinedload(EntryRequest.entry))
        .order_by(EntryRequest.id)
    )


def list_requests(*, work_id: int | None = None, unit_id: int | None = None) -> Sequence[Any]:
    """The requests of a work's or a unit's ledger that wait, and the advances that were given, each with who asked;
    oldest first."""
    of = "unit_id" if work_id is None else "work_id"
    return db.session.execute(_requests(of), {"id": unit_id if work_id is None else work_id}).all()


def waiting_rows(
    actor: Actor, unit: Unit, work: Work | None, rows: Iterable[Any], leaders: Sequence[Any]
) -> list[RequestRow]:
    """Those that wait, with the leaders who may decide; after the acceptance only the committee may."""
    deciders = [] if work and work.state == "accepted" else leaders
    return [
        RequestRow(
            request,
            requester,
            [name for id_, name in deciders if id_ not in (request.requested_by, request.recipient_id)],
            permissions.can_approve_request(actor, unit, work, request),
            changes_by_request(work, request) if work else [],
        )
        for request, requester in rows
        if request.state == "pending"
    ]


def open_advances(
    actor: Actor, work: Work, rows: Iterable[Any], entries: list[ListedEntry], today: date
) -> list[AdvanceRow]:
    """The advances of which something is still in a person's hands."""
    left: dict[int | None, int] = defaultdict(int)
    given_on = {entry.request_id: entry.on for entry in entries if entry.kind == "advance"}
    for entry in entries:
        left[entry.request_id] += figures_of(entry).get("cash_advanced", 0)
    return [
        AdvanceRow(
            request,
            given_on[request.id],
            left[request.id],
            (today - given_on[request.id]).days,
            request.due_on is not None and request.due_on < today,
            permissions.can_record_refund(actor, work, request),
        )
        for request, _requester in rows
        if request.id in given_on and left[request.id]
    ]


def leaders_over(unit: Unit, today: date) -> Sequence[Any]:
    """Accounts and names of the leaders of a unit and of the units above it, the nearest first."""
    above = [int(id_) for id_ in unit.path.strip("/").split("/")]
    return db.session.execute(
        select(Account.id, Account.name)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.role == Role.LEADER,
            Appointment.unit_id.in_(above),
            Appointment.valid_from <= today,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
        )
        .order_by(Unit.path.desc(), Account.id)
    ).all()


def get_request(request_id: int, *of_ledger: Any) -> EntryRequest:
    """A request of a ledger, which the actor was let see before. Raises NotFound."""
    request = db.session.execute(
        select(EntryRequest)
        .join(Ledger, Ledger.id == EntryRequest.ledger_id)
        .where(EntryRequest.id == request_id, *of_ledger)
        .options(joinedload(EntryRequest.entry))
    ).scalar_one_or_none()
    if request is None:
        raise NotFound
    return request


def list_officers(unit: Unit, today: date) -> list[tuple[int, str]]:
    """Accounts and names of those who lead the unit, one above or below it, keep its money or sit over it."""
    above = [int(id_) for id_ in unit.path.strip("/").split("/")]
    rows = db.session.execute(
        select(Account.id, Account.name)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.role.in_(("leader", "treasurer", "committee")),
            or_(Unit.id.in_(above), Unit.path.startswith(unit.path, autoescape=True)),
            Appointment.valid_from <= today,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
        )
        .distinct()
        .order_by(Account.name)
    )
    return [(id_, name) for id_, name in rows]
