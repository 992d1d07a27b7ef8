"""Quantities as people in Vietnam type and read them: a dot between thousands, a comma before decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal

from app.core.wrong_input import WrongInput

LONGEST = 40  # characters; nothing longer is a number that somebody meant


class NotANumber(WrongInput):
    """The text is no quantity.

    `empty`, `letters` (anything that isn't a digit or a separator), `negative`, `ambiguous` (readings a thousandfold
    apart, or groups that aren't of three digits), `fraction` (too many decimals), `too_large`.
    """

    kind = "number"
    codes = frozenset({"empty", "letters", "negative", "ambiguous", "fraction", "too_large"})


_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,]([0-9]+))?")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")


def read_number(text: str, *, comma_is_thousands: bool) -> Decimal:
    """The value of digits with separators, or NotANumber `ambiguous`.

    Dots or spaces with exactly three digits after each are thousands, for that is how this product prints them:
    "1.250" is 1250, and "1.25" can only be a decimal. "1,250" is a decimal to one reader and thousands to another, so
    it's refused, except where decimals make no sense (`comma_is_thousands`). So is "1.500,000", and "1500.000".
    """
    if text.isdecimal():
        return Decimal(text)
    if grouped := _GROUPED.fullmatch(text):
        separator, decimals = grouped.groups()
        if decimals is None:
            if separator == "," and text.count(",") == 1 and not comma_is_thousands:
                raise NotANumber("ambiguous")
            return Decimal(text.replace(separator, ""))
        if len(decimals) != 3:
            whole = re.sub("[., ]", "", text[: -len(decimals)])
            return Decimal(f"{whole}.{decimals}")
    elif decimal := _DECIMAL.fullmatch(text):
        whole, decimals = decimal.groups()
        if len(decimals) != 3 or int(whole) == 0:
            return Decimal(f"{whole}.{decimals}")
    raise NotANumber("ambiguous")


def parse_decimal(text: str, *, decimals: int = 3, unit: str = "", largest: int = 10**9) -> Decimal:
    """A quantity from a form or a sheet: "1,25", "0.5", "1.250" (1250), "1 250"; raises NotANumber.

    At most `decimals` of them may differ from zero. The field's own `unit` may follow ("0,5 km" where unit is "km").
    """
    typed = " ".join(text.split()).casefold()
    if unit and typed.endswith(unit.casefold()):
        typed = typed[: -len(unit)].rstrip()
    if not typed:
        raise NotANumber("empty")
    if typed[0] in "-−–":
        raise NotANumber("negative")
    if not re.fullmatch("[0-9., ]+", typed):
        raise NotANumber("letters")
    if len(typed) > LONGEST:
        raise NotANumber("too_large")
    value = read_number(typed, comma_is_thousands=False)
    if value > largest:
        raise NotANumber("too_large")
    if value != round(value, decimals):
        raise NotANumber("fraction")
    return value


def format_number(value: int | float | Decimal, decimals: int | None = None, *, language: str = "vi") -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English; rounded half up to `decimals`, or with just those that it has."""
    if type(value) is int and decimals is None:
        printed = f"{value:,d}"
        return printed if language == "en" else printed.replace(",", ".")
    exact = Decimal(str(value))
    if decimals is None:
        printed = f"{exact:,f}"
        printed = printed.rstrip("0").rstrip(".") if "." in printed else printed
    else:
        printed = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    if printed.strip("-0.,") == "":
        printed = printed.lstrip("-")
    return printed if language == "en" else printed.translate(str.maketrans(",.", ".,"))
