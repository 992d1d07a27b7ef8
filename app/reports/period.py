"""Periods that offices report on, as first and last day."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l


class BadPeriod(ValueError):
    """The period ends before it begins."""


def check_period(date_from: date, date_to: date) -> None:
    """Raises BadPeriod where the first day comes after the last one."""
    if date_from > date_to:
        raise BadPeriod


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
