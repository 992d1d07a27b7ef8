"""On which days a series takes place."""

from datetime import date

import pytest

from app.volunteering.recurrence import days_of


def test_every_saturday_until_june():
    days = days_of("weekly", 1, date(2026, 3, 7), date(2026, 6, 1))
    assert (days[0], days[-1], len(days)) == (date(2026, 3, 7), date(2026, 5, 30), 13)
    assert {day.weekday() for day in days} == {5}


def test_the_last_day_counts():
    assert days_of("weekly", 1, date(2026, 3, 7), date(2026, 3, 14)) == [date(2026, 3, 7), date(2026, 3, 14)]


def test_every_second_week_goes_over_the_turn_of_the_year():
    assert days_of("weekly", 2, date(2026, 12, 19), date(2027, 1, 31)) == [
        date(2026, 12, 19),
        date(2027, 1, 2),
        date(2027, 1, 16),
        date(2027, 1, 30),
    ]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 10, 10), [date(2026, 10, 10), date(2026, 11, 14), date(2026, 12, 12)]),  # second Saturday
        (date(2026, 10, 31), [date(2026, 10, 31), date(2026, 11, 28), date(2026, 12, 26)]),  # fifth: the last one
        (date(2026, 10, 1), [date(2026, 10, 1), date(2026, 11, 5), date(2026, 12, 3)]),  # first Thursday
    ],
)
def test_monthly_keeps_weekday_and_week(first, expected):
    assert days_of("monthly", 1, first, date(2026, 12, 31)) == expected


def test_a_leap_day_is_a_day_like_others():
    weekly = days_of("weekly", 1, date(2028, 2, 22), date(2028, 3, 10))
    assert weekly == [date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7)]
    last_tuesdays = days_of("monthly", 1, date(2028, 2, 29), date(2028, 4, 30))
    assert last_tuesdays == [date(2028, 2, 29), date(2028, 3, 28), date(2028, 4, 25)]
    assert days_of("monthly", 12, date(2028, 2, 29), date(2029, 3, 1)) == [date(2028, 2, 29), date(2029, 2, 27)]


def test_it_ends_after_so_many_days():
    assert len(days_of("weekly", 1, date(2026, 1, 3), date(2036, 1, 1), most=10)) == 10
