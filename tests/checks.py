"""Checks that every page of a test gets without asking: valid HTML, headings, labels, no inline code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.globals import _cv_app
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.extensions import db

# Parse errors of html5lib that HTML allows today.
_HARMLESS = {"non-void-element-with-trailing-solidus"}
_TAG = re.compile(r"<title.*?</title>|<h1.*?</h1>|<[^>]*>", re.DOTALL)
# What may differ from page to page and says nothing of its make.
_VALUE = re.compile(r' (value|href|src|action|content|datetime)="[^"]*"')
_checked: set[int] = set()


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collect the statements sent to the database in the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


class Html:
    """A parsed page: `text` is what a reader sees, `find`/`all` take a tag and attributes."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.source = response.get_data().decode(errors="replace")  # a file may come, too
        response.close()
        self.statements: list[str] = []

    @cached_property
    def tree(self) -> Element:
        """The page's elements; an answer that is no page, or no valid one, fails."""
        assert self.response.mimetype == "text/html", self.response.mimetype
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(self.source)
        wrong = [(line, code, data) for (line, code, data) in parser.errors if code not in _HARMLESS]
        assert not wrong, f"not valid HTML: {wrong[:5]}"
        return tree

    def all(self, tag: str = "*", **attributes: str) -> list[Element]:
        """Every element of a tag with these attributes (`class_` for class; a value must be one of the words)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.tree.iter()
            if isinstance(element.tag, str)
            and tag in ("*", element.tag)
            and all(value == element.get(n) or value in (element.get(n) or "").split() for n, value in wanted.items())
        ]

    def find(self, tag: str = "*", **attributes: str) -> Element | None:
        return next(iter(self.all(tag, **attributes)), None)

    @property
    def text(self) -> str:
        return text_of(self.tree)

    @property
    def errors(self) -> list[str]:
        """The sentences beside fields and above forms."""
        return [text_of(element) for element in self.all(class_="field-error")]

    @property
    def values(self) -> dict[str, str]:
        """What the page's form fields hold, by name."""
        held = {e.get("name", ""): e.get("value") or "" for e in self.all("input") if e.get("type") != "file"}
        held |= {e.get("name", ""): (e.text or "").removeprefix("\n") for e in self.all("textarea")}
        for select in self.all("select"):
            chosen = [o.get("value", "") for o in select.iter("option") if o.get("selected") is not None]
            held[select.get("name", "")] = chosen[0] if chosen else ""
        return held


def text_of(element: Element) -> str:
    """The text in an element, white space folded."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def check_page(page: Html) -> None:
    """What holds for every page of the product."""
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    # A page of the same tags as one before holds it as well; most tests look at few kinds of pages very often.
    tags = hash("".join(_TAG.findall(_VALUE.sub("", page.source))))
    if tags in _checked:
        return
    titles, headings = page.all("title"), page.all("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    assert text_of(titles[0]).startswith(text_of(headings[0])), (text_of(titles[0]), text_of(headings[0]))
    ids = [e.get("id") for e in page.all() if e.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    labelled = {e.get("for") for e in page.all("label")}
    for element in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        if element.get("type") in ("hidden", "submit", "button"):
            continue
        named = element.get("id") in labelled or element.get("aria-label") or element.get("aria-labelledby")
        assert named, f"no label: {element.attrib}"
    for element in page.all():
        assert element.get("style") is None, f"inline style: {element.tag} {element.attrib}"
        assert not any(name.startswith("on") for name in element.attrib), f"inline handler: {element.attrib}"
        assert element.tag != "style", "inline <style>"
        if element.tag == "script":
            assert element.get("src") or element.get("type") == "application/json", "inline <script>"
    for element in page.all("img"):
        assert element.get("alt") is not None, f"no alt: {element.attrib}"
    _checked.add(tags)


class PageClient:
    """A browser in a test: pages come back checked and parsed; `as_` signs a person in."""

    def __init__(self, app: Flask, person: Any = None) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()
        if person is not None:
            with self.http.session_transaction() as session:
                session["_user_id"] = person.token
                session["_fresh"] = True

    def as_(self, person: Any) -> "PageClient":
        return PageClient(self.app, person)

    def get(self, url: str, status: int = 200, **kw: Any) -> Html:
        """Open a page; the statements it took are in `.statements`."""
        with count_statements() as counted:
            page = self._open("get", url, status, **kw)
        page.statements = counted
        return page

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 303, **kw: Any) -> Html:
        """Send a form; by default it must redirect."""
        return self._open("post", url, status, data=data or {}, **kw)

    def follow(self, page: Html) -> Html:
        """Open where a sent form led."""
        return self.get(page.response.headers["Location"])

    def call(self, method: str, url: str, **kw: Any) -> TestResponse:
        """Send a request and leave what comes of it unread."""
        db.session.rollback()
        return copy_context().run(self._request, method.lower(), url, {"buffered": True, **kw})

    def _request(self, method: str, url: str, kw: dict[str, Any]) -> TestResponse:
        # Without the test's own app context: a request inside it would share its `g`, and with it who is signed in,
        # the language and the settings of the request before.
        _cv_app.set(None)  # type: ignore[arg-type]
        return getattr(self.http, method)(url, **kw)  # type: ignore[no-any-return]

    def _open(self, method: str, url: str, status: int | None, **kw: Any) -> Html:
        # The test's own session would hold its snapshot over the request.
        db.session.rollback()
        kw.setdefault("buffered", True)  # a file that is sent is closed again
        page = Html(copy_context().run(self._request, method, url, kw))
        assert status is None or page.status == status, (page.status, page.source[:2000])
        if page.response.mimetype == "text/html" and page.status not in (301, 302, 303):
            check_page(page)
        return page
