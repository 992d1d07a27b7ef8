"""A person's places as a calendar feed (.ics).

Times are in UTC, so that no time zone needs to be described. The UID is the member in the shift: it outlives giving
the place back and asking again. SEQUENCE counts the events that changed anything about it, so it only ever grows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from icalendar import Calendar, Event
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.events import Event as AuditEvent
from app.extensions import db
from app.notifications.addresses import public_address
from app.notifications.models import NoticeChoices
from app.people.models import Account
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp

# What is older stands in "My places", not in a phone's calendar.
PAST_SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """A shift in somebody's calendar. `changed_at`: when anything about it changed last."""

    shift: Shift
    activity: Activity
    member_id: int
    state: str
    sequence: int
    changed_at: datetime

    @property
    def uid(self) -> str:
        return f"shift-{self.shift.id}-member-{self.member_id}@thap-sang"

    @property
    def status(self) -> str:
        """As calendars know it: a place in what is suspended is as uncertain as one on the waiting list."""
        if self.state == "cancelled" or self.activity.state == "cancelled":
            return "CANCELLED"
        is_sure = self.activity.state in ("published", "held") and not self.activity.is_suspended
        return "CONFIRMED" if is_sure and self.state in PLACE_STATES else "TENTATIVE"


def find_member_of_calendar(account_id: int, number: int) -> int | None:
    """The member whose calendar has this secret number at present; None for an old number or a closed account."""
    row = db.session.execute(
        select(Account.member_id, NoticeChoices.calendar_number)
        .outerjoin(NoticeChoices, NoticeChoices.account_id == Account.id)
        .where(Account.id == account_id, Account.is_active)
    ).one_or_none()
    return row[0] if row is not None and (row[1] or 1) == number else None


def list_entries(member_id: int) -> list[Entry]:
    """The member's shifts from three months ago on, given-back ones too; by two statements however many."""
    sign_ups = list(
        db.session.execute(
            select(SignUp)
            .join(SignUp.shift)
            .where(SignUp.member_id == member_id, Shift.ends_at > clock.now() - PAST_SHOWN)
            .options(joinedload(SignUp.shift).joinedload(Shift.activity))
            .order_by(Shift.starts_at, SignUp.shift_id, SignUp.id)
        ).scalars()
    )
    by_shift: dict[int, list[SignUp]] = {}
    for sign_up in sign_ups:
        by_shift.setdefault(sign_up.shift_id, []).append(sign_up)
    changes = _changes(sign_ups)
    return [_entry(member_id, own, changes) for own in by_shift.values()]


def write_calendar(entries: Iterable[Entry], name: str) -> bytes:
    """The feed itself."""
    calendar = Calendar()
    calendar.add("prodid", "-//Thap Sang//Volunteer days//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    shift, activity = entry.shift, entry.activity
    url = public_address("volunteering.activity", activity_id=activity.id)
    bring = _("Bring: %(things)s", things=activity.what_to_bring) if activity.what_to_bring else ""
    waiting = _("On the waiting list") if entry.state == "waitlisted" else ""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", f"{activity.title} – {shift.role}")
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.status == "CONFIRMED" else "TRANSPARENT")
    if activity.meeting_point or activity.place:
        event.add("location", activity.meeting_point or activity.place)
    event.add("description", "\n".join(line for line in (waiting, bring, url) if line))
    event.add("url", url)
    return event


def _entry(member_id: int, own: list[SignUp], changes: dict[tuple[str, int], tuple[int, datetime]]) -> Entry:
    """`own` are the member's sign-ups in one shift, the latest last: at most one of them is live."""
    shift = own[0].shift
    live = [sign_up for sign_up in own if sign_up.state != "cancelled"]
    things = [("shifts", shift.id), ("activities", shift.activity_id), *(("sign_ups", sign_up.id) for sign_up in own)]
    found = [changes[thing] for thing in things if thing in changes]
    # A place that ended by somebody else's step (a withdrawn consent) has no event of its own.
    ended = [sign_up.cancelled_at for sign_up in own if sign_up.cancelled_at is not None]
    return Entry(
        shift,
        shift.activity,
        member_id,
        live[-1].state if live else "cancelled",
        sequence=sum(number for number, _at in found) + len(ended),
        changed_at=max([own[-1].at, *(at for _number, at in found), *ended]),
    )


def _changes(sign_ups: list[SignUp]) -> dict[tuple[str, int], tuple[int, datetime]]:
    """How many events there were about each sign-up, shift and activity, and the time of the last one."""
    if not sign_ups:
        return {}
    ids: dict[str, set[int]] = {
        "sign_ups": {sign_up.id for sign_up in sign_ups},
        "shifts": {sign_up.shift_id for sign_up in sign_ups},
        "activities": {sign_up.shift.activity_id for sign_up in sign_ups},
    }
    about: list[Any] = [
        and_(AuditEvent.subject_type == name, AuditEvent.subject_id.in_(found)) for name, found in ids.items()
    ]
    rows = db.session.execute(
        select(AuditEvent.subject_type, AuditEvent.subject_id, func.count(), func.max(AuditEvent.at))
        .where(or_(*about))
        .group_by(AuditEvent.subject_type, AuditEvent.subject_id)
    )
    return {(name, id_): (number, at) for name, id_, number, at in rows}
