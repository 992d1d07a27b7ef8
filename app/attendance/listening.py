"""A place ends although somebody was seen there: the record isn't lost, the host's leader looks at it."""

from collections.abc import Sequence

from sqlalchemy import update

from app.attendance.models import CheckIn
from app.core.events import Event, Listener
from app.extensions import db

# Steps by which places end, and what the record's problem is then called.
ENDINGS = {
    "activity.cancelled": "activity_cancelled",
    "activity.changed": "place_cancelled",
    "consent.withdrawn": "place_cancelled",
    "member.lost_places": "place_cancelled",
    "shift.changed": "place_cancelled",
    "shift.rechecked": "place_cancelled",
    "sign_up.cancelled": "place_cancelled",
}


def reopen_records(events: Sequence[Event]) -> None:
    """Records that counted for places which have just ended wait for the leader, as those that come later do."""
    for problem in sorted(set(ENDINGS.values())):
        ended = [id_ for event in events if ENDINGS[event.verb] == problem for id_ in _ended(event)]
        if ended:
            counted = update(CheckIn).where(CheckIn.sign_up_id.in_(ended), CheckIn.state == "counted")
            db.session.execute(counted.values(state="open", problem=problem))


def _ended(event: Event) -> list[int]:
    """The sign-ups whose places ended by this step."""
    if event.verb == "sign_up.cancelled":
        return [event.subject_id]
    return [*event.details.get("released", ()), *event.details.get("moved_to_waiting", ())]


LISTENERS = (Listener(frozenset(ENDINGS), reopen_records),)
