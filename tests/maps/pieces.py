"""Pieces of pages that static/js/map.js fetches: no whole documents, so the page checks don't fit them."""

from contextvars import copy_context

from app.extensions import db
from tests.checks import PageClient


def fetch(client: PageClient, url: str, status: int = 200) -> str:
    """The HTML of a piece."""
    db.session.rollback()
    answer = copy_context().run(client._request, "get", url, {})
    assert answer.status_code == status, answer.status_code
    return answer.get_data(as_text=True)


def reads(statements: list[str]) -> list[str]:
    """Without the BEGIN that SQLite's transactions show and PostgreSQL's don't."""
    return [statement for statement in statements if not statement.startswith("BEGIN")]
