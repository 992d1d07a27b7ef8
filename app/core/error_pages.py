"""The pages for what went wrong: our own refusals and HTTP's, in the page's language."""

from typing import Any

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.errors import Busy, Conflict, DomainError, NotPossible, explain
from app.core.late import late_page, typed_texts
from app.extensions import db

PLAIN = "Có lỗi, hãy thử lại sau. / Something went wrong; please try again later."
PAGES = (400, 403, 404, 409, 413, 429, 500, 503)


def set_up_error_pages(app: Flask) -> None:
    """One handler for our refusals, one for HTTP's."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> tuple[str, int, dict[str, str]]:
        db.session.rollback()
        sentence = explain(error) if isinstance(error, NotPossible | Conflict) else None
        return _page(error.status, sentence, {"Retry-After": "3"} if isinstance(error, Busy) else {})

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> tuple[str, int, dict[str, str]]:
        db.session.rollback()
        app.logger.error("The database does not answer: %s", type(error.orig).__name__)
        return _page(503, None, {"Retry-After": "10"})

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


def _page(status: int, sentence: str | None, headers: dict[str, str]) -> tuple[str, int, dict[str, str]]:
    headers.pop("Content-Type", None)
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
