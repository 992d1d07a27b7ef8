"""Codes that people read out, type and write on paper: member codes, one-time codes, certificate codes."""

import re
import secrets
import unicodedata

from app.core.wrong_input import WrongInput

# Without 0, O, 1, I and L. There are 31, a prime: that is what makes the check character catch all it should.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = "0123456789"
LONGEST_CHECKED = len(ALPHABET) - 1  # one more, and its first place would have the weight 31, which is 0

_LOOK_ALIKES = ["0O", "1IL", "2Z", "5S", "8B"]


class NotACode(WrongInput):
    """The text is no code of ours: `empty`, `letters` (a sign outside the alphabet), `mistyped` (the check fails)."""

    kind = "code"
    codes = frozenset({"empty", "letters", "mistyped"})


def new_code(length: int, *, alphabet: str = ALPHABET) -> str:
    """A random code from the system's secure source; one character of ALPHABET is worth 4.95 bits."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def new_checked_code(length: int = 8) -> str:
    """A random code whose last character is the check; `length` counts it."""
    return with_check(new_code(length - 1))


def with_check(code: str) -> str:
    """The code with its check character: any one wrong character, and any two swapped ones, will be noticed.

    ISBN-10's weighted sum, modulo 31: each place has its own weight, and no weight shares a factor with a prime.
    """
    if len(code) >= LONGEST_CHECKED:
        raise ValueError("too long for the check to be sure")
    return code + ALPHABET[-_weighted_sum(code) % len(ALPHABET)]


def _weighted_sum(code: str) -> int:
    return sum(weight * ALPHABET.index(char) for weight, char in enumerate(reversed(code), start=2))


def normalise_code(text: str, *, alphabet: str = ALPHABET) -> str:
    """The code as it is stored, from any case, with spaces or dashes; raises NotACode.

    A sign outside the alphabet is read as its look-alike where just one is inside: the letter O in a code of digits is
    a zero.
    """
    code = re.sub(r"[\s\-–—_.]", "", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        raise NotACode("empty")
    code = "".join(_look_alike(char, alphabet) for char in code)
    if any(char not in alphabet for char in code):
        raise NotACode("letters")
    return code


def _look_alike(char: str, alphabet: str) -> str:
    if char in alphabet:
        return char
    meant = [other for group in _LOOK_ALIKES if char in group for other in group if other in alphabet]
    return meant[0] if len(meant) == 1 else char


def read_checked_code(text: str) -> str:
    """The stored form of a code with a check character; raises NotACode, `mistyped` if the check fails."""
    code = normalise_code(text)
    if len(code) > LONGEST_CHECKED or with_check(code[:-1]) != code:
        raise NotACode("mistyped")
    return code


def display_code(code: str) -> str:
    """In groups of four, as it is printed: 7K3M-9QPX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
