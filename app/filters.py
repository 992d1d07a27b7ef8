"""How values look on a page: money, numbers, dates, in the page's language."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from app.core import clock
from app.core.money import format_money, money_in_words, short_money
from app.core.numbers import format_number
from app.core.phones import display_phone, mask_phone
from app.core.translations import lazy_gettext as _l
from app.core.web import language

# Pieces of pages that many rows and many readers share.
PIECES_KEPT = 4_096
# Translated one by one when shown: a list in a template would translate all nineteen for each row.
SHORT_WEEKDAYS = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))
SHORT_MONTHS = (
    *(_l("Jan"), _l("Feb"), _l("Mar"), _l("Apr"), _l("May"), _l("Jun")),
    *(_l("Jul"), _l("Aug"), _l("Sep"), _l("Oct"), _l("Nov"), _l("Dec")),
)


def set_up_filters(app: Flask) -> None:
    """Register the filters; each shows nothing for None."""
    for name, function in {
        "money": lambda n: format_money(n, language=language()),
        "short_money": lambda n: short_money(n, language=language()),
        "number": _number,
        "in_words": money_in_words,
        "date": clock.format_date,
        "time": clock.format_time,
        "moment": clock.format_datetime,
        "weekday": weekday,
        "short_weekday": lambda day: SHORT_WEEKDAYS[day.weekday()],
        "short_month": lambda day: SHORT_MONTHS[day.month - 1],
        "local": clock.local,
        "said": _said,
        "iso": _iso,
        "phone": display_phone,
        "masked_phone": mask_phone,
    }.items():
        app.jinja_env.filters[name] = _or_nothing(function)
    app.jinja_env.globals.update(show_period=show_period, date_leaf=date_leaf)


def _or_nothing(function: Any) -> Any:
    def show(value: Any, *args: Any, **kw: Any) -> str:
        return "" if value is None else function(value, *args, **kw)

    return show


def _said(names: dict[Any, Any]) -> dict[Any, Markup]:
    """Words by code in the page's language: for long lists, in which each word is needed for each row."""
    return {code: Markup(word) for code, word in names.items()}


def _number(value: int | Decimal | float) -> str:
    return format_number(value, language=language())


def weekday(value: date | datetime) -> str:
    """The day of the week in the page's language; an instant is taken as its day in Vietnam."""
    day = clock.local(value).date() if isinstance(value, datetime) else value
    if language() == "en":
        return day.strftime("%A")
    return ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")[day.weekday()]


def show_period(starts_at: datetime, ends_at: datetime) -> Markup:
    """When something takes place: the day once, both days where it goes over midnight."""
    return _period(starts_at, ends_at, language())


@lru_cache(maxsize=PIECES_KEPT)
def _period(starts_at: datetime, ends_at: datetime, _language: str) -> Markup:
    start, end = clock.local(starts_at), clock.local(ends_at)
    day, last = clock.format_date(start.date()), clock.format_date(end.date())
    words = f"{weekday(start.date())} {day}, {clock.format_time(start.time())}–{clock.format_time(end.time())}"
    moment = start.isoformat(timespec="minutes")
    return Markup('<time datetime="{}">{}{}</time>').format(moment, words, f" {last}" if last != day else "")


def date_leaf(day: date | datetime) -> Markup:
    """A leaf of a calendar; an instant must be local."""
    return _leaf(day.year, day.month, day.day, language())


@lru_cache(maxsize=PIECES_KEPT)
def _leaf(year: int, month: int, day: int, _language: str) -> Markup:
    on = date(year, month, day)
    return Markup(
        '<time class="date-block" datetime="{}">\n'
        '    <span class="date-weekday">{}</span>\n'
        '    <span class="date-day">{}</span>\n'
        '    <span class="date-month">{}</span>\n'
        "  </time>"
    ).format(on.isoformat(), SHORT_WEEKDAYS[on.weekday()], day, SHORT_MONTHS[month - 1])


def _iso(value: date | datetime) -> str:
    return clock.local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
