"""What every page needs from the request: the actor, the language, security headers, files of our own."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, current_app, has_request_context, make_response, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import IntegerConverter

from app.core.actor import VISITOR, Actor
from app.core.addresses import quick_url_for
from app.core.paging import Page
from app.core.settings import setting
from app.core.templating import QuickContext
from app.core.translations import current_language
from app.core.uploads import UploadRequest

LANGUAGES = ("vi", "en")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# What an INTEGER column holds.
LARGEST_ID = 2**31 - 1
ROOT = Path(__file__).resolve().parent.parent.parent


def current_actor() -> Actor:
    """Who sends this request."""
    viewer = current_user._get_current_object()  # each look through the proxy costs as much as the answer
    return viewer.actor if viewer.is_authenticated else VISITOR


def language() -> str:
    """The language of the page, "vi" or "en"."""
    return "en" if current_language() == "en" else "vi"


def choose_language() -> str:
    """`?lang=`, else the cookie that an earlier `?lang=` left, else Vietnamese; English where nobody asks by HTTP."""
    if not has_request_context():
        return "en"
    for wanted in (request.args.get("lang"), request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return wanted
    return "vi"


def form_page(template: str, form: Any, **values: Any) -> tuple[str, int]:
    """A page with a form; shown again after an error its status says so (422, 409)."""
    return render_template(template, form=form, **values), form.status if form.is_submitted() else 200


def _passed_on(names: Iterable[str]) -> list[str]:
    """The names of an address that may stand in another: url_for() takes "endpoint" and those with "_" as its own."""
    return [name for name in names if name != "endpoint" and not name.startswith("_")]


def page_links(page: Page) -> dict[str, str | None]:
    """The addresses beside a page of a list, for `ui.pager`, with the filters as they are."""
    args = {name: request.args[name] for name in _passed_on(request.args)}
    return {
        name: url_for(str(request.endpoint), **{**args, "at": key, **(request.view_args or {})}) if key else None
        for name, key in (("previous_url", page.previous_key), ("next_url", page.next_key))
    }


def id_arg(name: str) -> int | None:
    """An id from the query string; None where it is missing or can be none."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= LARGEST_ID else None


def local_path(text: str | None) -> str | None:
    """An address to go on to, if it is a path on this site and nothing else; None otherwise.

    Browsers drop tabs and line ends, and read a backslash as a slash: each of these could lead elsewhere.
    """
    if not text or len(text) > 2000 or not text.startswith("/") or text.startswith("//"):
        return None
    if any(char in "\\" or ord(char) < 33 or ord(char) == 127 for char in text):
        return None
    # What stands before "?" must be the same after decoding: "/%2F/elsewhere" is nobody's address.
    path = unquote(text.split("?")[0].split("#")[0])
    return None if "//" in path or "\\" in path or "@" in path else text


def is_public(view: Any) -> Any:
    """Mark a view as open to visitors; all others ask to sign in. The list of them is a test."""
    view.is_public = True
    return view


def with_etag(body: str | bytes, *, media_type: str, etag: str, max_age: int = 60) -> Response:
    """An answer that the browser may keep and ask about again."""
    response = make_response(body)
    response.mimetype = media_type
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    response.make_conditional(request)
    return response


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    path = ROOT / "static" / "dist" / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


@lru_cache(maxsize=64)
def _vendor_version(package: str) -> str:
    packages = json.loads((ROOT / "package.json").read_text())["dependencies"]
    return next(version for name, version in packages.items() if name.rsplit("/", 1)[-1] == package)


def asset(path: str) -> str:
    """The address of a file of ours under static/, with its hash where it was built."""
    built = _manifest().get(path)
    return f"/static/dist/{built}" if built else url_for("static", filename=path)


@lru_cache(maxsize=512)
def svg_icon(name: str, label: str | None = None, css_class: str = "") -> Markup:
    """A picture from the sprite, decoration unless it has a label. Here and not in a template: a list has a hundred."""
    meaning = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" {}><use href="{}#{}"></use></svg>').format(
        f"icon {css_class}".strip(), meaning, asset("img/icons.svg"), name
    )


@lru_cache(maxsize=1)
def _sprite() -> frozenset[str]:
    """The names of the pictures that there are."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "img" / "icons.svg").read_text()))


def kind_icon(code: str) -> str:
    """The picture of a kind of works; those that an office added share one."""
    name = f"kind-{code}"
    return name if name in _sprite() else "kind-other"


def vendor(package: str, path: str) -> str:
    """The address of a front-end package's file, "bootstrap", "css/bootstrap.min.css"."""
    return f"/static/vendor/{package}-{_vendor_version(package)}/{path}"


def language_urls() -> dict[str, str]:
    """This page's address in each language."""
    args = {name: request.args.getlist(name) for name in _passed_on(request.args)}
    urls = {}
    for code in LANGUAGES:
        query = {**args, "lang": [code]}
        if request.endpoint and request.method == "GET":
            urls[code] = url_for(request.endpoint, **{**query, **(request.view_args or {})})
        else:
            urls[code] = f"/?lang={code}"
    return urls


class IdConverter(IntegerConverter):
    """`<int:…>` in an address: a number that no column could hold belongs to nothing, so it is 404."""

    def __init__(self, url_map: Any, **values: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **values})


def set_up_web(app: Flask) -> None:
    """Headers, language cookie and template globals of every answer."""
    app.url_map.converters["int"] = IdConverter
    app.request_class = UploadRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if current_app.config["IS_PRODUCTION"]:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if current_user.is_authenticated else "no-cache"
        wanted = request.args.get("lang")
        if wanted in LANGUAGES and request.cookies.get("lang") != wanted:
            response.set_cookie(
                "lang",
                wanted,
                max_age=365 * 86400,
                samesite="Lax",
                httponly=True,
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
        return response

    app.jinja_env.globals.update(
        asset=asset, vendor=vendor, svg_icon=svg_icon, kind_icon=kind_icon, url_for=quick_url_for(app)
    )
    app.jinja_env.context_class = QuickContext
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def page_values() -> dict[str, Any]:
        return {
            "viewer": current_user._get_current_object() if current_user.is_authenticated else None,
            "lang": language(),
            "lang_urls": language_urls(),
            "demonstration": setting("demonstration", False),
            "organisation": setting("organisation", app.config["ORGANISATION"]),
        }
