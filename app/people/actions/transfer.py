"""Transfers that need the other unit: asked for by either side, accepted or refused by the other."""

from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import normalise, same_name
from app.extensions import db
from app.people.actions.member import lock_standing_unit, lock_visible_member, move_member
from app.people.life import TransferRequest
from app.people.models import Member, Membership, Unit
from app.people.permissions import (
    can_ask_for_transfer,
    can_decide_transfer,
    can_see_transfers,
    can_withdraw_transfer,
)
from app.people.queries.members import has_code, is_last_membership


@action
def ask_for_transfer(actor: Actor, *, member_id: int, unit_id: int, note: str = "") -> int:
    """Ask another unit to take a member in, as the unit that the member is in; returns the request's id.

    Asking the same again gives the same request. Raises NotPossible("transfer_waits") where another one waits.
    """
    member, unit, _membership = lock_visible_member(actor, member_id)
    if not can_ask_for_transfer(actor, unit.path):
        raise NotAllowed
    return _ask(actor, member, unit, lock_standing_unit(actor, unit_id), by_new_unit=False, note=note)


@action
def ask_for_member(actor: Actor, *, unit_id: int, code: str, full_name: str, note: str = "") -> int:
    """Ask the unit that somebody is in to let them go to the actor's; returns the request's id.

    The member is named by code and name together, since the actor doesn't see other units' rosters: both must fit, and
    the answer to a wrong name is that to a wrong code, NotPossible("nobody_by_code_and_name").
    """
    new_unit = lock_standing_unit(actor, unit_id)
    if not can_ask_for_transfer(actor, new_unit.path):
        raise NotAllowed if can_see_transfers(actor, new_unit.path) else NotFound
    member = lock(Member, has_code(normalise(code)[:40].upper()))
    if member is None or not same_name(member.full_name, full_name):
        raise NotPossible("nobody_by_code_and_name", field="code")
    unit, _membership = _where(member.id)
    return _ask(actor, member, unit, new_unit, by_new_unit=True, note=note)


def accept_transfer_rows(actor: Actor, *, request_id: int, on: date) -> None:
    """Move the member that a request is about, from a day on, not a later one than today.

    For the action `volunteering.actions.accept_transfer`, which has locked the member: what the old unit had given
    ends with it. One that was accepted already stays as it is. Raises NotFound, NotAllowed, NotPossible.
    """
    request = lock_request(actor, request_id)
    _check_decider(actor, request)
    if request.state == "accepted":
        return
    _check_waits(request)
    unit, membership = _where(request.member_id)
    if unit.id != request.from_unit_id:
        raise NotPossible("transfer_overtaken")
    new_unit = lock_standing_unit(actor, request.to_unit_id)
    request.state, request.decided_at, request.decided_by = "accepted", clock.now(), actor.account_id
    member = db.session.get_one(Member, request.member_id)
    move_member(actor, member, membership, new_unit, on, request=request.id, **_of(request))


@action
def refuse_transfer(actor: Actor, *, request_id: int, reason: str) -> None:
    """The unit that was asked says no, with a reason that the asking unit reads. Twice changes nothing."""
    request = lock_request(actor, request_id)
    _check_decider(actor, request)
    if request.state == "refused":
        return
    _check_waits(request)
    if not reason.strip():
        raise NotPossible("reason_needed", field="reason")
    request.state, request.reason = "refused", reason.strip()
    request.decided_at, request.decided_by = clock.now(), actor.account_id
    record(actor, "member_transfer.refused", request, member=request.member_id, reason=request.reason, **_of(request))


@action
def withdraw_transfer(actor: Actor, *, request_id: int) -> int:
    """The asking unit takes its request back; returns that unit's id. Twice changes nothing."""
    request = lock_request(actor, request_id)
    if not can_withdraw_transfer(actor, request.asking_unit.path):
        raise NotAllowed
    if request.state != "withdrawn":
        _check_waits(request)
        request.state, request.decided_at, request.decided_by = "withdrawn", clock.now(), actor.account_id
        record(actor, "member_transfer.withdrawn", request, member=request.member_id)
    return request.asking_unit.id


def lock_request(actor: Actor, request_id: int) -> TransferRequest:
    """The request, locked after its member, with both units; raises NotFound for who stands over neither."""
    member_id = db.session.execute(
        select(TransferRequest.member_id).where(TransferRequest.id == request_id)
    ).scalar_one_or_none()
    if member_id is None:
        raise NotFound
    lock(Member, Member.id == member_id)
    request: TransferRequest | None = lock(
        TransferRequest,
        TransferRequest.id == request_id,
        options=(joinedload(TransferRequest.from_unit), joinedload(TransferRequest.to_unit)),
    )
    if request is None or not any(can_see_transfers(actor, unit.path) for unit in (request.from_unit, request.to_unit)):
        raise NotFound
    return request


def _ask(actor: Actor, member: Member, unit: Unit, new_unit: Unit, *, by_new_unit: bool, note: str) -> int:
    if unit.id == new_unit.id:
        raise NotPossible("already_there", field="unit_id")
    waiting = lock(TransferRequest, TransferRequest.member_id == member.id, TransferRequest.state == "waiting")
    if waiting is not None:
        if (waiting.from_unit_id, waiting.to_unit_id) == (unit.id, new_unit.id) and waiting.by_new_unit == by_new_unit:
            return waiting.id
        raise NotPossible("transfer_waits")
    request = TransferRequest(
        member_id=member.id,
        from_unit_id=unit.id,
        to_unit_id=new_unit.id,
        by_new_unit=by_new_unit,
        note=note.strip(),
        asked_by=actor.account_id,
        asked_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()  # the event names the row
    asked, asking = (unit, new_unit) if by_new_unit else (new_unit, unit)
    of = {"asked_unit": asked.id, "asked_path": asked.path, "asking_name": asking.short_name}
    record(actor, "member_transfer.asked", request, member=member.id, **of)
    return request.id


def _of(request: TransferRequest) -> dict[str, Any]:
    """Of an answer: who is told of it, and whose it is."""
    asking, other = request.asking_unit, request.other_unit
    return {"asked_by": request.asked_by, "asking_unit": asking.id, "asked_name": other.short_name}


def _where(member_id: int) -> tuple[Unit, Membership]:
    """The unit and membership of now, or the last ones."""
    unit, membership = db.session.execute(
        select(Unit, Membership)
        .join(Membership, and_(Membership.unit_id == Unit.id, is_last_membership()))
        .where(Membership.member_id == member_id)
        .execution_options(populate_existing=True)
    ).one()
    return unit, membership


def _check_decider(actor: Actor, request: TransferRequest) -> None:
    if not can_decide_transfer(actor, request.other_unit.path):
        raise NotAllowed
    if request.asked_by is not None and request.asked_by == actor.account_id:
        raise NotPossible("own_transfer")


def _check_waits(request: TransferRequest) -> None:
    if request.state != "waiting":
        raise NotPossible("transfer_decided")
