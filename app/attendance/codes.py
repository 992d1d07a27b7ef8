"""Signed codes: the member's own card, and the shift's code that changes every half minute.

Both are made from the product's key, so nothing has to be stored and nobody can make one up.
"""

import base64
import hashlib
import hmac
from datetime import datetime

STEP_SECONDS = 30
# A code that was read just before it changed still counts, and servers' clocks differ by a little.
STEPS_BACK, STEPS_AHEAD = 2, 1
CARD_MARK = "TS1:"
LONGEST_CARD = 60


def make_card(key: str, member_code: str) -> str:
    """What a member's own QR code says: capital letters and digits only, which makes it coarse and quick to read."""
    return f"{CARD_MARK}{member_code}.{_sign(key, f'card:{member_code}')}"


def read_card(key: str, text: str) -> str | None:
    """The member code of a card; None when it is none of ours."""
    if len(text) > LONGEST_CARD or not text.isascii() or not text.startswith(CARD_MARK):
        return None
    member_code, _dot, signature = text.removeprefix(CARD_MARK).rpartition(".")
    return member_code if hmac.compare_digest(signature, _sign(key, f"card:{member_code}")) else None


def card_print(card: str) -> str:
    """What the host's phone keeps to know a card again without being able to make one."""
    return hashlib.sha256(card.encode()).hexdigest()[:32]


def make_shift_code(key: str, shift_id: int, moment: datetime) -> str:
    """The code that a shift's screen shows at a moment."""
    return _sign(key, f"shift:{shift_id}:{_step(moment)}")


def is_shift_code(key: str, shift_id: int, code: str, moment: datetime) -> bool:
    """Did the shift's screen show this code just now?"""
    if not code.isascii():
        return False
    steps = range(_step(moment) - STEPS_BACK, _step(moment) + STEPS_AHEAD + 1)
    return any(hmac.compare_digest(code, _sign(key, f"shift:{shift_id}:{step}")) for step in steps)


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def _sign(key: str, text: str) -> str:
    """80 bits in 16 signs."""
    return base64.b32encode(hmac.digest(key.encode(), text.encode(), "sha256")[:10]).decode()
