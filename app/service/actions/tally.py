"""Counting on the spot: entries that several people add over the day, corrected with a reason, never rewritten."""

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.service.actions.day import get_day, lock_seen
from app.service.models import FIGURES, ServiceTally
from app.service.permissions import can_correct_tally, can_record_tally
from app.service.queries import has_begun, takes_part

# More than this at once is a slip of the finger.
MOST = 2000


@action
def record_tally(actor: Actor, *, activity_id: int, people: int = 0, procedures: int = 0, online: int = 0) -> int:
    """Add what somebody counted to a service day; returns the id of the entry.

    Raises NotFound, NotAllowed, NotPossible: not begun, nothing counted, too much at once.
    """
    activity = lock_seen(actor, activity_id)
    get_day(activity_id)
    if not can_record_tally(actor, activity, takes_part=takes_part(actor, activity_id)):
        raise NotAllowed
    if not has_begun(activity):
        raise NotPossible("not_counting_yet")
    counted = _check({"people": people, "procedures": procedures, "online": online})
    if not any(counted.values()):
        raise NotPossible("nothing_counted")
    tally = ServiceTally(activity_id=activity_id, account_id=actor.account_id, at=clock.now(), **counted)
    db.session.add(tally)
    db.session.flush()  # the event and the answer need the id
    record(actor, "service_tally.recorded", activity, tally=tally.id, **counted)
    return tally.id


@action
def correct_tally(actor: Actor, *, tally_id: int, people: int, procedures: int, online: int, reason: str) -> int | None:
    """Say what an entry should have said, and why; returns the id of the row of differences, None if there are none.

    The entry itself stays as it was written.
    """
    tally = db.session.get(ServiceTally, tally_id)
    if tally is None or tally.corrects_id is not None:
        raise NotFound
    activity = lock_seen(actor, tally.activity_id)
    if not can_correct_tally(actor, activity, tally):
        raise NotFound
    if not reason.strip():
        raise NotPossible("correction_reason_needed_here", field="reason")
    wanted = _check({"people": people, "procedures": procedures, "online": online})
    present = _present(tally)
    differences = {name: wanted[name] - present[name] for name in FIGURES}
    if not any(differences.values()):
        return None
    correction = ServiceTally(
        activity_id=tally.activity_id,
        account_id=actor.account_id,
        at=clock.now(),
        corrects_id=tally.id,
        reason=reason.strip(),
        **differences,
    )
    db.session.add(correction)
    db.session.flush()  # the event and the answer need the id
    record(actor, "service_tally.corrected", activity, tally=tally.id, reason=reason.strip(), **differences)
    return correction.id


def _check(counted: dict[str, int]) -> dict[str, int]:
    for name, number in counted.items():
        if not 0 <= number <= MOST:
            raise NotPossible("too_much_at_once", field=name, most=MOST)
    return counted


def _present(tally: ServiceTally) -> dict[str, int]:
    """What an entry counts today, with its corrections."""
    sums = [func.sum(getattr(ServiceTally, name)) for name in FIGURES]
    own = (ServiceTally.id == tally.id) | (ServiceTally.corrects_id == tally.id)
    row = db.session.execute(select(*sums).where(own)).one()
    return dict(zip(FIGURES, (int(number) for number in row), strict=True))
