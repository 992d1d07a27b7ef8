"""Transfers that wait, and the last ones decided, on the pages of both units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.core.actor import SYSTEM, Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.life import TransferRequest
from app.people.models import Member, Unit
from app.people.permissions import (
    OFFICERS,
    can_ask_for_transfer,
    can_decide_transfer,
    can_see_transfers,
    can_withdraw_transfer,
    lies_under,
)
from app.people.queries.units import get_unit, unit_choices

SHOWN = 100
DECIDED_SHOWN = 20


@dataclass(frozen=True)
class TransferRow:
    """A request with what the actor may do about it."""

    request: TransferRequest
    can_decide: bool
    can_withdraw: bool


@dataclass(frozen=True)
class TransfersPage:
    """The transfers of a unit and those under it: into it, out of it, and those decided lately."""

    unit: Unit
    coming: list[TransferRow]
    going: list[TransferRow]
    decided: list[TransferRow]
    can_ask: bool


def visible_transfers(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_transfers` over either unit of a request."""
    return true() if actor.is_system else _touches(actor.paths(*OFFICERS))


def get_transfers_page(actor: Actor, unit_id: int) -> TransfersPage:
    """By three statements. Raises NotFound, and NotAllowed for who holds no office over the unit."""
    unit = get_unit(actor, unit_id)
    if not can_see_transfers(actor, unit.path):
        raise NotAllowed
    waiting = _rows(actor, unit, TransferRequest.state == "waiting", limit=SHOWN)
    decided = _rows(actor, unit, TransferRequest.state != "waiting", limit=DECIDED_SHOWN)
    return TransfersPage(
        unit,
        coming=[row for row in waiting if row.request.to_unit.path.startswith(unit.path)],
        going=[row for row in waiting if not row.request.to_unit.path.startswith(unit.path)],
        decided=decided,
        can_ask=can_ask_for_transfer(actor, unit.path) and unit.dissolved_on is None,
    )


def get_transfer_request(actor: Actor, request_id: int) -> TransferRequest:
    """A request with member and units, for who decides on it. Raises NotFound, NotAllowed."""
    request = db.session.execute(
        _with_all(select(TransferRequest)).where(TransferRequest.id == request_id, visible_transfers(actor))
    ).scalar_one_or_none()
    if request is None:
        raise NotFound
    if not can_decide_transfer(actor, request.other_unit.path):
        raise NotAllowed
    return request


def find_waiting_transfer(member_id: int) -> TransferRequest | None:
    """The request that waits for a member, with both units."""
    statement = _with_all(select(TransferRequest)).where(
        TransferRequest.member_id == member_id, TransferRequest.state == "waiting"
    )
    found: TransferRequest | None = db.session.execute(statement).scalar_one_or_none()
    return found


def count_waiting_transfers(actor: Actor, roles: Sequence[Any]) -> list[Any]:
    """How many requests wait for the actor's answer: rows (unit id, name, number), by the unit that was asked."""
    paths = actor.paths(*roles)
    if not paths:
        return []
    asked = aliased(Unit)
    is_asked = or_(
        TransferRequest.by_new_unit & (TransferRequest.from_unit_id == asked.id),
        ~TransferRequest.by_new_unit & (TransferRequest.to_unit_id == asked.id),
    )
    return list(
        db.session.execute(
            select(asked.id, asked.name, func.count())
            .select_from(TransferRequest)
            .join(asked, is_asked)
            .where(
                TransferRequest.state == "waiting",
                lies_under(asked.path, paths),
                or_(TransferRequest.asked_by.is_(None), TransferRequest.asked_by != actor.account_id),
            )
            .group_by(asked.id, asked.name)
            .order_by(asked.name)
        )
    )


def other_units(unit: Unit) -> list[tuple[int, str]]:
    """All standing units but this one, as (id, name): a transfer may be asked of each."""
    return [choice for choice in unit_choices(SYSTEM) if choice[0] != unit.id]


def _rows(actor: Actor, unit: Unit, where: Any, *, limit: int) -> list[TransferRow]:
    requests = db.session.execute(
        _with_all(select(TransferRequest))
        .where(where, _touches([unit.path]))
        .order_by(TransferRequest.decided_at.desc(), TransferRequest.id)
        .limit(limit)
    ).scalars()
    return [
        TransferRow(
            request,
            can_decide=can_decide_transfer(actor, request.other_unit.path) and request.asked_by != actor.account_id,
            can_withdraw=can_withdraw_transfer(actor, request.asking_unit.path),
        )
        for request in requests
    ]


def _touches(paths: Sequence[str]) -> ColumnElement[bool]:
    """A unit under one of the paths lets go or takes in."""
    wanted = select(Unit.id).where(lies_under(Unit.path, paths))
    return or_(TransferRequest.from_unit_id.in_(wanted), TransferRequest.to_unit_id.in_(wanted))


def _with_all(statement: Any) -> Any:
    return statement.join(Member, Member.id == TransferRequest.member_id).options(
        joinedload(TransferRequest.member),
        joinedload(TransferRequest.from_unit),
        joinedload(TransferRequest.to_unit),
    )
