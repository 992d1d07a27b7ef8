"""On which days a series takes place. Days only, no database."""

from calendar import monthrange
from datetime import date, timedelta

PATTERNS = ("weekly", "monthly")
MOST_DATES = 60
WEEK = timedelta(days=7)


def days_of(pattern: str, every: int, first: date, until: date, most: int = MOST_DATES) -> list[date]:
    """The days from the first one until a day, both counted, at most so many.

    "weekly": the weekday of the first day, every so many weeks. "monthly": the same weekday every so many months, the
    second Saturday say; a first day in the fifth week of its month means the last such weekday.
    """
    found: list[date] = []
    step = 0
    while len(found) < most:
        day = first + step * every * WEEK if pattern == "weekly" else _of_month(first, step * every)
        if day > until:
            break
        found.append(day)
        step += 1
    return found


def week_of_month(day: date) -> int:
    """Which of its weekday in the month a day is, from 1; 5 means the last one."""
    return (day.day - 1) // 7 + 1


def _of_month(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    begin = 1 + (first.weekday() - date(year, month + 1, 1).weekday()) % 7
    day = begin + 7 * (week_of_month(first) - 1)
    return date(year, month + 1, day if day <= length else day - 7)
