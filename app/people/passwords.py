"""Passwords: argon2id as OWASP advises for small servers, and which ones are refused."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import NotPossible
from app.core.text import fold

SHORTEST = 8
LONGEST = 200
_COMMON = frozenset(
    """
    12345678 123456789 1234567890 0123456789 87654321 11111111 00000000 88888888 12341234 123123123 abc12345 abcd1234
    qwerty123 qwertyuiop password password1 passw0rd matkhau1 matkhau123 matkhaucuatoi iloveyou anhyeuem emyeuanh
    vietnam123 langson123 doanvien doanthanhnien thapsang thapsang123 1q2w3e4r admin123 administrator
    """.split()  # noqa: SIM905 a list of words reads better than a list of strings
)
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

    `known` are things that others know of the person: name, phone number, code.
    """
    if len(password) < SHORTEST:
        raise NotPossible("password_too_short", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise NotPossible("password_too_long", field=field, most=LONGEST)
    plain = _bare(password)
    guesses = {_bare(text) for text in known if text}
    phones = {f"0{text.removeprefix('+84')}" for text in known if text and text.startswith("+84")}
    if plain in _COMMON | guesses | phones or len(set(password)) < 3:
        raise NotPossible("password_too_easy", field=field)


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")


def _canonical(password: str) -> str:
    """Keyboards send "ệ" in two Unicode forms: both are the same password."""
    return unicodedata.normalize("NFC", password)


@cache
def _dummy() -> str:
    return _hasher.hash("the hash of nobody")
