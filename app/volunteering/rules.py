"""The rules of a place in a shift: one function names every reason why a member may not have it.

Lists, buttons and actions all ask it. It needs values only, no database.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from app.core.clock import at_local, local
from app.people.models import Member
from app.volunteering.models import Activity, GuardianConsent, Shift, SignUp
from app.volunteering.room import Quota, Room

CHILD_UNTIL = 16
ADULT = 18
MINUTES_OF_LABOUR_DAY = 480
HOUR_TO_THINK = timedelta(hours=1)

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
    "consent_withdrawn",
    "consent_expired",
    "skill_missing",
    "overlap",
    "minor_hours_of_day",
    "minor_hours_of_week",
    "full",
)
# Another place stands in the way: it may be given up, so the member keeps waiting.
PASSING_REASONS = frozenset({"overlap", "minor_hours_of_day", "minor_hours_of_week"})
CONSENT_REASONS = frozenset({"consent_missing", "consent_withdrawn", "consent_expired"})


@dataclass(frozen=True)
class Limits:
    """What the administrator sets: ages in years, hours of the day, minutes."""

    heavy_minimum_age: int = ADULT
    night_from: int = 22
    night_until: int = 6
    minor_minutes_of_day: int = 8 * 60
    minor_minutes_of_week: int = 40 * 60
    # Under 16; the same as for minors unless the administrator sets less.
    child_minutes_of_day: int = 8 * 60
    child_minutes_of_week: int = 40 * 60
    tolerance_minutes: int = 30
    # Until so many hours before the shift a place is given back without a mark.
    give_back_hours: int = 24


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
    """A member as the rules see one: the unit's path on the day of asking, live places, all consents, skills."""

    member: Member
    unit_path: str
    places: Sequence[Place] = ()
    consents: Sequence[GuardianConsent] = ()
    skills: frozenset[str] = frozenset()


def reasons_why_not(
    candidate: Candidate,
    shift: Shift,
    activity: Activity,
    *,
    moment: datetime,
    limits: Limits,
    moves_up: bool = False,
    room: Room | None = None,
) -> list[str]:
    """Every reason, as a code, why the member may not have a place in the shift at this moment; empty: may.

    That the shift is full is no reason, because there is a waiting list; it is one where `room` is given: then only a
    place at once is meant. `moves_up`: the member has signed up already, so the window for signing up doesn't matter
    any more, and neither does the own sign-up in this shift; only places that were not given before the shift began
    are not given later. `activity` needs its host and invited units loaded.
    """
    others = [place for place in candidate.places if place.shift_id != shift.id]
    found = set(_window(shift, activity, moment, moves_up))
    if not moves_up and len(others) < len(candidate.places):
        found.add("already")
    if not activity.invites(candidate.unit_path):
        found.add("not_invited")
    found.update(reasons_of_person(candidate, shift, limits))
    if not set(shift.needed_skills or ()) <= candidate.skills:
        found.add("skill_missing")
    taken = [place for place in others if place.is_taken]
    if any(shift.starts_at < place.ends_at and place.starts_at < shift.ends_at for place in taken):
        found.add("overlap")
    age = candidate.member.age_on(shift.local_date)
    if age is not None and age < ADULT:
        found.update(_too_many_hours(shift, taken, limits, age))
    if room is not None and room.for_unit(candidate.unit_path) <= 0:
        found.add("full")
    return [code for code in REASONS_WHY_NOT if code in found]


def place_in_order(
    candidates: Iterable[Candidate],
    shift: Shift,
    activity: Activity,
    *,
    moment: datetime,
    limits: Limits,
    room: Room,
    waits: bool,
) -> list[tuple[str, list[str]]]:
    """What several people who ask one after the other get: a state ("already", "refused" too) and the reasons against.

    Takes each place that is given off the `room`. Without `waits` nobody joins the waiting list: full is a reason.
    """
    answers: list[tuple[str, list[str]]] = []
    for candidate in candidates:
        asked = None if waits else room
        found = reasons_why_not(candidate, shift, activity, moment=moment, limits=limits, room=asked)
        if found:
            answers.append(("already" if "already" in found else "refused", found))
        elif room.for_unit(candidate.unit_path) > 0:
            room.take(candidate.unit_path)
            answers.append(("confirmed", []))
        else:
            answers.append(("waitlisted", []))
    return answers


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
    if age < ADULT:
        found.update(_without_consent(candidate.consents, shift))
    return found


def age_group(age: int) -> str:
    """The three ages that matter: "child" (under 16), "minor" (16 and 17), "adult"."""
    return "child" if age < CHILD_UNTIL else "minor" if age < ADULT else "adult"


def gives_back_late(sign_up: SignUp, shift: Shift, moment: datetime, limits: Limits) -> bool:
    """Would giving the place back at this moment leave a mark?

    Not for who waits, not after something that matters was changed, and not for who moved up when it was late already.
    """
    if sign_up.state != "confirmed" or sign_up.free_to_leave:
        return False
    deadline = give_back_until(sign_up, shift, limits)
    moved_up_late = (
        sign_up.moved_up and sign_up.confirmed_at is not None and sign_up.confirmed_at > _day_before(shift, limits)
    )
    return moment > deadline and not moved_up_late


def give_back_until(sign_up: SignUp, shift: Shift, limits: Limits) -> datetime:
    """Until when a place is given back without a mark: who signs up late has an hour to think again."""
    begun = sign_up.confirmed_at
    usual = _day_before(shift, limits)
    return usual if begun is None else max(usual, min(begun + HOUR_TO_THINK, shift.starts_at))


def needs_membership(
    sign_up: SignUp, activity: Activity, new_path: str, *, quotas: Iterable[Quota], moment: datetime
) -> bool:
    """Does a place end when its member goes to the unit with the new path ("": to none)?

    Where the activity doesn't invite that unit, and where the place is one of those held for the unit in which the
    member signed up. `sign_up` and `activity` need their units loaded.
    """
    if not new_path or not activity.invites(new_path):
        return True
    return sign_up.state == "confirmed" and any(
        sign_up.unit.path.startswith(quota.unit_path)
        and not new_path.startswith(quota.unit_path)
        and quota.used <= quota.places
        for quota in quotas
        if moment < quota.until
    )


def _day_before(shift: Shift, limits: Limits) -> datetime:
    return shift.starts_at - timedelta(hours=limits.give_back_hours)


def _without_consent(consents: Iterable[GuardianConsent], shift: Shift) -> set[str]:
    """Why a mark of the shift is not covered by a consent: the newest one that named it says.

    Who takes a consent back takes back what was given before it as well, for the same kinds of work.
    """
    held = sorted(consents, key=lambda consent: (consent.given_on, consent.id or 0), reverse=True)
    found = set()
    for mark in shift.marks:
        naming = [consent for consent in held if mark in consent.marks]
        standing = list(takewhile(lambda consent: consent.withdrawn_at is None, naming))
        if any(consent.covers([mark], shift.local_date) for consent in standing):
            continue
        if not naming:
            found.add("consent_missing")
        elif not standing:
            found.add("consent_withdrawn")
        else:
            found.add("consent_expired" if standing[0].valid_until < shift.local_date else "consent_missing")
    return found


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


def _too_many_hours(shift: Shift, taken: Iterable[Place], limits: Limits, age: int) -> list[str]:
    is_child = age_group(age) == "child"
    most_of_day = limits.child_minutes_of_day if is_child else limits.minor_minutes_of_day
    most_of_week = limits.child_minutes_of_week if is_child else limits.minor_minutes_of_week
    own = minutes_by_day(shift.starts_at, shift.ends_at)
    of_day: Counter[date] = Counter(own)
    for place in taken:
        of_day.update(minutes_by_day(place.starts_at, place.ends_at))
    of_week: Counter[tuple[int, int]] = Counter()
    for day, minutes in of_day.items():
        of_week[day.isocalendar()[:2]] += minutes
    found = []
    if any(of_day[day] > most_of_day for day in own):
        found.append("minor_hours_of_day")
    if any(of_week[day.isocalendar()[:2]] > most_of_week for day in own):
        found.append("minor_hours_of_week")
    return found
