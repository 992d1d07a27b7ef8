"""The six figures of an authenticator app: TOTP of RFC 6238, over HOTP of RFC 4226, with SHA-1 as all apps expect."""

import base64
import hmac
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
# A code that was read just before it changed still counts, and telephones' clocks differ by a little.
STEPS_AROUND = 1


def make_code(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of a step of time; RFC 4226, 5.3: four bytes of the digest, from where its last half byte points."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def find_step(secret: bytes, code: str, moment: datetime, *, after: int) -> int | None:
    """The step that a code belongs to, now or one beside it and later than `after`; None where it fits none.

    `after` is the step of the last code that was used: RFC 6238, 5.2, wants each one to work only once.
    """
    now = step_of(moment)
    steps = [step for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1) if step > after]
    found = [step for step in steps if hmac.compare_digest(make_code(secret, step).encode(), code.encode())]
    return found[0] if found else None


def secret_of(key: str, nonce: str) -> bytes:
    """The secret that phone and product share, made from the product's key: the database alone has none."""
    return hmac.digest(key.encode(), f"second factor {nonce}".encode(), "sha256")[:20]


def as_text(secret: bytes) -> str:
    """As it is typed into an app where the picture can't be read."""
    return base64.b32encode(secret).decode()


def address_for_app(secret: bytes, *, who: str, issuer: str) -> str:
    """What the QR code says to the app."""
    label = f"{quote(issuer, safe='')}:{quote(who, safe='')}"
    return f"otpauth://totp/{label}?secret={as_text(secret)}&issuer={quote(issuer, safe='')}"
