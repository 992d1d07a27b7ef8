"""Reading one cell of a roster. What can be read in two ways, or says too little, is asked back and never guessed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.old_fonts import is_old_font
from app.core.phones import normalise_phone
from app.core.text import fold
from app.core.workbooks import Cell


class Unclear(Exception):
    """A cell that can't be taken; `reason` is a sentence. `is_refused`: it is wrong, not only unclear."""

    def __init__(self, reason: str, *, is_refused: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_refused = is_refused


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    return "" if cell is None else clock.format_date(cell) if isinstance(cell, date) else str(cell)


_TIME = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) ?(?:thang) ?(\d{1,2}) ?(?:nam) ?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})\s*[/.,\- ]\s*(\d{1,2})\s*[/.,\- ]\s*(\d{2}|\d{4})")
_MONTH = re.compile(r"\d{1,2}[/.-]\d{4}")


def read_day(cell: Cell) -> date:
    """A day as Excel knows it, its bare number, or as text in any of the ways of writing one.

    Raises NotADate, or Unclear for a year or month without a day and a year of two digits.
    """
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, int):
        if 20_000 < cell < 80_000:
            return _sensible(date(1899, 12, 30) + timedelta(days=cell))
        cell = f"{cell:08}" if 10**6 < cell < 10**8 else str(cell)
    text = _TIME.sub("", str(cell).strip(" '`’.,"))
    if re.fullmatch(r"\d{4}", text):
        raise Unclear(_("Only the year is given. Write the day: 26/03/2008."))
    if _MONTH.fullmatch(text):
        raise Unclear(_("Only the month is given. Write the day: 26/03/2008."))
    if re.fullmatch(r"\d{8}", text):
        return _of_eight_digits(text)
    if match := _WORDS.fullmatch(fold(text)):
        text = "/".join(match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        text = "-".join(match.groups())
    elif match := _PARTS.fullmatch(text):
        text = "/".join(match.groups())
    try:
        return clock.parse_date(text)
    except clock.NotADate as error:
        if error.code == "two_digit_year":
            raise Unclear(_("The year has two digits only. Write all four: 26/03/2008.")) from error
        raise


def _of_eight_digits(text: str) -> date:
    """26032008, or 20080326; Unclear where it can be read as both."""
    found = set()
    for day, month, year in ((text[:2], text[2:4], text[4:]), (text[6:], text[4:6], text[:4])):
        try:
            found.add(clock.parse_date(f"{day}/{month}/{year}"))
        except clock.NotADate:
            continue
    if len(found) != 1:
        raise Unclear(_("This can't be read as one day. Write it so: 26/03/2008."))
    return found.pop()


def _sensible(day: date) -> date:
    if day.year not in clock.YEARS:
        raise clock.NotADate("far_year")
    return day


_GENDERS = {
    **dict.fromkeys(("nam", "m", "male", "trai", "namgioi", "nam gioi"), "male"),
    **dict.fromkeys(("nu", "f", "female", "gai", "nugioi", "nu gioi"), "female"),
}
_MARKS = frozenset({"x", "xx", "v", "1", "✓", "✔", "√", "+", "*", "nam", "nu", "co"})


def read_gender(cell: Cell) -> str:
    """ "male" or "female" from a word. Raises Unclear."""
    found = _GENDERS.get(fold(str(cell)))
    if found is None:
        raise Unclear(_("Write “Nam” or “Nữ”."))
    return found


def is_mark(cell: Cell) -> bool:
    """An x, a tick, or a 1 in a column of its own."""
    return str(cell).strip().casefold() in _MARKS or fold(str(cell)) in _MARKS


@lru_cache(maxsize=20_000)
def _phone(text: str) -> str:
    return normalise_phone(text)


def read_phone(cell: Cell) -> str:
    """A stored phone number; one that a sheet has made a number of, and so lost its zero, too. Raises NotAPhone."""
    return _phone(str(cell).strip(" '`’"))


_EMAIL = re.compile(r"[^@\s\"'(),:;<>\[\\\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def read_email(cell: Cell) -> str:
    text = str(cell).strip().lower()
    if len(text) > 200 or not _EMAIL.fullmatch(text):
        raise Unclear(_("This is no e-mail address."), is_refused=True)
    return text


def read_name(cell: Cell) -> str:
    """A person's name; one in capitals gets small letters. Raises Unclear for what no name has in it."""
    text = shown(cell)
    if is_old_font(text):
        raise Unclear(_("This is typed in an old font. Type it in Unicode."), is_refused=True)
    if not text or len(text) > 120 or not all(char.isalpha() or char in " '’-." or _is_mark(char) for char in text):
        raise Unclear(_("A name has letters only. Put what else there is in another column."), is_refused=True)
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text) if text.isupper() else text


def _is_mark(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


def read_code(cell: Cell) -> str:
    text = shown(cell).upper()
    if len(text) > 20 or not re.fullmatch(r"[\w.-]+", text):
        raise Unclear(_("A member code has letters, digits, dots and dashes only, at most 20."), is_refused=True)
    return text


def text_of_at_most(length: int) -> Callable[[Cell], str]:
    """A reader of plain text."""

    def read(cell: Cell) -> str:
        text = shown(cell)
        if len(text) > length:
            raise Unclear(_("This is too long: at most %(most)s characters.", most=length), is_refused=True)
        if is_old_font(text):
            raise Unclear(_("This is typed in an old font. Type it in Unicode."), is_refused=True)
        return text

    return read


READERS: dict[str, Callable[[Any], Any]] = {
    "code": read_code,
    "birth_date": read_day,
    "gender": read_gender,
    "phone": read_phone,
    "email": read_email,
    "joined_on": read_day,
    "member_since": read_day,
    "occupation": text_of_at_most(120),
    "class_name": text_of_at_most(40),
    "card_number": text_of_at_most(40),
}
