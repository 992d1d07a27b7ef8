"""Every route is closed unless its view is marked public: who isn't signed in is asked to."""

from flask import Flask, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.late import late_page, typed_texts


def is_open(app: Flask, endpoint: str) -> bool:
    """May a visitor call this endpoint?"""
    return endpoint == "static" or getattr(app.view_functions[endpoint], "is_public", False)


def close(app: Flask) -> None:
    """Put the gate before all views."""

    @app.before_request
    def ask_to_sign_in() -> Response | tuple[str, int] | None:
        endpoint = request.endpoint
        if endpoint is None or is_open(app, endpoint) or current_user.is_authenticated:
            return None
        texts = typed_texts() if request.method == "POST" else []
        if texts and request.accept_mimetypes.best != "application/json":
            return late_page(texts)
        # Only a page can be returned to after signing in.
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("people.sign_in", next=wanted), 303)
