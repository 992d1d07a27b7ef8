"""Asking for correction or erasure, and answering it."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import SYSTEM, Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.working_days import add_working_days
from app.extensions import db
from app.people.models import Member, Unit
from app.people.permissions import can_edit_member
from app.people.queries.members import get_member_page
from app.privacy.erasing import erase_member
from app.privacy.models import OPEN_STATES, DataRequest
from app.privacy.permissions import can_decide_request, can_see_request
from app.privacy.queries.requests import days_off

# Decree 356/2025: an answer that it came in within two working days; then days of the calendar.
ACKNOWLEDGE_WITHIN = 2
CARRY_OUT_WITHIN = {"correction": 10, "erasure": 20}


@action
def ask_request(actor: Actor, *, member_id: int, kind: str, text: str) -> int:
    """Ask for one's own data, or note down what a member of the unit asked on paper; returns the id.

    Raises NotFound, NotAllowed, NotPossible("request_open", "erased_already").
    """
    page = get_member_page(actor, member_id)
    if actor.member_id != member_id and not can_edit_member(actor, page.unit.path):
        raise NotAllowed
    member = lock(Member, Member.id == member_id)
    if member is None or member.erased_on is not None:
        raise NotPossible("erased_already")
    if _open_request(member_id, kind) is not None:
        raise NotPossible("request_open", field="kind")
    today = clock.today()
    request = DataRequest(
        member_id=member_id,
        kind=kind,
        text=text,
        asked_at=clock.now(),
        asked_by=actor.account_id,
        acknowledge_by_day=add_working_days(today, ACKNOWLEDGE_WITHIN, days_off()),
        due_on=today + timedelta(days=CARRY_OUT_WITHIN[kind]),
    )
    db.session.add(request)
    db.session.flush()  # the event names the row
    record(actor, "data_request.asked", request, kind=kind, member_id=member_id)
    return request.id


@action
def acknowledge_request(actor: Actor, *, request_id: int) -> None:
    """Tell the member that it came in, and until when it will be carried out; twice changes nothing."""
    request = _lock_request(actor, request_id)
    if request.state == "acknowledged":
        return
    _check_open(request)
    request.state, request.acknowledged_at, request.acknowledged_by = "acknowledged", clock.now(), actor.account_id
    request.version += 1
    record(
        actor,
        "data_request.acknowledged",
        request,
        kind=request.kind,
        member_id=request.member_id,
        due_on=request.due_on.isoformat(),
    )


@action
def decide_request(actor: Actor, *, request_id: int, version: int, is_granted: bool, answer: str) -> int:
    """Carry it out, or refuse it with a reason; the member is told the answer. Returns the id.

    A correction is made on the member's page before. An erasure is done here, in all areas at once.
    Raises NotFound, NotAllowed, Conflict, NotPossible.
    """
    request = _lock_request(actor, request_id)
    _check_open(request)
    if request.version != version:
        raise Conflict
    if not answer:
        raise NotPossible("answer_needed", field="answer")
    now = clock.now()
    if request.state == "waiting":  # the answer says that it came in, too
        request.acknowledged_at, request.acknowledged_by = now, actor.account_id
    request.state = "done" if is_granted else "refused"
    request.decided_at, request.decided_by, request.answer = now, actor.account_id, answer
    request.version += 1
    record(
        actor,
        "data_request.carried_out" if is_granted else "data_request.refused",
        request,
        kind=request.kind,
        member_id=request.member_id,
    )
    if is_granted and request.kind == "erasure":
        db.session.flush()  # erasing looks at requests by a statement
        erase_member(request.member_id)
    return request.id


@action
def withdraw_request(actor: Actor, *, request_id: int) -> None:
    """Take back what one has asked oneself; twice changes nothing."""
    request = lock(DataRequest, DataRequest.id == request_id)
    if request is None or actor.member_id is None or request.member_id != actor.member_id:
        raise NotFound
    if request.state == "withdrawn":
        return
    _check_open(request)
    request.state, request.decided_at, request.decided_by = "withdrawn", clock.now(), actor.account_id
    request.version += 1
    record(actor, "data_request.withdrawn", request, kind=request.kind, member_id=request.member_id)


def _lock_request(actor: Actor, request_id: int) -> DataRequest:
    """The member is locked before the request, as everywhere; raises NotFound, NotAllowed."""
    member_id = db.session.execute(
        select(DataRequest.member_id).where(DataRequest.id == request_id)
    ).scalar_one_or_none()
    if member_id is None:
        raise NotFound
    lock(Member, Member.id == member_id)
    request = lock(DataRequest, DataRequest.id == request_id)
    path = _unit_path(member_id)
    if request is None or not can_see_request(actor, request, path):
        raise NotFound
    if not can_decide_request(actor, request, path):
        raise NotAllowed
    return request


def _unit_path(member_id: int) -> str:
    unit: Unit = get_member_page(SYSTEM, member_id).unit
    return unit.path


def _open_request(member_id: int, kind: str) -> DataRequest | None:
    return db.session.execute(
        select(DataRequest).where(
            DataRequest.member_id == member_id, DataRequest.kind == kind, DataRequest.state.in_(OPEN_STATES)
        )
    ).scalar_one_or_none()


def _check_open(request: DataRequest) -> None:
    if not request.is_open:
        raise NotPossible("request_answered")
