"""Passwords: argon2id as OWASP advises for small servers, and which ones are refused."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import NotPossible
from app.core.text import fold

SHORTEST, LONGEST = 8, 128
# A number that long is no phone number, no day and no run of keys.
LONG_NUMBER = 12
# A common word with more than this around it is no longer the word that is guessed.
MOST_AROUND = 6
COMMON = Path(__file__).with_name("data") / "common_passwords.txt"
_RUNS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "zaq12wsxcde34rfv",
)
_LEET = str.maketrans("013457@$!", "oieastasi")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The hash that is stored. Takes about 25 ms and 19 MiB on purpose: never inside a transaction."""
    return _hasher.hash(_canonical(password))


def fits(password: str, stored: str | None) -> bool:
    """Does the password give this hash? Without one it takes the same time and doesn't."""
    try:
        return _hasher.verify(stored or _dummy(), _canonical(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_new_password(password: str, *known: str | None, field: str = "password") -> None:
    """Raise NotPossible for a password that is too short, too long, among the first that anybody guesses, or known.

    `known` are things that others know of the person: name, phone number, e-mail, code.
    """
    if len(password) < SHORTEST:
        raise NotPossible("password_too_short", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise NotPossible("password_too_long", field=field, most=LONGEST)
    if _is_easy(_bare(password), {part for text in known if text for part in _parts(text)}):
        raise NotPossible("password_too_easy", field=field)


def _is_easy(plain: str, known: set[str]) -> bool:
    """Is it made of nothing but what is tried first? `plain` and `known` as `_bare` gives them."""
    if plain.isdigit():
        # Phone numbers, days, 88888888: what people here choose most.
        return len(plain) < LONG_NUMBER or len(set(plain)) < 4
    if re.fullmatch(r"(.{1,4})\1+.{0,3}", plain):
        return True
    if any(plain in run or plain in run[::-1] for run in _RUNS):
        return True
    guesses = common_words() | known
    return any(word in guesses and len(plain) - len(word) <= MOST_AROUND for word in _words(plain)) or plain in known


def _words(plain: str) -> Iterator[str]:
    """The password without the figures and signs around it or in it, as it is and with 4 read as a and the like."""
    for text in {plain, re.sub(r"[\W_]", "", plain)}:
        if core := re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text):
            yield core
            yield core.translate(_LEET)


def _parts(text: str) -> Iterator[str]:
    """What somebody makes a password of who knows this: all of a name, its last word or two, a number in both forms."""
    plain = _bare(text)
    yield plain
    words = fold(text).split()
    yield from ("".join(words[-count:]) for count in (1, 2) if len(words) > count)
    if plain.startswith("+84"):
        yield f"0{plain.removeprefix('+84')}"
    if "@" in plain:
        yield plain.partition("@")[0]


@cache
def common_words() -> frozenset[str]:
    """The words of our own list of common passwords."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _bare(text: str) -> str:
    """Small letters without diacritics and spaces; signs stay."""
    return "".join(fold(char) or char for char in unicodedata.normalize("NFC", text.strip()) if not char.isspace())


def _canonical(password: str) -> str:
    """Keyboards send "ệ" in two Unicode forms: both are the same password."""
    return unicodedata.normalize("NFC", password)


@cache
def _dummy() -> str:
    return _hasher.hash("the hash of nobody")
