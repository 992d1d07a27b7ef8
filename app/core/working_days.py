"""Working days in Vietnam, for periods that the law counts in them.

Left out are Saturdays, Sundays and the holidays that are certain (Labour Code, article 112): New Year, 30 April, 1 May,
National Day, the Hung Kings' day, and of the lunar New Year its eve and the first three days. Of the fifth day of the
lunar New Year and the second one of National Day the government says each year which they are: an administrator adds
those. A day off that nobody has entered only makes a period end earlier.
"""

from collections.abc import Collection
from datetime import date, timedelta

FIXED = {(1, 1), (4, 30), (5, 1), (9, 2)}
# First day of the lunar year, and the Hung Kings' day (10th of the third lunar month), by Vietnam's own calendar.
LUNAR_NEW_YEARS = (
    *(date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13)),
    *(date(2030, 2, 2), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19)),
)
KINGS_DAYS = (
    *(date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16), date(2028, 4, 4), date(2029, 4, 23)),
    date(2030, 4, 12),
)


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Is a day one on which offices are open? `days_off` are those that were entered."""
    if day.weekday() >= 5 or (day.month, day.day) in FIXED or day in KINGS_DAYS or day in days_off:
        return False
    return not any(-1 <= (day - first).days <= 2 for first in LUNAR_NEW_YEARS)


def add_working_days(day: date, number: int, days_off: Collection[date] = ()) -> date:
    """The working day that lies so many working days after a day, which is not counted itself."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day, days_off)
    return day
