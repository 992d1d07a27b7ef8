"""The kinds of notices: what each says, under which heading people choose it, and where it leads.

The sentences take their words from a delivery's `details`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.money import format_money
from app.core.web import language

# What people choose by, in the order of the page.
TOPICS = {
    "places": _l("My places in shifts"),
    "changes": _l("A shift is changed, suspended or called off"),
    "reminders": _l("A reminder the evening before"),
    "consents": _l("A guardian's consent is asked for or withdrawn"),
    "hours": _l("My hours and certificates"),
    "unit": _l("My unit is split, merged or dissolved"),
    "works": _l("Decisions on my unit's works"),
    "expenses": _l("Expenses that wait for my approval"),
    "follow_ups": _l("Visits to finished works that are due"),
    "transfers": _l("Transfers of members between units"),
    "own_data": _l("My requests about my data"),
}
# Only those who hold an office are told about these.
TOPICS_OF_OFFICERS = ("works", "expenses", "follow_ups", "transfers")


@dataclass(frozen=True)
class Kind:
    """One kind: its topic, its sentence, the icon, and the page it leads to (endpoint and the argument's name)."""

    topic: str
    sentence: Any
    icon: str = "bell"
    leads_to: tuple[str, str] = ("volunteering.activity", "activity_id")
    # What to know or do about it.
    advice: Any = ""
    # Even at night, where the shift is one of today or tomorrow.
    is_urgent: bool = False


_WORK = ("works.work", "work_id")
_MINE = ("volunteering.places", "")
_UNIT = ("people.unit", "unit_id")
_TRANSFERS = ("people.transfers", "unit_id")
_REQUEST = ("privacy.data_request", "asked_id")

KINDS: dict[str, Kind] = {
    "place_given": Kind("places", _l("You have a place: %(title)s"), "check"),
    "put_on_list": Kind("places", _l("You are on the waiting list: %(title)s"), "clock"),
    "moved_up": Kind(
        "places",
        _l("A place became free and it is yours: %(title)s"),
        "check",
        advice=_l("If you cannot come any more, give it back: the next one is waiting."),
    ),
    "place_taken_back": Kind("places", _l("Your place was given back for you: %(title)s"), "close"),
    "place_lost_by_change": Kind(
        "changes",
        _l("The shift was changed, and you may not be in it any more: %(title)s"),
        "close",
        is_urgent=True,
    ),
    "back_on_list": Kind(
        "changes", _l("There are fewer places now, and you are on the waiting list: %(title)s"), "clock"
    ),
    "shift_changed": Kind(
        "changes",
        _l("The shift was changed: %(title)s"),
        "edit",
        advice=_l("If it does not suit you any more, you may give your place back; that leaves no mark."),
        is_urgent=True,
    ),
    "suspended": Kind(
        "changes",
        _l("Suspended for now, your place stays: %(title)s"),
        "warning",
        is_urgent=True,
    ),
    "resumed": Kind("changes", _l("It takes place after all: %(title)s"), "check", is_urgent=True),
    "called_off": Kind("changes", _l("Called off: %(title)s"), "close", is_urgent=True),
    "reminder": Kind("reminders", _l("Tomorrow: %(title)s"), "calendar"),
    "consent_asked": Kind("consents", _l("Your guardian was asked for consent"), "people", ("volunteering.places", "")),
    "consent_recorded": Kind("consents", _l("A guardian's consent for you is on record"), "check", _MINE),
    "consent_withdrawn": Kind("consents", _l("A guardian's consent for you was withdrawn"), "close", _MINE),
    "place_lost_by_age": Kind(
        "changes",
        _l("By your age, or without a guardian's consent, you may not be in it any more: %(title)s"),
        "close",
        is_urgent=True,
    ),
    "place_lost_by_consent": Kind(
        "consents", _l("Without a guardian's consent your place was given back: %(title)s"), "close"
    ),
    "hours_confirmed": Kind("hours", _l("Your hours are confirmed: %(title)s"), "check", _MINE),
    "marked_absent": Kind(
        "hours",
        _l("You are marked as absent: %(title)s"),
        "close",
        _MINE,
        advice=_l("Is that wrong? Tell the leader of the unit that held it."),
    ),
    "certificate_issued": Kind(
        "hours",
        _l("A certificate of your hours was issued: %(title)s"),
        "flag",
        ("attendance.certificate", "certificate_id"),
    ),
    "request_acknowledged": Kind("own_data", _l("Your request about your data has come in"), "check", _REQUEST),
    "request_answered": Kind("own_data", _l("Your request about your data was answered"), "lock", _REQUEST),
    "work_approved": Kind("works", _l("Approved: %(title)s"), "check", _WORK),
    "work_returned": Kind("works", _l("Returned to be improved: %(title)s"), "undo", _WORK),
    "work_rejected": Kind("works", _l("Rejected: %(title)s"), "close", _WORK),
    "work_accepted": Kind("works", _l("Accepted: %(title)s"), "flag", _WORK),
    "work_handed_over": Kind("works", _l("Your unit has taken this work over: %(title)s"), "works", _WORK),
    "activity_handed_over": Kind("unit", _l("Your unit is the host of this by now: %(title)s"), "activities"),
    "unit_joined": Kind(
        "unit",
        _l("You are in another unit by now: %(title)s"),
        "unit",
        _UNIT,
        advice=_l("Your places in shifts, your hours and your certificates stay as they are."),
    ),
    "office_moved": Kind("unit", _l("Your office is one over this unit by now: %(title)s"), "flag", _UNIT),
    "office_ended": Kind("unit", _l("Your office has ended with the unit: %(title)s"), "flag", _UNIT),
    "expense_waiting": Kind(
        "expenses", _l("An expense waits for approval: %(title)s"), "money", ("works.budget", "work_id")
    ),
    "transfer_asked": Kind(
        "transfers", _l("A transfer waits for your unit's answer, asked by: %(title)s"), "people", _TRANSFERS
    ),
    "transfer_accepted": Kind("transfers", _l("Your transfer was accepted by: %(title)s"), "check", _TRANSFERS),
    "transfer_refused": Kind("transfers", _l("Your transfer was refused by: %(title)s"), "close", _TRANSFERS),
    "follow_up_due": Kind("follow_ups", _l("A visit is due: %(title)s"), "calendar", ("works.visit", "work_id")),
}


def sentence(kind: str, details: Mapping[str, Any]) -> str:
    """What a notice says in one line, in the language of the page."""
    return str(KINDS[kind].sentence) % {"title": "", **details}


def lines(kind: str, details: Mapping[str, Any]) -> list[str]:
    """What stands below: task and time, where, why, what to bring, what to do about it."""
    found = []
    if details.get("starts_at"):
        period = _period(details["starts_at"], details["ends_at"])
        found.append(f"{details['role']}, {period}" if details.get("role") else period)
    if details.get("place"):
        found.append(str(_l("Where: %(place)s", place=details["place"])))
    if details.get("what_to_bring"):
        found.append(str(_l("Bring: %(things)s", things=details["what_to_bring"])))
    if details.get("minutes") is not None:
        hours = f"{details['minutes'] // 60}:{details['minutes'] % 60:02}"
        found.append(str(_l("Hours: %(hours)s", hours=hours)))
    if details.get("amount") is not None:
        amount = format_money(details["amount"], language=language())
        found.append(str(_l("%(amount)s to %(payee)s", amount=amount, payee=details["payee"])))
    if details.get("due_on"):
        due = clock.format_date(clock.parse_date(details["due_on"]))
        found.append(str(_l("Due on %(day)s", day=due)))
    if details.get("reason"):
        found.append(str(_l("Reason: %(reason)s", reason=details["reason"])))
    if KINDS[kind].advice:
        found.append(str(KINDS[kind].advice))
    return found


def _period(starts_at: str, ends_at: str) -> str:
    """28/11/2026 07:30–10:30, or with the day twice where it ends on another."""
    start, end = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    same_day = clock.local(start).date() == clock.local(end).date()
    until = clock.format_time(end) if same_day else clock.format_datetime(end)
    return f"{clock.format_datetime(start)}–{until}"
