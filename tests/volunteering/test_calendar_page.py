"""The calendar: a week or a month of activities, day by day."""

import gzip
from datetime import date, timedelta

import pytest

from app.core import clock
from tests import factories
from tests.checks import text_of

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.travel(WEDNESDAY):
        yield


def on(day, hour=7, minute=30):
    return clock.at_local(day, clock.time(hour, minute))


def days_of(page):
    """What stands in each day that has something: ISO day → times and titles."""
    found = {}
    for item in page.all("li", class_="calendar-day"):
        entries = [e for e in item.iter() if "calendar-entry" in (e.get("class") or "")]
        if entries:
            day = next(e.get("datetime") for e in item.iter("time"))
            found[day] = [text_of(entry) for entry in entries]
    return found


def test_a_month_shows_each_activity_on_its_day(cast, client):
    factories.activity(cast.unit, title="Chủ nhật xanh", starts_at=on(date(2026, 11, 29)))
    page = client.get("/activities/calendar?day=2026-11-01")
    assert text_of(page.find("h1")) == "Hoạt động tháng 11/2026"
    assert days_of(page) == {"2026-11-29": ["07:30–10:30 Chủ nhật xanh"]}
    assert len(page.all("li", class_="calendar-day")) == 42  # 26 October to 6 December
    today = page.find("li", aria_current="date")
    assert text_of(today).startswith("Thứ Tư 25")


def test_a_week_begins_on_monday_and_says_where_and_how_many_places(cast, client):
    factories.activity(cast.unit, title="Trồng cây", starts_at=on(date(2026, 11, 29)), capacity=3)
    page = client.get("/activities/calendar?view=week&day=2026-11-29")
    assert text_of(page.find("h1")) == "Hoạt động từ 23/11 đến 29/11/2026"
    (entry,) = days_of(page)["2026-11-29"]
    assert entry.startswith("07:30–10:30 Trồng cây")
    assert entry.endswith("còn 3 chỗ") or "3 chỗ" in entry


def test_shifts_of_one_activity_on_a_day_are_one_entry_and_other_days_stand_apart(cast, client):
    activity = factories.activity(cast.unit, title="Hai ngày", shifts=2, starts_at=on(date(2026, 11, 10)))
    factories.shift(activity, starts_at=on(date(2026, 11, 12), 14))
    found = days_of(client.get("/activities/calendar?day=2026-11-01"))
    assert found == {"2026-11-10": ["07:30–13:30 Hai ngày"], "2026-11-12": ["14:30–17:30 Hai ngày"]}


def test_who_may_not_see_an_activity_does_not_find_it_in_the_calendar(cast, client):
    factories.activity(cast.unit, title="Nháp", state="draft", starts_at=on(date(2026, 11, 26)))
    factories.activity(cast.unit, title="Nội bộ", audience="host", starts_at=on(date(2026, 11, 27)))
    assert days_of(client.get("/activities/calendar")) == {}
    assert list(days_of(client.as_(cast.binh).get("/activities/calendar"))) == ["2026-11-27"]
    assert list(days_of(client.as_(cast.an).get("/activities/calendar"))) == ["2026-11-26", "2026-11-27"]


def test_the_filters_are_those_of_the_list_and_go_along_through_the_calendar(cast, client):
    factories.activity(cast.unit, title="Đổ bê tông", starts_at=on(date(2026, 11, 26)))
    factories.activity(cast.other_unit, title="Trồng cây", starts_at=on(date(2026, 11, 27)))
    page = client.get(f"/activities/calendar?q=do+be+tong&unit={cast.unit.id}&free=1&light=1")
    assert list(days_of(page)) == ["2026-11-26"]
    following = page.find("a", rel="next").get("href")
    for part in ("q=do+be+tong", f"unit={cast.unit.id}", "free=1", "light=1", "day=2026-12-01"):
        assert part in following
    assert page.values["q"] == "do be tong"


def test_the_own_places_are_marked(cast, client, db):
    activity = factories.activity(cast.unit, title="Của tôi", starts_at=on(date(2026, 11, 26)))
    factories.sign_up(factories.shift(activity), cast.binh.member, cast.unit)
    (entry,) = days_of(client.as_(cast.binh).get("/activities/calendar"))["2026-11-26"]
    assert "Bạn có chỗ" in entry
    assert "Bạn có chỗ" not in client.as_(cast.chi).get("/activities/calendar").text


def test_an_empty_month_says_when_something_comes(cast, client):
    factories.activity(cast.unit, starts_at=on(date(2027, 2, 6)))
    page = client.get("/activities/calendar?day=2026-12-01&free=1")
    assert "06/02/2027" in page.text
    link = next(a for a in page.all("a") if text_of(a) == "Đến ngày đó")
    assert list(days_of(client.get(link.get("href")))) == ["2027-02-06"]
    assert "free=1" in link.get("href")
    last = client.get("/activities/calendar?day=2027-03-01&q=khong-co")
    assert any(text_of(a) == "Bỏ lọc" for a in last.all("a"))


@pytest.mark.parametrize(
    "query", ["day=31/02/2026", "day=x", "view=year", "day=2026-11-25&unit=abc", "commune=99999999999"]
)
def test_what_cannot_be_read_shows_the_present_month(client, query):
    assert text_of(client.get(f"/activities/calendar?{query}").find("h1")) == "Hoạt động tháng 11/2026"


@pytest.mark.parametrize(("day", "missing"), [("1900-01-15", "prev"), ("2100-12-15", "next")])
def test_the_calendar_ends_where_dates_do(client, day, missing):
    page = client.get(f"/activities/calendar?day={day}")
    assert page.find("a", rel=missing) is None
    other = page.find("a", rel="next" if missing == "prev" else "prev").get("href")
    assert client.get(other).status == 200


def test_a_full_month_takes_few_statements_and_bytes(cast, client):
    binh = client.as_(cast.binh)
    factories.activity(cast.unit, starts_at=on(date(2026, 11, 2)))
    few = (len(client.get("/activities/calendar").statements), len(binh.get("/activities/calendar").statements))
    for number in range(90):
        factories.activity(
            cast.unit if number % 2 else cast.chapter,
            title=f"Ngày thứ Bảy tình nguyện số {number}",
            starts_at=on(date(2026, 11, 1) + timedelta(days=number % 30)),
        )
    visitor, member = client.get("/activities/calendar"), binh.get("/activities/calendar")
    assert (len(visitor.statements), len(member.statements)) == few
    assert len(visitor.statements) <= 6, visitor.statements
    assert len(member.statements) <= 8, member.statements
    assert len(gzip.compress(member.source.encode(), 6)) <= 11_000


def test_more_than_fits_in_a_day_leads_to_its_week(cast, client):
    for number in range(6):
        factories.activity(cast.unit, title=f"Số {number}", starts_at=on(date(2026, 11, 28), 6 + number))
    page = client.get("/activities/calendar")
    assert len(days_of(page)["2026-11-28"]) == 4
    more = page.find("a", class_="calendar-more")
    assert text_of(more).startswith("2 hoạt động nữa")
    assert len(days_of(client.get(more.get("href")))["2026-11-28"]) == 6
