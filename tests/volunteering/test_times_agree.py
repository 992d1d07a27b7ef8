"""Shifts over midnight, touching ends, the last evening of a month, a leap day: every surface says the same minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core import clock
from app.core.errors import NotPossible
from app.people.models import SignIn
from app.reports import queries as reports
from app.reports.figures import Scope
from app.volunteering.actions import copy_activity, mark_held, sign_up_to_shift
from app.volunteering.models import Activity, Shift
from app.volunteering.queries import figures_of_work, list_own_places
from app.volunteering.rules import minutes_by_day
from tests import factories
from tests.checks import text_of

MINUTE = timedelta(minutes=1)


def at(day, hour, minute=0):
    return clock.at_local(day, clock.time(hour, minute))


@dataclass(frozen=True)
class Case:
    """A shift, and what each surface must say of it."""

    name: str
    starts_at: datetime
    ends_at: datetime
    # "30/11/2026" in the text where it ends on another date than it begins
    says: str
    minutes: dict[date, int]
    # ISO day → what the calendar says on it
    calendar: dict[str, str]
    held_on: date


CASES = [
    Case(
        "over midnight on the last evening of a month",
        at(date(2026, 10, 31), 22),
        at(date(2026, 11, 1), 2),
        "Thứ Bảy 31/10/2026, 22:00–02:00 01/11/2026",
        {date(2026, 10, 31): 120, date(2026, 11, 1): 120},
        {"2026-10-31": "22:00–02:00 01/11", "2026-11-01": "đến 02:00"},
        date(2026, 11, 1),
    ),
    Case(
        "until midnight on the last evening of a month",
        at(date(2026, 11, 30), 18),
        at(date(2026, 12, 1), 0),
        "Thứ Hai 30/11/2026, 18:00–00:00 01/12/2026",
        {date(2026, 11, 30): 360},
        {"2026-11-30": "18:00–00:00 01/12"},
        date(2026, 11, 30),
    ),
    Case(
        "over the turn of the year",
        at(date(2026, 12, 31), 23, 30),
        at(date(2027, 1, 1), 0, 30),
        "Thứ Năm 31/12/2026, 23:30–00:30 01/01/2027",
        {date(2026, 12, 31): 30, date(2027, 1, 1): 30},
        {"2026-12-31": "23:30–00:30 01/01", "2027-01-01": "đến 00:30"},
        date(2027, 1, 1),
    ),
    Case(
        "on a leap day",
        at(date(2028, 2, 29), 7, 30),
        at(date(2028, 2, 29), 10, 30),
        "Thứ Ba 29/02/2028, 07:30–10:30",
        {date(2028, 2, 29): 180},
        {"2028-02-29": "07:30–10:30"},
        date(2028, 2, 29),
    ),
    Case(
        "into a leap day",
        at(date(2028, 2, 28), 22),
        at(date(2028, 2, 29), 6),
        "Thứ Hai 28/02/2028, 22:00–06:00 29/02/2028",
        {date(2028, 2, 28): 120, date(2028, 2, 29): 360},
        {"2028-02-28": "22:00–06:00 29/02", "2028-02-29": "đến 06:00"},
        date(2028, 2, 29),
    ),
    Case(
        "out of a leap day",
        at(date(2028, 2, 29), 22),
        at(date(2028, 3, 1), 1, 15),
        "Thứ Ba 29/02/2028, 22:00–01:15 01/03/2028",
        {date(2028, 2, 29): 120, date(2028, 3, 1): 75},
        {"2028-02-29": "22:00–01:15 01/03", "2028-03-01": "đến 01:15"},
        date(2028, 3, 1),
    ),
]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request, db, cast):
    """Three days before; everybody stays signed in for years."""
    db.session.execute(update(SignIn).values(expires_at=request.param.ends_at + timedelta(days=900)))
    db.session.commit()
    with clock.travel(request.param.starts_at - timedelta(days=3)):
        yield request.param


@pytest.fixture
def shift(db, cast, case):
    work = factories.work(cast.unit, state="under_way")
    activity = factories.activity(cast.unit, title="Ca này", starts_at=case.starts_at, work_id=work.id)
    found = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    found.ends_at = activity.ends_at = case.ends_at
    db.session.commit()
    return found


def test_every_page_says_the_same_time(client, cast, shift, case):
    hours = case.says.split(", ")[1]
    url = f"/activities/{shift.activity_id}"
    page = client.get(url)
    times = [text_of(element) for element in page.all("time")]
    assert times.count(case.says) == 2, "the shift, and the activity of this one shift"
    listed = next(text_of(p) for p in client.get("/activities/").all("p", class_="meta") if "–" in text_of(p))
    assert listed.startswith(hours)
    shared = page.find("meta", name="description").get("content").split(" · ")[0]
    assert shared.replace("(", "").replace(")", "") == case.says
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert case.says in client.as_(cast.binh).get("/my/places").text


def test_the_calendar_has_it_on_each_day_that_it_has_minutes_in(client, shift, case):
    found = {}
    for day in case.minutes:
        for item in client.get(f"/activities/calendar?view=week&day={day}").all("li", class_="calendar-day"):
            entry = next((e for e in item.iter() if "calendar-time" in (e.get("class") or "")), None)
            if entry is not None:
                found[next(e.get("datetime") for e in item.iter("time"))] = text_of(entry)
    assert found == case.calendar


def test_the_months_of_the_calendar_have_it_on_the_same_days(client, shift, case):
    for day in case.minutes:
        page = client.get(f"/activities/calendar?day={day}")
        held = [
            next(e.get("datetime") for e in item.iter("time"))
            for item in page.all("li", class_="calendar-day")
            if "Ca này" in text_of(item)
        ]
        assert held == list(case.calendar), day


def test_the_minutes_of_its_days_are_all_its_minutes(shift, case):
    assert minutes_by_day(shift.starts_at, shift.ends_at) == case.minutes
    assert shift.minutes == sum(case.minutes.values())


def test_hours_count_in_full_and_in_the_year_in_which_the_shift_began(db, cast, shift, case):
    factories.sign_up(shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=shift.minutes)
    assert list_own_places(cast.binh.actor).minutes_by_year == {clock.local(case.starts_at).year: shift.minutes}
    work_id = db.session.get(Activity, shift.activity_id).work_id
    assert figures_of_work(work_id).minutes == shift.minutes


@pytest.mark.parametrize(("gap", "is_free"), [(timedelta(), True), (-MINUTE, False)], ids=["touching", "a minute over"])
def test_touching_ends_are_no_overlap_and_one_minute_is(db, cast, shift, gap, is_free):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    after = factories.activity(cast.unit, starts_at=shift.ends_at + gap)
    before = factories.activity(cast.unit, starts_at=shift.starts_at - timedelta(hours=3) - gap)
    for activity in (after, before):
        other = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
        assert shift.overlaps(other) is other.overlaps(shift) is (not is_free)
        if is_free:
            assert sign_up_to_shift(cast.binh.actor, shift_id=other.id).state == "confirmed"
        else:
            with pytest.raises(NotPossible, match="overlap"):
                sign_up_to_shift(cast.binh.actor, shift_id=other.id)


def test_it_is_held_on_the_day_of_its_last_minute_and_reports_count_it_then(db, cast, shift, case):
    with clock.travel(case.ends_at - MINUTE), pytest.raises(NotPossible, match="not_over_yet"):
        mark_held(cast.an.actor, activity_id=shift.activity_id)
    with clock.travel(case.ends_at):
        mark_held(cast.an.actor, activity_id=shift.activity_id)
    assert db.session.get(Activity, shift.activity_id, populate_existing=True).held_on == case.held_on
    for offset in (-1, 0, 1):
        day = case.held_on + timedelta(days=offset)
        counted = {figure.key: figure.value for figure in reports.count_figures(Scope(day, day))}
        assert counted["activities.held"] == (1 if offset == 0 else 0), day


def test_a_copy_to_a_leap_day_lasts_as_long(db, cast, shift, case):
    id_ = copy_activity(cast.an.actor, activity_id=shift.activity_id, day=date(2028, 2, 29))
    copy = db.session.execute(select(Shift).where(Shift.activity_id == id_)).scalar_one()
    assert copy.minutes == shift.minutes
    assert clock.local(copy.starts_at).date() == date(2028, 2, 29)
    assert clock.format_time(copy.ends_at) == clock.format_time(shift.ends_at)


def test_the_filters_by_day_find_it_on_its_days_only(client, shift, case):
    def found(day):
        return "Ca này" in client.get(f"/activities/?from={day}&to={day}").text

    days = list(case.minutes)
    assert [found(day) for day in days] == [True] * len(days)
    assert not found(days[0] - timedelta(days=1))
    assert not found(days[-1] + timedelta(days=1))
