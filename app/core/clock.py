"""The one source of "now" and "today", and dates as they are written in Vietnam.

Instants are aware and in UTC; days are days in Vietnam.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.wrong_input import WrongInput


class NotADate(WrongInput):
    """The text is no date that anything here could have.

    `empty`, `not_a_date` (another shape), `no_such_day` (31/02), `two_digit_year`, `far_year` (outside YEARS).
    """

    kind = "date"
    codes = frozenset({"empty", "not_a_date", "no_such_day", "two_digit_year", "far_year"})


def _vietnam() -> tzinfo:
    try:
        return ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        # A bare system has no time zone data; Vietnam has been at UTC+7 all year round since 1975.
        return timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


VIETNAM = _vietnam()
YEARS = range(1900, 2101)


class Travel:
    """A clock that stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def tick(self, seconds: float = 1) -> None:
        self.instant += timedelta(seconds=seconds)


# A context variable, so that a test or the seed that travels doesn't take other threads along.
_travel: ContextVar[Travel | None] = ContextVar("travel", default=None)


@contextmanager
def travel(to: datetime | date) -> Iterator[Travel]:
    """Stop the clock at an instant, or at 09:00 of a day in Vietnam, for tests and example data; may be nested."""
    instant = to.astimezone(UTC) if isinstance(to, datetime) else at_local(to, time(9))
    traveller = Travel(instant)
    token = _travel.set(traveller)
    try:
        yield traveller
    finally:
        _travel.reset(token)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    traveller = _travel.get()
    return traveller.instant if traveller else datetime.now(UTC)


def today() -> date:
    """The present day in Vietnam."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Vietnam; raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return instant.astimezone(VIETNAM)


def at_local(day: date, at: time) -> datetime:
    """The instant, in UTC, of a day and time of day in Vietnam."""
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


def day_bounds(date_from: date, date_to: date) -> tuple[datetime, datetime]:
    """The instants from the start of the first day up to, but without, the day after the last one."""
    return at_local(date_from, time()), at_local(date_to + timedelta(days=1), time())


_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?: năm|,)? (\d{4})", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def parse_date(text: str) -> date:
    """A date from "31/12/2025", "1-2-2025", "1.2.2025", "ngày 1 tháng 2 năm 2025" or "2025-12-31" (what browsers send);
    raises NotADate."""
    typed = unicodedata.normalize("NFC", " ".join(text.split()))
    if not typed:
        raise NotADate("empty")
    if match := _DAY_FIRST.fullmatch(typed):
        day, _, month, year = match.groups()
    elif match := _IN_WORDS.fullmatch(typed):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
    else:
        raise NotADate("not_a_date")
    if len(year) == 2:
        raise NotADate("two_digit_year")
    if int(year) not in YEARS:
        raise NotADate("far_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotADate("no_such_day") from None


def format_date(day: date) -> str:
    """31/12/2025; an instant is taken as its day in Vietnam."""
    shown = local(day) if isinstance(day, datetime) else day
    return f"{shown.day:02}/{shown.month:02}/{shown.year}"


def format_time(instant: datetime | time) -> str:
    """07:30 in Vietnam."""
    shown = local(instant) if isinstance(instant, datetime) else instant
    return f"{shown.hour:02}:{shown.minute:02}"


def format_datetime(instant: datetime) -> str:
    """31/12/2025 07:30 in Vietnam."""
    shown = local(instant)
    return f"{format_date(shown.date())} {format_time(shown.time())}"
