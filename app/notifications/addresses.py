"""Addresses that work without signing in, because they carry a signature: leaving a mailing, the personal calendar.

Nothing secret is kept: the signature comes from the product's key, and the calendar's also from a number that the
person can renew.
"""

import os
from typing import Any

from flask import current_app, has_request_context, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.notifications.kinds import TOPICS


def public_address(endpoint: str, **values: object) -> str:
    """The whole address of a page, also outside of a request: from PUBLIC_URL, or where `make run` serves."""
    base = current_app.config["PUBLIC_URL"]
    if not base and has_request_context():
        base = request.host_url.rstrip("/")
    base = base or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    scheme, _, rest = base.partition("://")
    host, _, prefix = rest.partition("/")
    adapter = current_app.url_map.bind(host, f"/{prefix}", url_scheme=scheme)
    return adapter.build(endpoint, values, force_external=True)


def sign_unsubscribe(account_id: int, topic: str) -> str:
    """The token of the address that ends e-mails about a topic."""
    return _signer("unsubscribe").dumps([account_id, topic])


def read_unsubscribe(token: str) -> tuple[int, str] | None:
    """Account and topic ("all" is one), None for a token that isn't ours."""
    content = _read("unsubscribe", token)
    if content is None or content[1] not in (*TOPICS, "all"):
        return None
    return content[0], content[1]


def sign_calendar(account_id: int, number: int) -> str:
    """The token of a person's calendar; another number, another token."""
    return _signer("calendar").dumps([account_id, number])


def read_calendar(token: str) -> tuple[int, int] | None:
    """Account and number, None for a token that isn't ours."""
    content = _read("calendar", token)
    return (content[0], content[1]) if content else None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"notifications.{purpose}")


def _read(purpose: str, token: str) -> list[Any] | None:
    try:
        content = _signer(purpose).loads(token)
    except BadSignature:
        return None
    return content if isinstance(content, list) and len(content) == 2 and isinstance(content[0], int) else None
