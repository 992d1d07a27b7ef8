"""How long somebody was there, from what was recorded. Values only, no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from app.volunteering.models import Shift


@dataclass(frozen=True)
class Rules:
    """What the administrator sets (setting "attendance", by these names)."""

    # Who is seen this long after the start counts from the start: reading forty codes takes a while.
    grace_minutes: int = 15
    # A record further than this from its shift is looked at by a person, not counted.
    hours_around_shift: int = 4
    # A record that comes later than this is looked at by a person.
    late_delivery_days: int = 14
    # By this much two readings of a phone's clock may differ before somebody looks.
    clock_seconds: int = 300
    # How long the host's phone keeps names after a shift.
    phone_keeps_days: int = 2


class Seen(NamedTuple):
    """When somebody was first seen coming and last seen leaving; None where nobody noted it."""

    came_at: datetime | None = None
    left_at: datetime | None = None


class Mark(NamedTuple):
    """What a leader says about one sign-up: a state, minutes (None: those of the record), why it is changed."""

    state: str
    minutes: int | None = None
    reason: str = ""


def propose_minutes(shift: Shift, seen: Seen | None, *, grace: int, tolerance: int) -> int | None:
    """The minutes that the record gives, never more than the shift and the tolerance; None without a record.

    Who isn't noted as leaving stayed to the end, who isn't noted as coming was there from the start.
    """
    if seen is None or (seen.came_at is None and seen.left_at is None):
        return None
    begin = shift.starts_at
    if seen.came_at is not None and seen.came_at > shift.starts_at + timedelta(minutes=grace):
        begin = seen.came_at
    end = seen.left_at or max(shift.ends_at, begin)
    minutes = int((end - begin).total_seconds() // 60)
    return min(max(minutes, 0), shift.minutes + tolerance)
