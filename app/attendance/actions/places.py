"""The place of somebody who came: the one they hold, or one made for a walk-in under the rules of all places."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Member
from app.volunteering.actions.places import count_places
from app.volunteering.models import LIVE_STATES, PLACE_STATES, Activity, Shift, SignUp
from app.volunteering.queries.candidates import find_units_of, get_limits, load_candidates, load_room
from app.volunteering.rules import reasons_why_not

# Signing up may be over, and the member may have signed up: what counts for a walk-in are the rules of the person.
NOT_FOR_WALK_INS = frozenset({"already", "cancelled", "closed", "not_open_yet", "suspended"})


class NoPlace(Exception):
    """Nobody may have a place made here: `problem` is a code of records.PROBLEMS, `reason` one of the rules'."""

    def __init__(self, problem: str, reason: str = "") -> None:
        super().__init__(problem)
        self.problem, self.reason = problem, reason


def find_sign_ups(shift_ids: Iterable[int], member_ids: Iterable[int]) -> dict[tuple[int, int], SignUp]:
    """The sign-ups by shift and member: the live one, else the last that was cancelled."""
    rows = db.session.execute(
        select(SignUp)
        .where(SignUp.shift_id.in_(list(shift_ids)), SignUp.member_id.in_(list(member_ids)))
        .order_by(SignUp.state != "cancelled", SignUp.id)
        .execution_options(populate_existing=True)
    ).scalars()
    return {(row.shift_id, row.member_id): row for row in rows}


def make_place(actor: Actor, shift: Shift, activity: Activity, member: Member, held: SignUp | None) -> SignUp:
    """A place for somebody who came without one; member and shift are locked. Raises NoPlace."""
    if held is not None and held.state in PLACE_STATES:
        return held
    candidate = load_candidates([member], [shift])[member.id]
    moment, limits = clock.now(), get_limits()
    reasons = reasons_why_not(candidate, shift, activity, moment=moment, limits=limits, moves_up=True)
    reasons = [reason for reason in reasons if reason not in NOT_FOR_WALK_INS]
    if reasons:
        raise NoPlace("not_eligible", reasons[0])
    unit_id, unit_path = find_units_of([member.id]).get(member.id, (None, ""))
    if unit_id is None:
        raise NoPlace("not_eligible", "not_invited")
    db.session.flush()
    db.session.refresh(shift)  # places that were made before in this action count
    if load_room(shift, moment).for_unit(unit_path) <= 0:
        raise NoPlace("full")
    if held is not None and held.state in LIVE_STATES:
        held.state, held.confirmed_at = "confirmed", moment
        count_places(shift, confirmed=1, waiting=-1)
        return held
    made = SignUp(
        shift_id=shift.id,
        member_id=member.id,
        unit_id=unit_id,
        state="confirmed",
        position=shift.next_position,
        at=moment,
        confirmed_at=moment,
        signed_up_by=actor.account_id,
    )
    db.session.add(made)
    db.session.flush()  # the record needs the id
    count_places(shift, confirmed=1, positions=1)
    return made
