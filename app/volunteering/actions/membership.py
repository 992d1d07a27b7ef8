"""A member who leaves a unit loses the places that need the membership, so leaving lives here, in the upper area."""

from collections.abc import Sequence
from datetime import date

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Busy, NotFound
from app.core.events import record
from app.extensions import db
from app.people.actions import accept_transfer_rows, end_membership_rows, grow_up_rows, transfer_member_rows
from app.people.life import TransferRequest
from app.volunteering.actions.places import Held, give_free_places, lock_places, release
from app.volunteering.models import SignUp
from app.volunteering.queries.candidates import load_quotas, load_unit_paths
from app.volunteering.queries.leaving import list_coming_places
from app.volunteering.rules import needs_membership


@action
def transfer_member(actor: Actor, *, member_id: int, unit_id: int, on: date, version: int) -> int:
    """Move a member to another unit from a day on; returns how many coming places ended with it.

    Those end that the new unit isn't invited to, and those that were held for the old one. Raises what moving raises:
    NotFound, NotAllowed, NotPossible, Conflict.
    """
    held, places = _lock_coming(member_id)
    transfer_member_rows(actor, member_id=member_id, unit_id=unit_id, on=on, version=version)
    return _end_places(actor, held, member_id, places)


@action
def accept_transfer(actor: Actor, *, request_id: int, on: date) -> int:
    """Let the transfer happen that another unit asked for; returns how many coming places ended with it.

    Raises what accepting raises: NotFound, NotAllowed, NotPossible.
    """
    asked = db.session.get(TransferRequest, request_id)
    if asked is None:
        raise NotFound
    held, places = _lock_coming(asked.member_id)
    accept_transfer_rows(actor, request_id=request_id, on=on)
    return _end_places(actor, held, asked.member_id, places)


@action
def end_membership(actor: Actor, *, member_id: int, on: date, version: int, reason: str) -> int:
    """A member leaves the Union; returns how many coming places ended with it: all of them.

    Raises what leaving raises: NotFound, NotAllowed, NotPossible, Conflict.
    """
    held, places = _lock_coming(member_id)
    end_membership_rows(actor, member_id=member_id, on=on, version=version, reason=reason)
    return _end_places(actor, held, member_id, places)


@action
def let_grow_up(actor: Actor, *, unit_id: int, member_ids: Sequence[int], on: date, decision: str) -> int:
    """Members leave the Union grown up, by one decision; returns how many coming places ended with it: all of theirs.

    Raises what growing up raises: NotFound, NotAllowed, NotPossible.
    """
    held, places = _lock_coming(*member_ids)
    grow_up_rows(actor, unit_id=unit_id, member_ids=member_ids, on=on, decision=decision)
    return sum(
        _end_places(actor, held, id_, [place for place in places if place.member_id == id_]) for id_ in member_ids
    )


def _lock_coming(*member_ids: int) -> tuple[Held, list[SignUp]]:
    """The members and the shifts of their coming places, locked before anything changes."""
    shifts = {place.shift_id for place in list_coming_places(*member_ids)}
    held = lock_places(shifts=shifts, members=member_ids)
    places = list_coming_places(*member_ids)
    if not {place.shift_id for place in places} <= set(held.shifts):
        raise Busy  # one more place was taken before our locks
    return held, places


def _end_places(actor: Actor, held: Held, member_id: int, places: Sequence[SignUp]) -> int:
    db.session.flush()  # the unit of now is read
    path = load_unit_paths([member_id]).get(member_id, "")
    quotas, now = load_quotas(held.shifts.values()), clock.now()
    released: list[int] = []
    for place in places:
        shift = held.shifts[place.shift_id]
        of_shift = quotas.get(shift.id, ())
        if needs_membership(place, held.activity_of(shift), path, quotas=of_shift, moment=now):
            released += release(shift, [place], "left_unit")
    if released:
        moved_up = give_free_places(held)
        member = held.members[member_id]
        record(actor, "member.lost_places", member, member_id=member_id, released=released, moved_up=moved_up)
    return len(released)
