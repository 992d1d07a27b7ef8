"""The one-time codes that set a password: how long they are, how long they last, and what is kept of them."""

import contextlib
import hmac
from datetime import timedelta

from flask import current_app

from app.core.codes import NotACode, normalise_code

# Eight characters are 40 bits: enough for a code that is typed at once. A slip lies about for days.
CODE_LENGTH, SLIP_LENGTH = 8, 12
# Whoever guesses must have these right before a guess counts against the code's five.
FIRST_GROUP = 4
VALID_FOR = {"activation": timedelta(days=7), "new_password": timedelta(minutes=10)}
SLIP_VALID_FOR = timedelta(days=14)


def hash_code(text: str) -> str:
    """What is kept of a code, however it is typed. With the product's key in it, a stolen table opens nothing."""
    return _keyed(_plain(text))


def hash_first_group(text: str) -> str:
    return _keyed(f"first {_plain(text)[:FIRST_GROUP]}")


def _plain(text: str) -> str:
    with contextlib.suppress(NotACode):  # one that can't be read fits none
        return normalise_code(text)
    return text


def _keyed(text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"one-time code {text}".encode("utf-8", "replace"), "sha256").hex()
