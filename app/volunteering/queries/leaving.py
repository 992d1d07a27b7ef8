"""What a member who leaves a unit, or goes to another, has at stake."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed
from app.extensions import db
from app.people.models import Member, Unit
from app.people.permissions import can_ask_for_transfer, can_end_membership, can_transfer_member
from app.people.queries import get_member_page, unit_choices
from app.volunteering.models import Activity, ActivityUnit, Shift, SignUp

TRANSFER_ROLES = (Role.LEADER, Role.COMMITTEE, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class LeavingPage:
    """A member with the present or last unit, the coming places, and the units to go to as (id, name)."""

    member: Member
    unit: Unit
    places: Sequence[SignUp]
    choices: Sequence[tuple[int, str]] = ()
    # May ask a unit that the actor doesn't stand over.
    can_ask: bool = False


def get_leaving_page(actor: Actor, member_id: int) -> LeavingPage:
    """For who may end the membership. Raises NotFound, NotAllowed."""
    page = get_member_page(actor, member_id)
    if not can_end_membership(actor, page.unit.path):
        raise NotAllowed
    return LeavingPage(page.member, page.unit, list_coming_places(member_id))


def get_transfer_page(actor: Actor, member_id: int, *, is_sent: bool = False) -> LeavingPage:
    """For who may transfer the member. Raises NotFound, NotAllowed.

    A form that is sent may be sent again: then the unit that the member has gone to is a choice as well.
    """
    page = get_member_page(actor, member_id)
    if not can_transfer_member(actor, page.unit.path, page.unit.path):
        raise NotAllowed
    units = unit_choices(actor, TRANSFER_ROLES)
    choices = [choice for choice in units if page.has_left or is_sent or choice[0] != page.unit.id]
    can_ask = can_ask_for_transfer(actor, page.unit.path)
    return LeavingPage(page.member, page.unit, list_coming_places(member_id), choices, can_ask)


def list_coming_places(*member_ids: int) -> list[SignUp]:
    """The live sign-ups of members in shifts to come, with shift, activity and the unit then; soonest first."""
    statement = (
        select(SignUp)
        .join(SignUp.shift)
        .where(
            SignUp.member_id.in_(member_ids),
            SignUp.state.in_(("confirmed", "waitlisted")),
            Shift.starts_at > clock.now(),
        )
        .options(
            joinedload(SignUp.unit),
            joinedload(SignUp.shift).joinedload(Shift.activity).joinedload(Activity.host_unit),
            joinedload(SignUp.shift)
            .joinedload(Shift.activity)
            .joinedload(Activity.invited)
            .joinedload(ActivityUnit.unit),
        )
        .order_by(Shift.starts_at, SignUp.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.execute(statement).unique().scalars())


def get_member_version(member_id: int) -> int:
    """The version that a form about the member must have seen."""
    return db.session.get_one(Member, member_id, populate_existing=True).version
