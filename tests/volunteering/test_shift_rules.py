"""The rules of a place, one by one, without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core.clock import at_local
from app.people.models import Member, Unit
from app.volunteering.models import Activity, ActivityUnit, GuardianConsent, Shift
from app.volunteering.rules import Candidate, Limits, Place, minutes_by_day, reasons_why_not, touches_night

SATURDAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
LIMITS = Limits()


def at(hour: int, minute: int = 0, day: date = SATURDAY) -> datetime:
    return at_local(day + timedelta(days=hour // 24), time(hour % 24, minute))


def make_shift(starts: datetime | None = None, ends: datetime | None = None, **values: object) -> Shift:
    marks = {f"is_{mark}": False for mark in ("heavy", "night", "away", "border_zone")}
    defaults = {"id": 1, "starts_at": starts or at(7), "ends_at": ends or at(10), "capacity": 5, "confirmed": 0}
    return Shift(**{**defaults, **marks, **values})


def make_activity(**values: object) -> Activity:
    host = values.pop("host_unit", Unit(path="/1/2/"))
    return Activity(**{"state": "published", "audience": "all", "host_unit": host, "invited": [], **values})


def make_member(born: date | None = date(1998, 5, 20)) -> Member:
    return Member(birth_date=born)


def turns(age: int, day: date = SATURDAY) -> date:
    """Born so that the birthday is on that day."""
    return day.replace(year=day.year - age)


def consent(*marks: str, until: date = date(2026, 12, 31), withdrawn: datetime | None = None) -> GuardianConsent:
    return GuardianConsent(
        marks=list(marks), given_on=date(2026, 9, 1), valid_until=until, withdrawn_at=withdrawn, member_id=1
    )


def ask(
    member: Member | None = None,
    shift: Shift | None = None,
    activity: Activity | None = None,
    *,
    places: tuple[Place, ...] = (),
    consents: tuple[GuardianConsent, ...] = (),
    path: str = "/1/2/",
    moment: datetime = NOW,
    moves_up: bool = False,
) -> list[str]:
    candidate = Candidate(member or make_member(), path, places, consents)
    return reasons_why_not(
        candidate, shift or make_shift(), activity or make_activity(), moment=moment, limits=LIMITS, moves_up=moves_up
    )


def test_an_adult_may_join_an_open_shift():
    assert ask() == []


def test_that_the_shift_is_full_is_no_reason_since_there_is_a_waiting_list():
    assert ask(shift=make_shift(confirmed=5)) == []


@pytest.mark.parametrize(("state", "reason"), [("draft", "closed"), ("held", "closed"), ("cancelled", "cancelled")])
def test_only_a_published_activity_takes_sign_ups(state, reason):
    assert ask(activity=make_activity(state=state)) == [reason]


def test_nothing_outside_the_registration_window():
    activity = make_activity(sign_up_opens_at=NOW, sign_up_closes_at=NOW + timedelta(hours=1))
    assert ask(activity=activity, moment=NOW - timedelta(seconds=1)) == ["not_open_yet"]
    assert ask(activity=activity, moment=NOW) == []
    assert ask(activity=activity, moment=NOW + timedelta(hours=1)) == ["closed"]


def test_without_a_set_end_a_shift_takes_sign_ups_until_it_begins():
    assert ask(moment=at(7) - timedelta(seconds=1)) == []
    assert ask(moment=at(7)) == ["closed"]


def test_who_waits_moves_up_after_the_window_too_but_not_once_the_shift_has_begun():
    activity = make_activity(sign_up_closes_at=NOW)
    waiting = (Place(1, at(7), at(10), "waitlisted"),)
    assert ask(activity=activity, places=waiting, moment=NOW, moves_up=True) == []
    assert ask(activity=activity, places=waiting, moment=at(7), moves_up=True) == ["closed"]


def test_one_live_sign_up_per_member_and_shift():
    assert ask(places=(Place(1, at(7), at(10), "waitlisted"),)) == ["already"]


@pytest.mark.parametrize(
    ("audience", "path", "reasons"),
    [
        ("host", "/1/2/", []),
        ("host", "/1/2/9/", []),
        ("host", "/1/3/", ["not_invited"]),
        ("host", "/1/", ["not_invited"]),
        ("host", "", ["not_invited"]),
        ("host", "/1/5/", []),
        ("units", "/1/4/", []),
        ("units", "/1/4/8/", []),
        ("units", "/1/2/", []),
        ("units", "/1/3/", ["not_invited"]),
        ("all", "/1/3/", []),
    ],
)
def test_an_activity_is_open_to_the_host_unit_to_named_units_or_to_all(audience, path, reasons):
    beside = [
        ActivityUnit(role="invited", unit=Unit(path="/1/4/")),
        ActivityUnit(role="co_host", unit=Unit(path="/1/5/")),
    ]
    assert ask(activity=make_activity(audience=audience, invited=beside), path=path) == reasons


def test_ages_count_on_the_day_of_the_shift():
    shift = make_shift(minimum_age=18)
    assert ask(make_member(turns(18)), shift) == []
    assert ask(make_member(turns(18) + timedelta(days=1)), shift) == ["too_young"]


def test_the_day_of_the_shift_is_a_day_in_vietnam():
    shift = make_shift(at(5), at(9), minimum_age=18)  # still Friday in UTC
    assert ask(make_member(turns(18)), shift) == []


def test_born_on_29_february_is_a_year_older_on_1_march():
    leap = date(2008, 2, 29)
    day = date(2026, 2, 28)
    shift = make_shift(at(7, day=day), at(9, day=day), minimum_age=18)
    assert ask(make_member(leap), shift, moment=at(0, day=day)) == ["too_young"]


def test_heavy_work_is_for_18_and_over_even_with_consent():
    shift = make_shift(is_heavy=True)
    assert ask(make_member(turns(17)), shift, consents=(consent("heavy"),)) == ["too_young"]
    assert ask(make_member(turns(18)), shift) == []


def test_where_the_administrator_allows_heavy_work_from_16_a_minor_needs_consent():
    candidate = Candidate(make_member(turns(16)), "/1/2/")
    values = {"moment": NOW, "limits": Limits(heavy_minimum_age=16)}
    assert reasons_why_not(candidate, make_shift(is_heavy=True), make_activity(), **values) == ["consent_missing"]


@pytest.mark.parametrize(
    ("starts", "ends", "is_night"),
    [(at(19), at(22), False), (at(19), at(22, 1), True), (at(6), at(9), False), (at(5, 59), at(9), True)],
)
def test_no_minor_between_22_and_6(starts, ends, is_night):
    assert touches_night(starts, ends, LIMITS) is is_night
    assert ask(make_member(turns(17)), make_shift(starts, ends)) == (["minor_at_night"] if is_night else [])
    assert ask(make_member(turns(18)), make_shift(starts, ends)) == []


def test_a_shift_over_midnight_is_at_night():
    assert ask(make_member(turns(17)), make_shift(at(23), at(25))) == ["minor_at_night"]


def test_turning_18_on_the_day_of_a_night_shift_is_enough():
    assert ask(make_member(turns(18)), make_shift(at(23), at(26))) == []


@pytest.mark.parametrize("mark", ["night", "away", "border_zone"])
def test_a_minor_needs_a_guardians_consent_for_marked_work(mark):
    shift = make_shift(**{f"is_{mark}": True})
    minor = make_member(turns(17))
    assert ask(minor, shift) == ["consent_missing"]
    assert ask(minor, shift, consents=(consent(mark),)) == []
    assert ask(make_member(turns(18)), shift) == []


def test_consent_is_for_the_kinds_of_work_that_it_names():
    shift = make_shift(is_away=True, is_border_zone=True)
    minor = make_member(turns(17))
    assert ask(minor, shift, consents=(consent("away"),)) == ["consent_missing"]
    assert ask(minor, shift, consents=(consent("away"), consent("border_zone"))) == []


def test_consent_counts_until_its_last_day_and_not_when_withdrawn():
    shift = make_shift(is_away=True)
    minor = make_member(turns(17))
    assert ask(minor, shift, consents=(consent("away", until=SATURDAY),)) == []
    assert ask(minor, shift, consents=(consent("away", until=SATURDAY - timedelta(days=1)),)) == ["consent_missing"]
    assert ask(minor, shift, consents=(consent("away", withdrawn=NOW),)) == ["consent_missing"]


def test_an_unmarked_shift_needs_no_consent():
    assert ask(make_member(turns(15))) == []


def test_an_unknown_birth_date_keeps_out_only_where_age_matters():
    assert ask(make_member(None)) == []
    for shift in (make_shift(minimum_age=16), make_shift(is_heavy=True), make_shift(at(22), at(23))):
        assert ask(make_member(None), shift) == ["age_unknown"]


def test_nobody_holds_two_overlapping_places():
    assert ask(places=(Place(2, at(9), at(12)),)) == ["overlap"]
    assert ask(places=(Place(2, at(8), at(9)),)) == ["overlap"]
    assert ask(places=(Place(2, at(6), at(12)),)) == ["overlap"]


def test_touching_ends_do_not_overlap():
    assert ask(places=(Place(2, at(10), at(12)), Place(3, at(5), at(7)))) == []


def test_waiting_elsewhere_at_the_same_time_is_no_place():
    assert ask(places=(Place(2, at(8), at(9), "waitlisted"),)) == []


def test_a_minor_works_at_most_8_hours_a_day_over_all_shifts():
    minor = make_member(turns(17))
    assert ask(minor, places=(Place(2, at(10), at(15)),)) == []
    assert ask(minor, places=(Place(2, at(10), at(15, 1)),)) == ["minor_hours_of_day"]
    assert ask(places=(Place(2, at(10), at(20)),)) == []


def test_a_minor_works_at_most_40_hours_a_week_over_all_shifts():
    minor = make_member(turns(16))
    monday = SATURDAY - timedelta(days=5)
    week = tuple(Place(10 + n, at(8, day=d), at(15, 24, day=d)) for n in range(5) for d in [monday + timedelta(days=n)])
    assert ask(minor, places=week) == []  # 5 × 7:24 and 3:00 are 40:00
    longer = (*week[:4], Place(14, week[4].starts_at, week[4].ends_at + timedelta(minutes=1)))
    assert ask(minor, places=longer) == ["minor_hours_of_week"]


def test_a_week_begins_on_monday():
    sunday = SATURDAY + timedelta(days=1)
    monday = SATURDAY + timedelta(days=2)
    next_week = tuple(
        Place(10 + n, at(8, day=d), at(16, day=d)) for n in range(5) for d in [monday + timedelta(days=n)]
    )
    assert ask(make_member(turns(16)), make_shift(at(7, day=sunday), at(9, day=sunday)), places=next_week) == []


def test_hours_over_midnight_are_split_between_the_days():
    last = date(2024, 2, 29)
    assert minutes_by_day(at(22, 30, day=last), at(25, 15, day=last)) == {last: 90, date(2024, 3, 1): 75}


def test_every_reason_is_named_at_once():
    shift = make_shift(at(20), at(23), minimum_age=18, is_away=True)
    reasons = ask(
        make_member(turns(15)),
        shift,
        make_activity(audience="host", state="cancelled"),
        places=(Place(2, at(14), at(21)),),
        path="/1/3/",
    )
    assert reasons == [
        "cancelled",
        "not_invited",
        "too_young",
        "minor_at_night",
        "consent_missing",
        "overlap",
        "minor_hours_of_day",
    ]
