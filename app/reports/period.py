"""Periods that offices report on, as first and last day."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

FIRST_YEAR = 1900


class BadPeriod(ValueError):
    """No period to report on; `code` says why: `period_upside_down`, `period_too_early`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_period(date_from: date, date_to: date) -> None:
    """Raises BadPeriod where the first day comes after the last one, or lies before anything that is recorded."""
    if date_from > date_to:
        raise BadPeriod("period_upside_down")
    if date_from.year <= FIRST_YEAR:  # the columns look a year back
        raise BadPeriod("period_too_early")


def presets(today: date) -> list[tuple[Any, date, date]]:
    """Name, first and last day of the usual periods; one that still runs ends today."""
    year = date(today.year, 1, 1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [
        (_l("This month"), today.replace(day=1), today),
        (_l("This quarter"), quarter, today),
        (_l("This year"), year, today),
        (_l("Last year"), date(today.year - 1, 1, 1), year - timedelta(days=1)),
    ]
