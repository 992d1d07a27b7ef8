"""Vietnamese phone numbers: one stored form for every way of writing one."""

import re

import phonenumbers

from app.core.wrong_input import WrongInput


class NotAPhone(WrongInput):
    """The text is no Vietnamese phone number.

    `empty`, `letters`, `several`, `foreign`, `too_short`, `too_long`, `unknown` (long enough, but no such number).
    """

    kind = "phone"
    codes = frozenset({"empty", "letters", "several", "foreign", "too_short", "too_long", "unknown"})


_TWO_NUMBERS = 18  # digits; the shortest number without its zero has 9


def normalise_phone(text: str) -> str:
    """ "+84912345678" from "0912 345 678", "+84 912…", "84912…", "912345678" (a sheet ate its zero) or a landline.

    Raises NotAPhone.
    """
    typed = " ".join(text.split())
    if not typed:
        raise NotAPhone("empty")
    if not re.fullmatch(r"[0-9+()./,;\- –]+", typed):
        raise NotAPhone("letters")
    if len(re.findall("[0-9]", typed)) >= _TWO_NUMBERS:
        raise NotAPhone("several")
    # A sheet that took the number for a decimal gives "912345678.0".
    digits = re.sub("[^0-9]", "", re.sub(r"^([0-9]{9,})\.0$", r"\1", typed))
    if typed.startswith(("+", "(+", "00")):
        digits = digits.removeprefix("00")
        if not digits.startswith("84"):
            raise NotAPhone("foreign")
        national = digits.removeprefix("84")
    else:
        national = digits.removeprefix("84") if len(digits) > 10 else digits
    return _stored(national.removeprefix("0"))


def _stored(national: str) -> str:
    """The stored form of a number without its leading zero."""
    if len(national) < 9:
        raise NotAPhone("too_short")
    if len(national) > 10:
        raise NotAPhone("too_long")
    number = phonenumbers.PhoneNumber(country_code=84, national_number=int(national))
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone("unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(stored: str) -> str:
    """0912 345 678, or 0205 3812 345 for a landline, from the stored form."""
    return phonenumbers.format_number(phonenumbers.parse(stored), phonenumbers.PhoneNumberFormat.NATIONAL)


def mask_phone(stored: str) -> str:
    """091x xxx x78: enough for its owner to recognise, not to call."""
    shown = display_phone(stored)
    return shown[:3] + re.sub("[0-9]", "x", shown[3:-2]) + shown[-2:]
