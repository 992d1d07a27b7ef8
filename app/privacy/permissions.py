"""Who may see and decide what people ask about their data."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.people.permissions import lies_under
from app.privacy.models import DataRequest


def can_list_requests(actor: Actor) -> bool:
    """The queue is a page for those who answer, and for the inspector who watches them."""
    return actor.is_system or actor.has(Role.LEADER, Role.ADMINISTRATOR, Role.INSPECTOR)


def can_see_request(actor: Actor, request: DataRequest, unit_path: str) -> bool:
    """One's own; a leader those for correction in the unit; administrator and inspector all."""
    own = actor.member_id is not None and actor.member_id == request.member_id
    if own or actor.is_system or actor.has(Role.ADMINISTRATOR, Role.INSPECTOR):
        return True
    return request.kind == "correction" and actor.holds(Role.LEADER, over=unit_path)


def visible_requests(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_request`, over DataRequest joined with the unit that the member is in or was in."""
    if actor.is_system or actor.has(Role.ADMINISTRATOR, Role.INSPECTOR):
        return true()
    corrections = and_(DataRequest.kind == "correction", lies_under(Unit.path, actor.paths(Role.LEADER)))
    own: Any = DataRequest.member_id == actor.member_id if actor.member_id is not None else false()
    return or_(own, corrections)


def can_decide_request(actor: Actor, request: DataRequest, unit_path: str) -> bool:
    """The administrator, and for a correction the unit's leaders; nobody decides what they asked for themselves."""
    if actor.is_system:
        return True
    if actor.member_id == request.member_id or (actor.account_id is not None and actor.account_id == request.asked_by):
        return False
    if actor.has(Role.ADMINISTRATOR):
        return True
    return request.kind == "correction" and actor.holds(Role.LEADER, over=unit_path)


def can_set_keeping(actor: Actor) -> bool:
    """How long data are kept, which days are off, and the removal of what has had its time."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)
