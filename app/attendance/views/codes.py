"""Codes: the member's own card, the shift's screen, and where a member who has read it arrives."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import segno
from flask import Response as FlaskResponse
from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.attendance import actions, queries
from app.attendance.codes import STEP_SECONDS, is_shift_code, make_card, make_shift_code
from app.attendance.views import blueprint
from app.core import clock
from app.core.errors import NotPossible, explain
from app.core.web import current_actor, is_public

# Whoever has read the code has this long to sign in and to press the button.
TICKET = timedelta(minutes=10)
COOKIE = "here"


@blueprint.get("/site/my-code")
def own_code() -> str:
    """The member's own card: it keeps working without a network once it was opened."""
    member = queries.get_own_member(current_actor())
    return render_template("attendance/own_code.html", member=member, picture=_picture(make_card(_key(), member.code)))


@blueprint.get("/shifts/<int:shift_id>/code")
def shift_code(shift_id: int) -> str:
    """The host's screen, to be read by members' phones."""
    shift = queries.get_hosted_shift(current_actor(), shift_id)
    return render_template("attendance/shift_code.html", shift=shift, activity=shift.activity, seconds=STEP_SECONDS)


@blueprint.get("/shifts/<int:shift_id>/code/picture")
def shift_code_picture(shift_id: int) -> FlaskResponse:
    """The code of this half minute, as a picture."""
    queries.get_hosted_shift(current_actor(), shift_id)
    code = make_shift_code(_key(), shift_id, clock.now())
    address = current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
    response = make_response(_picture(address + url_for("attendance.here", shift_id=shift_id, code=code)))
    response.mimetype = "image/svg+xml"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/here/<int:shift_id>/<code>", methods=["GET", "POST"])
@is_public
def here(shift_id: int, code: str) -> Response | tuple[str, int] | FlaskResponse:
    """Where the code leads. Reading it changes nothing: the member presses a button."""
    actor = current_actor()
    now = clock.now()
    seen_at = now if is_shift_code(_key(), shift_id, code, now) else _ticket(shift_id)
    if seen_at is None:
        return render_template("attendance/code_expired.html"), 404
    if actor.is_visitor:
        return _keep_ticket(redirect(url_for("people.sign_in", next=request.path), 303), shift_id, seen_at)
    page = queries.get_here_page(actor, shift_id)
    if request.method == "POST":
        direction = "out" if request.form.get("direction") == "out" else "in"
        try:
            actions.check_in_by_code(actor, shift_id=shift_id, direction=direction, seen_at=seen_at)
        except NotPossible as error:
            flash(explain(error), "warning")
        else:
            flash(
                _("You are checked in. Thank you for coming!") if direction == "in" else _("Noted: you have left."),
                "success",
            )
        return redirect(url_for("attendance.here", shift_id=shift_id, code=code), 303)
    response = make_response(render_template("attendance/here.html", page=page, shift=page.shift, code=code))
    return _keep_ticket(response, shift_id, seen_at)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _picture(text: str) -> Markup:
    """A QR code as SVG, black on nothing: the page puts it on white."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="qr", lineclass=None, light="#fff"
    )
    return Markup(out.getvalue().decode())


def _ticket(shift_id: int) -> datetime | None:
    """When this browser read the shift's code, if that was just now."""
    try:
        held, seconds = _signer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    seen_at = datetime.fromtimestamp(seconds, UTC)
    return seen_at if held == shift_id and timedelta() <= clock.now() - seen_at <= TICKET else None


def _keep_ticket(response: Response, shift_id: int, seen_at: datetime) -> Response:
    response.set_cookie(
        COOKIE,
        _signer().dumps([shift_id, int(seen_at.timestamp())]),
        max_age=int(TICKET.total_seconds()),
        path="/here/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="here")
