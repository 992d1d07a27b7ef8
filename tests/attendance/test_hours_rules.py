"""What the record gives: minutes from coming and leaving."""

from datetime import timedelta

import pytest

from app.attendance.rules import Seen, propose_minutes
from app.core import clock
from app.volunteering.models import Shift

START = clock.at_local(clock.parse_date("28/11/2026"), clock.datetime.min.time().replace(hour=7))
SHIFT = Shift(starts_at=START, ends_at=START + timedelta(hours=3))


def after(minutes):
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (0, 180, 180),
        (-40, 180, 180),  # who comes early doesn't count before the start
        (10, 180, 180),  # within the grace: reading forty codes takes a while
        (16, 180, 164),
        (0, 100, 100),
        (0, 205, 205),  # longer, within the tolerance
        (0, 400, 210),  # never more than the shift and the tolerance
        (20, None, 160),  # nobody noted the leaving: to the end
        (None, 60, 60),  # nobody noted the coming: from the start
        (200, None, 0),  # came after the end
        (100, 50, 0),  # left before coming: nothing, never less than nothing
    ],
)
def test_minutes_come_from_coming_and_leaving(came, left, minutes):
    seen = Seen(None if came is None else after(came), None if left is None else after(left))
    assert propose_minutes(SHIFT, seen, grace=15, tolerance=30) == minutes


def test_nothing_is_proposed_where_nothing_was_recorded():
    assert propose_minutes(SHIFT, None, grace=15, tolerance=30) is None
    assert propose_minutes(SHIFT, Seen(), grace=15, tolerance=30) is None
