"""Now, today, and dates as they are written in Vietnam."""

import threading
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.clock import NotADate, parse_date


def test_now_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_today_begins_at_midnight_in_vietnam() -> None:
    with clock.travel(datetime(2025, 12, 31, 16, 59, tzinfo=UTC)) as traveller:
        assert clock.today() == date(2025, 12, 31)
        traveller.tick(60)
        assert clock.today() == date(2026, 1, 1)


def test_travelling_to_a_day_arrives_at_nine_in_the_morning() -> None:
    with clock.travel(date(2025, 3, 26)):
        assert clock.format_datetime(clock.now()) == "26/03/2025 09:00"


def test_the_clock_stands_still_while_travelling_and_goes_on_after() -> None:
    with clock.travel(datetime(2025, 3, 26, 9, tzinfo=timezone(timedelta(hours=7)))) as traveller:
        first = clock.now()
        assert first == clock.now() == datetime(2025, 3, 26, 2, tzinfo=UTC)
        traveller.tick(90)
        assert clock.now() - first == timedelta(seconds=90)
        with clock.travel(date(2020, 1, 1)):
            assert clock.today().year == 2020
        assert clock.now() - first == timedelta(seconds=90)
    assert clock.now() > datetime(2025, 6, 1, tzinfo=UTC)


def test_travelling_ends_after_an_error_too() -> None:
    with pytest.raises(KeyError), clock.travel(date(2020, 1, 1)):
        raise KeyError
    assert clock.today().year > 2020


def test_other_threads_do_not_travel_along() -> None:
    seen: list[date] = []
    with clock.travel(date(2020, 1, 1)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen[0].year > 2020


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.local(datetime(2025, 1, 1))  # noqa: DTZ001 - that it is naive is the point


def test_a_period_goes_from_the_first_midnight_to_the_one_after_the_last_day() -> None:
    start, end = clock.day_bounds(date(2025, 1, 1), date(2025, 12, 31))
    assert start == datetime(2024, 12, 31, 17, tzinfo=UTC)
    assert end == datetime(2025, 12, 31, 17, tzinfo=UTC)


@given(st.dates(date(1976, 1, 1), date(2100, 12, 31)), st.times())
def test_an_instant_lies_within_its_own_local_day(day: date, at: time) -> None:
    instant = clock.at_local(day, at)
    start, end = clock.day_bounds(day, day)
    assert start <= instant < end
    assert clock.local(instant).date() == day
    assert end - start == timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        (" 1/2/2025 ", date(2025, 2, 1)),
        ("01-02-2025", date(2025, 2, 1)),
        ("1.2.2025", date(2025, 2, 1)),
        ("2025-12-31", date(2025, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("ngày 1 tháng 2 năm 2025", date(2025, 2, 1)),
        ("Nga\u0300y 01 tha\u0301ng 02 na\u0306m 2025", date(2025, 2, 1)),
        ("1 tháng 2, 2025", date(2025, 2, 1)),
    ],
)
def test_dates_are_read_day_first_or_as_browsers_send_them(typed: str, day: date) -> None:
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("hôm nay", "not_a_date"),
        ("31/12", "not_a_date"),
        ("1/2-2025", "not_a_date"),
        ("1/2/025", "not_a_date"),
        ("2025/12/31", "not_a_date"),
        ("٣١/١٢/٢٠٢٥", "not_a_date"),
        ("1" * 100_000, "not_a_date"),
        ("31/02/2024", "no_such_day"),
        ("29/02/2025", "no_such_day"),
        ("12/31/2025", "no_such_day"),
        ("0/1/2025", "no_such_day"),
        ("2025-13-01", "no_such_day"),
        ("1/2/25", "two_digit_year"),
        ("1/2/1025", "far_year"),
        ("1/2/9999", "far_year"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotADate) as refused:
        parse_date(typed)
    assert refused.value.code == code


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_printed_date_reads_back(day: date) -> None:
    assert parse_date(clock.format_date(day)) == day


def test_instants_are_printed_on_the_clock_in_vietnam() -> None:
    instant = datetime(2025, 12, 31, 17, 5, tzinfo=UTC)
    assert clock.format_date(instant) == "01/01/2026"
    assert clock.format_time(instant) == "00:05"
    assert clock.format_time(time(7, 30)) == "07:30"
    assert clock.format_datetime(instant) == "01/01/2026 00:05"
