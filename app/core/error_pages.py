"""The pages for what went wrong: our own refusals and HTTP's, in the page's language."""

import errno
from contextlib import suppress
from typing import Any

from flask import Flask, g, render_template, request
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.errors import Busy, Conflict, DomainError, NotPossible, explain
from app.core.late import late_page, typed_texts
from app.extensions import db

PLAIN = "Có lỗi, hãy thử lại sau. / Something went wrong; please try again later."
# What an operating system answers when a file can't be written: no room, no room for this user, a read-only disk.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
# PostgreSQL's code for a write where only reads are allowed, as on a standby.
READ_ONLY = "25006"
# Where Flask-Login keeps the user of a request.
LOGIN_USER = "_login_user"
PAGES = (400, 403, 404, 409, 413, 429, 500, 503)


def set_up_error_pages(app: Flask) -> None:
    """One handler for our refusals, one for HTTP's."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> tuple[str, int, dict[str, str]]:
        db.session.rollback()
        sentence = explain(error) if isinstance(error, NotPossible | Conflict) else None
        return _page(error.status, sentence, {"Retry-After": "3"} if isinstance(error, Busy) else {})

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(InternalError)
    @app.errorhandler(PoolTimeout)
    def database_away(error: SQLAlchemyError) -> Any:
        original = getattr(error, "orig", None)
        if isinstance(error, InternalError) and getattr(original, "sqlstate", "") != READ_ONLY:
            return failed(error)
        app.logger.error("The database does not serve: %s", type(original or error).__name__)
        do_without_the_database()
        return _page(503, None, {"Retry-After": "10"})

    @app.errorhandler(OSError)
    def disk_away(error: OSError) -> Any:
        if error.errno not in NO_ROOM:
            return failed(error)
        app.logger.error("Files can't be written: %s", errno.errorcode[error.errno])
        db.session.rollback()
        return _page(503, None, {"Retry-After": "60"})

    @app.errorhandler(CSRFError)
    def without_token(error: CSRFError) -> Any:
        texts = typed_texts()
        if texts and request.accept_mimetypes.best != "application/json":
            return late_page(texts)
        return _page(400, None, {})

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code, None, dict(error.get_headers()) if error.code == 405 else {})

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        if app.testing or app.debug:
            raise error
        app.logger.exception("Unhandled error")
        db.session.rollback()
        try:
            return _page(500, None, {})
        except Exception:  # whatever is broken may break the page's frame too
            app.logger.exception("The error page failed")
            return PLAIN, 500, {"Content-Type": "text/plain; charset=utf-8"}


def do_without_the_database() -> None:
    """Let the page that says so be drawn from what is known, without another question to the database."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    g.setdefault("settings", {})
    if not hasattr(g, LOGIN_USER):
        # For this answer alone; the session stays, and who was signed in still is when the database is back.
        setattr(g, LOGIN_USER, AnonymousUserMixin())


def _page(status: int, sentence: str | None, headers: dict[str, str]) -> tuple[str, int, dict[str, str]]:
    headers.pop("Content-Type", None)
    try:
        return _drawn(status, sentence, headers)
    except OperationalError:  # the frame of the page asks for the menu's figures
        do_without_the_database()
        return _drawn(503, None, {**headers, "Retry-After": "10"})


def _drawn(status: int, sentence: str | None, headers: dict[str, str]) -> tuple[str, int, dict[str, str]]:
    shown = status if status in PAGES else (500 if status >= 500 else 400)
    if request.accept_mimetypes.best == "application/json":
        return (
            render_template("errors/error.json", status=status, sentence=sentence),
            status,
            {
                **headers,
                "Content-Type": "application/json",
            },
        )
    return render_template(f"errors/{shown}.html", status=status, sentence=sentence), status, headers
