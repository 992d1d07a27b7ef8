"""The rules of a place in a shift: one function names every reason why a member may not have it.

Lists, buttons and actions all ask it. It needs values only, no database.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.clock import at_local, local
from app.people.models import Member
from app.volunteering.models import Activity, GuardianConsent, Shift

ADULT = 18
MINUTES_OF_LABOUR_DAY = 480

# In the order in which they are told.
REASONS_WHY_NOT = (
    "already",
    "cancelled",
    "suspended",
    "closed",
    "not_open_yet",
    "not_invited",
    "age_unknown",
    "too_young",
    "minor_at_night",
    "consent_missing",
    "overlap",
    "minor_hours_of_day",
    "minor_hours_of_week",
)
# Another place stands in the way: it may be given up, so the member keeps waiting.
PASSING_REASONS = frozenset({"overlap", "minor_hours_of_day", "minor_hours_of_week"})


@dataclass(frozen=True)
class Limits:
    """What the administrator sets: ages in years, hours of the day, minutes."""

    heavy_minimum_age: int = ADULT
    night_from: int = 22
    night_until: int = 6
    minor_minutes_of_day: int = 8 * 60
    minor_minutes_of_week: int = 40 * 60
    tolerance_minutes: int = 30


@dataclass(frozen=True)
class Place:
    """A live sign-up of a member: in which shift, when, and whether the place is taken or waited for."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    state: str = "confirmed"

    @property
    def is_taken(self) -> bool:
        return self.state != "waitlisted"


@dataclass(frozen=True)
class Candidate:
    """A member as the rules see one: the unit's path on the day of asking, live places, consents."""

    member: Member
    unit_path: str
    places: Sequence[Place] = ()
    consents: Sequence[GuardianConsent] = ()


def reasons_why_not(
    candidate: Candidate, shift: Shift, activity: Activity, *, moment: datetime, limits: Limits, moves_up: bool = False
) -> list[str]:
    """Every reason, as a code, why the member may not have a place in the shift at this moment; empty: may.

    That the shift is full is no reason: there is a waiting list. `moves_up`: the member has signed up already, so the
    window for signing up doesn't matter any more, and neither does the own sign-up in this shift; only places that
    were not given before the shift began are not given later. `activity` needs its host and invited units loaded.
    """
    others = [place for place in candidate.places if place.shift_id != shift.id]
    found = set(_window(shift, activity, moment, moves_up))
    if not moves_up and len(others) < len(candidate.places):
        found.add("already")
    if not activity.invites(candidate.unit_path):
        found.add("not_invited")
    found.update(reasons_of_person(candidate, shift, limits))
    taken = [place for place in others if place.is_taken]
    if any(shift.starts_at < place.ends_at and place.starts_at < shift.ends_at for place in taken):
        found.add("overlap")
    age = candidate.member.age_on(shift.local_date)
    if age is not None and age < ADULT:
        found.update(_too_many_hours(shift, taken, limits))
    return [code for code in REASONS_WHY_NOT if code in found]


def reasons_of_person(candidate: Candidate, shift: Shift, limits: Limits) -> set[str]:
    """The reasons that lie in age and consent. Ages count on the day of the shift."""
    age = candidate.member.age_on(shift.local_date)
    at_least = max(shift.minimum_age or 0, limits.heavy_minimum_age if shift.is_heavy else 0)
    at_night = touches_night(shift.starts_at, shift.ends_at, limits)
    if age is None:
        # Where no rule asks for the age, a missing birth date keeps nobody away.
        return {"age_unknown"} if at_least or at_night or shift.marks else set()
    found = set()
    if age < at_least:
        found.add("too_young")
    if age < ADULT and at_night:
        found.add("minor_at_night")
    if age < ADULT and not has_consent(candidate.consents, shift):
        found.add("consent_missing")
    return found


def has_consent(consents: Iterable[GuardianConsent], shift: Shift) -> bool:
    """Is each mark of the shift covered by a consent on record? Without a mark none is needed."""
    held = list(consents)
    return all(any(consent.covers([mark], shift.local_date) for consent in held) for mark in shift.marks)


def touches_night(starts_at: datetime, ends_at: datetime, limits: Limits) -> bool:
    """Does any minute lie in the night? A shift that ends when the night begins doesn't touch it."""
    day = local(starts_at).date() - timedelta(days=1)
    while day <= local(ends_at).date():
        night_starts = at_local(day, time(limits.night_from))
        night_ends = at_local(day + timedelta(days=1), time(limits.night_until))
        if starts_at < night_ends and night_starts < ends_at:
            return True
        day += timedelta(days=1)
    return False


def minutes_by_day(starts_at: datetime, ends_at: datetime) -> dict[date, int]:
    """The minutes between two moments, split at midnight in Vietnam."""
    minutes: dict[date, int] = {}
    while starts_at < ends_at:
        day = local(starts_at).date()
        until = min(ends_at, at_local(day + timedelta(days=1), time()))
        minutes[day] = int((until - starts_at).total_seconds() // 60)
        starts_at = until
    return minutes


def _window(shift: Shift, activity: Activity, moment: datetime, moves_up: bool) -> list[str]:
    if activity.state == "cancelled":
        return ["cancelled"]
    if activity.is_suspended:
        return ["suspended"]
    if activity.state != "published" or moment >= shift.starts_at:
        return ["closed"]
    if moves_up:
        return []
    if activity.sign_up_closes_at is not None and moment >= activity.sign_up_closes_at:
        return ["closed"]
    if activity.sign_up_opens_at is not None and moment < activity.sign_up_opens_at:
        return ["not_open_yet"]
    return []


def _too_many_hours(shift: Shift, taken: Iterable[Place], limits: Limits) -> list[str]:
    own = minutes_by_day(shift.starts_at, shift.ends_at)
    of_day: Counter[date] = Counter(own)
    for place in taken:
        of_day.update(minutes_by_day(place.starts_at, place.ends_at))
    of_week: Counter[tuple[int, int]] = Counter()
    for day, minutes in of_day.items():
        of_week[day.isocalendar()[:2]] += minutes
    found = []
    if any(of_day[day] > limits.minor_minutes_of_day for day in own):
        found.append("minor_hours_of_day")
    if any(of_week[day.isocalendar()[:2]] > limits.minor_minutes_of_week for day in own):
        found.append("minor_hours_of_week")
    return found
