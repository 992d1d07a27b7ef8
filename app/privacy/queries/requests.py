"""What people asked about their data: the queue, one request, one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Page, fetch_page
from app.core.settings import setting
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.people.permissions import can_edit_member
from app.people.queries.members import get_member_page, is_last_membership
from app.privacy.models import OPEN_STATES, DataRequest
from app.privacy.permissions import can_decide_request, can_list_requests, visible_requests

DAYS_OFF = "days_off"


@dataclass(frozen=True)
class Asked:
    """A request with whose data it is about."""

    request: DataRequest
    member: Member
    unit: Unit
    has_left: bool
    can_decide: bool
    is_own: bool


def days_off() -> list[date]:
    """The days off that an administrator has entered."""
    return sorted(date.fromisoformat(day) for day in setting(DAYS_OFF, []))


def list_requests(actor: Actor, *, only_open: bool = True, at: str | None = None) -> Page:
    """The queue: rows (DataRequest, Member, Unit, Membership), the one that is due first at the top.

    Raises NotAllowed.
    """
    if not can_list_requests(actor):
        raise NotAllowed
    statement = _asked().where(visible_requests(actor))
    if only_open:
        statement = statement.where(DataRequest.state.in_(OPEN_STATES))
    return fetch_page(
        statement,
        order=(DataRequest.due_on, DataRequest.id),
        key_of=lambda row: (row[0].due_on, row[0].id),
        at=at,
        descending=not only_open,
        scalars=False,
    )


def get_request(actor: Actor, request_id: int) -> Asked:
    """One request. Raises NotFound."""
    row = db.session.execute(_asked().where(DataRequest.id == request_id, visible_requests(actor))).one_or_none()
    if row is None:
        raise NotFound
    request, member, unit, membership = row
    return Asked(
        request,
        member,
        unit,
        has_left=membership.valid_until is not None,
        can_decide=can_decide_request(actor, request, unit.path),
        is_own=actor.member_id == member.id,
    )


def get_member_to_ask_for(actor: Actor, member_id: int | None) -> Member:
    """Oneself, or a member for whom the actor may note a request down. Raises NotFound, NotAllowed."""
    if member_id is None:
        raise NotFound
    page = get_member_page(actor, member_id)
    if actor.member_id != member_id and not can_edit_member(actor, page.unit.path):
        raise NotAllowed
    return page.member


def list_own_requests(actor: Actor) -> Sequence[DataRequest]:
    """What one has asked oneself, the newest first."""
    if actor.member_id is None:
        return ()
    statement = select(DataRequest).where(DataRequest.member_id == actor.member_id).order_by(DataRequest.id.desc())
    return db.session.execute(statement.limit(50)).scalars().all()


def count_overdue(actor: Actor) -> tuple[int, int]:
    """How many open requests the actor sees, and how many of them are overdue; by one statement."""
    today = clock.today()
    late = or_(DataRequest.due_on < today, and_(DataRequest.state == "waiting", DataRequest.acknowledge_by_day < today))
    seen = _asked().where(visible_requests(actor), DataRequest.state.in_(OPEN_STATES))
    counts = (func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0))
    row = db.session.execute(seen.with_only_columns(*counts)).one()
    return row[0], int(row[1])


def _asked() -> Any:
    return (
        select(DataRequest, Member, Unit, Membership)
        .join(Member, Member.id == DataRequest.member_id)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
    )
