"""What the actions share: locking members and shifts in the one order, giving and freeing places.

Whoever changes which places a member holds has locked that member before, and then the shifts. So a freed place is
given by somebody who has locked everybody on the waiting list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import SYSTEM
from app.core.errors import Busy
from app.core.events import record
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import LIVE_STATES, Activity, ActivityUnit, Shift, SignUp
from app.volunteering.queries.candidates import get_limits, load_candidates, load_room
from app.volunteering.rules import Candidate, Limits, reasons_why_not

# By one statement, since sign-up counts them: an activity has few units beside its host.
WITH_UNITS = (joinedload(Activity.host_unit), joinedload(Activity.invited).joinedload(ActivityUnit.unit))


@dataclass
class Held:
    """The rows that an action has locked, by id, with the activities of the shifts."""

    members: dict[int, Member]
    shifts: dict[int, Shift]
    activities: dict[int, Activity] = field(default_factory=dict)

    def activity_of(self, shift: Shift) -> Activity:
        return self.activities[shift.activity_id]


def lock_places(*, shifts: Iterable[int], members: Iterable[int] | None = None) -> Held:
    """Lock what freeing places can touch: members first, then shifts, each in the order of their ids.

    Members: those given (None: all with a live sign-up in the shifts) and all who wait in the shifts. Shifts: those
    given and those in which these members wait, because one place less may make them eligible there.
    """
    shift_ids = list(shifts)
    in_shifts = select(SignUp.member_id).where(SignUp.shift_id.in_(shift_ids), SignUp.state.in_(LIVE_STATES))
    if members is None:
        touched: Any = Member.id.in_(in_shifts)
        leaving: Any = in_shifts
    else:
        leaving = list(members)
        touched = or_(Member.id.in_(leaving), Member.id.in_(in_shifts.where(SignUp.state == "waitlisted")))
    locked_members = lock_all(Member, touched)
    waited_for = select(SignUp.shift_id).where(SignUp.member_id.in_(leaving), SignUp.state == "waitlisted")
    locked_shifts = lock_all(Shift, or_(Shift.id.in_(shift_ids), Shift.id.in_(waited_for)))
    held = Held({member.id: member for member in locked_members}, {shift.id: shift for shift in locked_shifts})
    held.activities = load_activities({shift.activity_id for shift in locked_shifts})
    return held


def load_activities(ids: Iterable[int]) -> dict[int, Activity]:
    """The activities with host and invited units, read after their shifts were locked: so their state is the latest."""
    return {
        activity.id: activity
        for activity in db.session.execute(
            select(Activity)
            .where(Activity.id.in_(list(ids)))
            .options(*WITH_UNITS)
            .execution_options(populate_existing=True)
        )
        .unique()
        .scalars()
    }


_columns = Shift.__table__.c
_COUNTED = (
    update(Shift.__table__)  # type: ignore[arg-type]
    .where(_columns.id == bindparam("shift_id"))
    .values({name: _columns[name] + bindparam(f"more_{name}") for name in ("confirmed", "waiting", "next_position")})
)


def count_places(shift: Shift, *, confirmed: int = 0, waiting: int = 0, positions: int = 0) -> None:
    """Change the kept counts. The database adds, so that its CHECK sees every path, also one that forgot the lock."""
    more = {"confirmed": confirmed, "waiting": waiting, "next_position": positions}
    if not any(more.values()):
        return
    db.session.execute(_COUNTED, {"shift_id": shift.id, **{f"more_{name}": number for name, number in more.items()}})
    for name, number in more.items():
        set_committed_value(shift, name, getattr(shift, name) + number)


def release(shift: Shift, sign_ups: Iterable[SignUp], reason: str) -> list[int]:
    """End sign-ups of a shift that were not attended, so that their places are free; returns their ids."""
    confirmed = waiting = 0
    released = []
    for sign_up in sign_ups:
        if sign_up.state == "waitlisted":
            waiting -= 1
        else:
            confirmed -= 1
        sign_up.state, sign_up.cancelled_at, sign_up.cancel_reason = "cancelled", clock.now(), reason
        released.append(sign_up.id)
    count_places(shift, confirmed=confirmed, waiting=waiting)
    return released


def give_free_places(held: Held) -> list[int]:
    """Give the free places of all locked shifts to those who wait; returns the sign-ups that moved up."""
    limits, moment = get_limits(), clock.now()
    moved: list[int] = []
    for shift in sorted(held.shifts.values(), key=lambda shift: (shift.starts_at, shift.id)):
        moved += _give_places_to_first_eligible(shift, held, limits, moment)
    return moved


def _give_places_to_first_eligible(shift: Shift, held: Held, limits: Limits, moment: datetime) -> list[int]:
    """Walk down the waiting list of a shift until its free places are given: each who may have one at once gets it."""
    if shift.free_places <= 0 or shift.waiting == 0 or moment >= shift.starts_at:
        return []
    queue = db.session.execute(
        select(SignUp)
        .where(SignUp.shift_id == shift.id, SignUp.state == "waitlisted")
        .order_by(SignUp.position)
        .options(joinedload(SignUp.member), joinedload(SignUp.unit))
    ).scalars()
    waiting = list(queue)
    candidates = load_candidates([sign_up.member for sign_up in waiting], [shift])
    room, activity = load_room(shift, moment), held.activity_of(shift)
    moved: list[int] = []
    for sign_up in waiting:
        if room.free <= 0:
            break
        # Held places are for whoever signed up in that unit.
        if room.for_unit(sign_up.unit.path) <= 0:
            continue
        candidate = candidates[sign_up.member_id]
        if sign_up.member_id not in held.members:
            candidate = _lock_late(sign_up.member_id, shift, held)
        if not reasons_why_not(candidate, shift, activity, moment=moment, limits=limits, moves_up=True):
            sign_up.state, sign_up.confirmed_at, sign_up.moved_up = "confirmed", moment, True
            room.take(sign_up.unit.path)
            moved.append(sign_up.id)
            # An event of its own, whatever freed the place: the member is told by it.
            record(SYSTEM, "sign_up.moved_up", sign_up, shift_id=shift.id, member_id=sign_up.member_id)
    db.session.flush()  # the next shift's candidates must see these places
    count_places(shift, confirmed=len(moved), waiting=-len(moved))
    return moved


def _lock_late(member_id: int, shift: Shift, held: Held) -> Candidate:
    """Lock somebody who joined the waiting list between our two locks; never by waiting, which could be for ever."""
    members = lock_all(Member, Member.id == member_id, skip_locked=True)
    if not members:
        raise Busy
    held.members[member_id] = members[0]
    return load_candidates(members, [shift])[member_id]
