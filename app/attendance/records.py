"""What the host's phone sends: records of who was seen, made without a network and delivered later."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.attendance.models import DIRECTIONS
from app.attendance.rules import Rules
from app.volunteering.models import Shift

MOST_RECORDS = 500
# Milliseconds since 1970 of the years 2000 and 2068: beyond that no phone's clock is read as a moment. A column of
# seconds holds the difference of any two of them.
CLOCK = (946_684_800_000, 3_092_601_600_000)
OWN_WAYS = ("scan", "name", "walk_in")
# Reasons for which a person looks at a record before it counts.
PROBLEMS = (
    "activity_cancelled",
    "unknown_member",
    "implausible_time",
    "clock_changed",
    "place_cancelled",
    "waiting",
    "not_eligible",
    "full",
)


@dataclass(frozen=True)
class Record:
    """Somebody seen by the host's phone: by sign-up, by card, or by what a walk-in said (a name or a member code).

    `phone_at` is what the phone's clock showed; `known_offset` by how many seconds it was behind ours when the phone
    last had a network, where it knows.
    """

    key: str
    shift_id: int
    direction: str
    how: str
    phone_at: datetime
    sign_up_id: int | None = None
    card: str = ""
    name: str = ""
    known_offset: int | None = None


def read_record(sent: Any) -> Record | None:
    """A record out of JSON; None for what isn't one."""
    if not isinstance(sent, dict):
        return None
    key, shift_id, sign_up_id = sent.get("id"), sent.get("shift"), sent.get("sign_up")
    phone_at = read_clock(sent.get("at"))
    if not isinstance(key, str) or not 8 <= len(key) <= 40 or not key.isascii() or not key.isprintable():
        return None
    if not isinstance(shift_id, int) or not _is_id(shift_id) or phone_at is None:
        return None
    if sent.get("direction") not in DIRECTIONS or sent.get("how") not in OWN_WAYS:
        return None
    offset = sent.get("offset")
    return Record(
        key=key,
        shift_id=shift_id,
        direction=sent["direction"],
        how=sent["how"],
        phone_at=phone_at,
        sign_up_id=sign_up_id if _is_id(sign_up_id) else None,
        card=_text(sent.get("card"), 60),
        name=_text(sent.get("name"), 120),
        known_offset=round(offset) if isinstance(offset, (int, float)) and abs(offset) < 10**9 else None,
    )


def read_clock(sent: Any) -> datetime | None:
    """What a phone's clock says, from milliseconds since 1970; None where that is no moment at all."""
    if isinstance(sent, bool) or not isinstance(sent, (int, float)) or not CLOCK[0] <= sent <= CLOCK[1]:
        return None
    return datetime.fromtimestamp(sent / 1000, UTC)


def time_problem(record: Record, shift: Shift, *, at: datetime, offset: int, now: datetime, rules: Rules) -> str | None:
    """Why nobody should trust the moment of a record without looking; `at` is the moment by our clock."""
    if record.known_offset is not None and abs(record.known_offset - offset) > rules.clock_seconds:
        return (
            "clock_changed"  # the phone's clock was set while the record waited, so we don't know by which it was made
        )
    around = timedelta(hours=rules.hours_around_shift)
    if at > now + timedelta(seconds=rules.clock_seconds) or at < now - timedelta(days=rules.late_delivery_days):
        return "implausible_time"
    if not shift.starts_at - around <= at <= shift.ends_at + around:
        return "implausible_time"
    return None


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31


def _text(value: Any, most: int) -> str:
    """One line out of JSON, short and printable."""
    return "".join(char for char in value if char.isprintable())[:most].strip() if isinstance(value, str) else ""
