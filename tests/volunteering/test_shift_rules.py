"""The rules of a place, one by one, without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core.clock import at_local
from app.people.models import Member, Unit
from app.volunteering.models import Activity, ActivityUnit, GuardianConsent, Shift, SignUp
from app.volunteering.room import Quota, room_of
from app.volunteering.rules import (
    Candidate,
    Limits,
    Place,
    age_group,
    give_back_until,
    gives_back_late,
    minutes_by_day,
    reasons_why_not,
    touches_night,
)

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
    assert ask(minor, shift, consents=(consent("away", until=SATURDAY - timedelta(days=1)),)) == ["consent_expired"]
    assert ask(minor, shift, consents=(consent("away", withdrawn=NOW),)) == ["consent_withdrawn"]


def test_of_several_consents_the_newest_that_named_the_work_says_why():
    shift = make_shift(is_away=True, is_border_zone=True)
    minor = make_member(turns(17))
    expired, withdrawn = consent("away", until=date(2026, 9, 30)), consent("away", "border_zone", withdrawn=NOW)
    withdrawn.given_on = date(2026, 10, 1)
    assert ask(minor, shift, consents=(expired, withdrawn)) == ["consent_withdrawn"]
    expired.given_on, expired.valid_until = date(2026, 10, 2), date(2026, 10, 3)
    assert ask(minor, shift, consents=(expired, withdrawn)) == ["consent_withdrawn", "consent_expired"]
    assert ask(minor, shift, consents=(consent("away"), withdrawn)) == ["consent_withdrawn"]  # the border zone
    assert ask(minor, shift, consents=(consent("night"),)) == ["consent_missing"]


def test_taking_a_consent_back_takes_earlier_ones_for_the_same_work_back_too():
    shift = make_shift(is_away=True)
    minor = make_member(turns(17))
    earlier, withdrawn = consent("away"), consent("away", withdrawn=NOW)
    earlier.given_on, withdrawn.given_on = date(2026, 9, 1), date(2026, 10, 1)
    assert ask(minor, shift, consents=(earlier, withdrawn)) == ["consent_withdrawn"]
    later = consent("away")
    later.given_on = date(2026, 10, 2)
    assert ask(minor, shift, consents=(earlier, withdrawn, later)) == []
    withdrawn.marks = ["night"]
    assert ask(minor, shift, consents=(earlier, withdrawn)) == []


def test_a_shift_may_ask_for_skills_and_then_takes_only_who_has_all_of_them():
    shift = make_shift(needed_skills=["first_aid", "driving"])
    assert ask(shift=shift) == ["skill_missing"]
    for skills, reasons in (({"first_aid"}, ["skill_missing"]), ({"first_aid", "driving", "photo"}, [])):
        candidate = Candidate(make_member(), "/1/2/", skills=frozenset(skills))
        assert reasons_why_not(candidate, shift, make_activity(), moment=NOW, limits=LIMITS) == reasons


def test_full_is_a_reason_where_only_a_place_at_once_is_meant():
    candidate = Candidate(make_member(), "/1/2/")
    values = {"moment": NOW, "limits": LIMITS}
    for free, reasons in ((0, ["full"]), (1, [])):
        shift = make_shift(confirmed=5 - free)
        found = reasons_why_not(candidate, shift, make_activity(), room=room_of(shift, [], NOW), **values)
        assert found == reasons


@pytest.mark.parametrize(("age", "group"), [(15, "child"), (16, "minor"), (17, "minor"), (18, "adult")])
def test_three_ages_matter(age, group):
    assert age_group(age) == group


def test_the_administrator_may_allow_children_fewer_hours_than_minors():
    limits = Limits(child_minutes_of_day=4 * 60, child_minutes_of_week=20 * 60)
    values = {"moment": NOW, "limits": limits}
    before = (Place(2, at(10), at(11, 1)),)
    child, minor = (Candidate(make_member(turns(age)), "/1/2/", before) for age in (15, 16))
    assert reasons_why_not(child, make_shift(), make_activity(), **values) == ["minor_hours_of_day"]
    assert reasons_why_not(minor, make_shift(), make_activity(), **values) == []


def test_turning_16_on_the_day_of_the_shift_the_hours_of_minors_count():
    limits = Limits(child_minutes_of_day=2 * 60)
    values = {"moment": NOW, "limits": limits}
    for born, reasons in ((turns(16), []), (turns(16) + timedelta(days=1), ["minor_hours_of_day"])):
        candidate = Candidate(make_member(born), "/1/2/")
        assert reasons_why_not(candidate, make_shift(), make_activity(), **values) == reasons


def held(path="/1/2/", places=2, used=0, until=None):
    return Quota(path, places, until or at(6), used)


def test_places_held_for_a_unit_are_free_for_its_members_and_not_for_others():
    room = room_of(make_shift(confirmed=2), [held()], NOW)
    assert [room.for_unit(path) for path in ("/1/2/", "/1/2/9/", "/1/3/", "/1/")] == [3, 3, 1, 1]


def test_members_of_a_unit_use_its_held_places_first():
    room = room_of(make_shift(confirmed=1), [held()], NOW)
    room.take("/1/2/9/")
    assert (room.for_unit("/1/2/"), room.for_unit("/1/3/")) == (3, 2)
    room.take("/1/3/")
    assert (room.for_unit("/1/2/"), room.for_unit("/1/3/")) == (2, 1)


def test_more_members_than_held_places_take_what_is_everybodys():
    room = room_of(make_shift(confirmed=3), [held(used=3)], NOW)
    assert (room.for_unit("/1/2/"), room.for_unit("/1/3/")) == (2, 2)


def test_after_the_hour_held_places_are_everybodys():
    shift = make_shift(confirmed=3)
    quota = held(until=NOW)
    assert room_of(shift, [quota], NOW - timedelta(seconds=1)).for_unit("/1/3/") == 0
    assert room_of(shift, [quota], NOW).for_unit("/1/3/") == 2


def place(state="confirmed", confirmed_at=NOW, **values):
    return SignUp(state=state, confirmed_at=confirmed_at, **{"moved_up": False, "free_to_leave": False, **values})


def test_a_place_given_back_until_the_day_before_leaves_no_mark():
    shift = make_shift()
    assert give_back_until(place(), shift, LIMITS) == at(7) - timedelta(hours=24)
    assert not gives_back_late(place(), shift, at(7) - timedelta(hours=24), LIMITS)
    assert gives_back_late(place(), shift, at(7) - timedelta(hours=23, minutes=59), LIMITS)


def test_who_signs_up_on_the_last_day_has_an_hour_to_think_again():
    signed = place(confirmed_at=at(5))
    assert not gives_back_late(signed, make_shift(), at(6), LIMITS)
    assert gives_back_late(signed, make_shift(), at(6, 1), LIMITS)


def test_no_mark_for_who_waits_or_moved_up_late_or_was_told_of_a_change():
    for sign_up in (
        place("waitlisted", None),
        place(confirmed_at=at(3), moved_up=True),
        place(free_to_leave=True),
    ):
        assert not gives_back_late(sign_up, make_shift(), at(6, 30), LIMITS)
    assert gives_back_late(place(moved_up=True), make_shift(), at(6, 30), LIMITS)  # moved up days before


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
