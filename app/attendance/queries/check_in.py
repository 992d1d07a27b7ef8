"""What the pages of codes show: the host's screen, the own card, the own standing in a shift."""

from dataclasses import dataclass

from sqlalchemy import select

from app.attendance.models import CheckIn
from app.attendance.permissions import can_record_attendance
from app.attendance.queries.attendance import get_shift
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp


@dataclass(frozen=True)
class HerePage:
    """The shift whose code the actor has read, whether they have a place in it, and what was noted already."""

    shift: Shift
    activity_title: str
    has_place: bool
    directions: frozenset[str]


def get_hosted_shift(actor: Actor, shift_id: int) -> Shift:
    """A shift whose attendance the actor records, with its activity. Raises NotFound, NotAllowed."""
    shift = get_shift(actor, shift_id)
    if not can_record_attendance(actor, shift.activity):
        raise NotAllowed
    return shift


def get_here_page(actor: Actor, shift_id: int) -> HerePage:
    """A shift for whoever stands before its screen, invited or not. Raises NotFound."""
    row = db.session.execute(
        select(Shift, Activity.title)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(Shift.id == shift_id, Activity.state.in_(("published", "held")))
    ).one_or_none()
    if row is None:
        raise NotFound
    place = db.session.execute(
        select(SignUp.id).where(
            SignUp.shift_id == shift_id, SignUp.member_id == actor.member_id, SignUp.state.in_(PLACE_STATES)
        )
    ).scalar_one_or_none()
    seen = db.session.execute(
        select(CheckIn.direction).where(CheckIn.sign_up_id == place, CheckIn.state == "counted")
    ).scalars()
    return HerePage(row.Shift, row.title, place is not None, frozenset(seen))


def get_own_member(actor: Actor) -> Member:
    """The actor as a member. Raises NotFound for who is none."""
    member = db.session.get(Member, actor.member_id) if actor.member_id else None
    if member is None:
        raise NotFound
    return member
