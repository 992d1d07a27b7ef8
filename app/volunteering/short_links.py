"""The short address of an activity, to be read out, written on a board or put into a QR code."""

from app.core.codes import ALPHABET, NotACode, read_checked_code, with_check
from app.core.web import LARGEST_ID

SHORTEST = 3


def short_code(activity_id: int) -> str:
    """The id in letters and digits that nobody mixes up, with a check character at the end."""
    digits = ""
    while activity_id:
        activity_id, digit = divmod(activity_id, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return with_check(digits.rjust(SHORTEST, ALPHABET[0]))


def read_short_code(code: str) -> int | None:
    """The id that a code stands for; None for what is no code of ours, a mistyped one, or more than an id can be."""
    if len(code) > 20:
        return None
    try:
        digits = read_checked_code(code)[:-1]
    except NotACode:
        return None
    number = 0
    for digit in digits:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return number if number <= LARGEST_ID else None
