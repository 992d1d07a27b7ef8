"""Working days in Vietnam, by which requests about data are acknowledged."""

from datetime import date

import pytest

from app.core.working_days import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),  # the Friday before the lunar New Year
        (date(2026, 2, 16), False),  # its eve
        (date(2026, 2, 17), False),
        (date(2026, 2, 19), False),
        (date(2026, 2, 20), True),  # off only where it was entered
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2027, 4, 16), False),  # the Hung Kings' day
        (date(2026, 9, 2), False),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 30), True),
    ],
)
def test_weekends_and_certain_holidays_are_no_working_days(day, works):
    assert is_working_day(day) is works


def test_the_day_itself_does_not_count_and_days_off_are_left_out():
    assert add_working_days(date(2026, 11, 26), 2) == date(2026, 11, 30)  # Thursday: Friday, Monday
    assert add_working_days(date(2026, 11, 28), 2) == date(2026, 12, 1)  # Saturday
    assert add_working_days(date(2026, 4, 29), 2) == date(2026, 5, 5)  # over two holidays and a weekend
    assert add_working_days(date(2026, 2, 13), 1, {date(2026, 2, 20)}) == date(2026, 2, 23)
