"""The host's page, which works without a network once it was opened: its data, its deliveries, its worker.

All of it lies under /site/, which is the worker's scope: other pages of the product are never answered by it.
"""

from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.attendance import actions, queries
from app.attendance.codes import card_print, make_card
from app.attendance.queries import HostedShift
from app.attendance.records import MOST_RECORDS, Record, read_clock, read_record
from app.attendance.views import blueprint
from app.attendance.wording import PROBLEM_NAMES
from app.core import clock
from app.core.actor import Role
from app.core.errors import Busy, NotAllowed
from app.core.web import asset, current_actor, is_public
from app.volunteering.wording import ACTIVITY_STATE_NAMES

WORKER = "js/site-worker.js"
# Bytes: more than the most records with the longest names take.
LARGEST_BATCH = 1_000_000


@blueprint.get("/site/")
def site() -> str:
    """The host's page. Without JavaScript it leads to the attendance of each shift."""
    actor = current_actor()
    if not actor.has(Role.LEADER):
        raise NotAllowed
    hosted = queries.list_hosted_shifts(actor, with_people=False)
    return render_template("attendance/site.html", hosted=hosted, words=_words(), urls=_urls())


@blueprint.get("/site/session")
def site_session() -> FlaskResponse:
    """Who is signed in, and the token that a delivery carries: asked before each delivery."""
    actor = current_actor()
    return _kept_by_nobody({"account": actor.account_id, "token": generate_csrf(), "now": _ms(clock.now())})


@blueprint.get("/site/data")
def site_data() -> FlaskResponse:
    """What the phone takes along: shifts with names, and prints by which it knows cards again."""
    actor = current_actor()
    if not actor.has(Role.LEADER):
        raise NotAllowed
    hosted = queries.list_hosted_shifts(actor, with_people=True)
    return _kept_by_nobody(
        {
            "account": actor.account_id,
            "now": _ms(clock.now()),
            "days": queries.get_rules().phone_keeps_days,
            "shifts": [_as_json(one) for one in hosted],
        }
    )


@blueprint.post("/site/deliver")
def site_deliver() -> tuple[FlaskResponse, int] | FlaskResponse:
    """One batch of records. What can't be read is told apart, and stays on the phone."""
    sent = _read_json()
    phone_now = read_clock(sent.get("now")) if isinstance(sent, dict) else None
    wanted = sent.get("records") if isinstance(sent, dict) else None
    if phone_now is None or not isinstance(wanted, list) or len(wanted) > MOST_RECORDS:
        return jsonify(error="unreadable"), 400
    read = [(one, read_record(one)) for one in wanted]
    records = [record for _sent, record in read if record is not None]
    try:
        answers = _deliver(phone_now, records)
    except Busy:
        return jsonify(error="busy"), 503
    for one, record in read:
        if record is None and isinstance(one, dict) and isinstance(one.get("id"), str):
            answers[one["id"]] = ("refused", "unreadable")
    return _kept_by_nobody(
        {"results": {key: {"state": state, "problem": problem} for key, (state, problem) in answers.items()}}
    )


@blueprint.get("/site/sw.js")
@is_public
def site_worker() -> FlaskResponse:
    """The service worker. It must come from below its scope, and be asked for anew each time."""
    response = make_response(current_app.send_static_file(WORKER))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/site/manifest.webmanifest")
@is_public
def site_manifest() -> FlaskResponse:
    """What a phone needs to keep the host's page on its first screen."""
    response = jsonify(
        name=_("Thắp Sáng at the site"),
        short_name=_("At the site"),
        id=url_for("attendance.site"),
        start_url=url_for("attendance.site"),
        scope=url_for("attendance.site"),
        display="standalone",
        background_color="#0d1a3a",
        theme_color="#0d1a3a",
        icons=[
            {"src": asset("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": asset("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _read_json() -> Any:
    """The body; None for what is no JSON, or is nested deeper than anybody means it. A larger one is not read (413)."""
    request.max_content_length = LARGEST_BATCH
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _deliver(phone_now: datetime, records: list[Record]) -> dict[str, Any]:
    if not records:
        return {}
    return dict(actions.deliver_check_ins(current_actor(), phone_now=phone_now, records=records))


def _as_json(hosted: HostedShift) -> dict[str, Any]:
    key, is_suspended = str(current_app.config["SECRET_KEY"]), hosted.activity.is_suspended
    return {
        "id": hosted.shift.id,
        "title": hosted.activity.title + (f" ({ACTIVITY_STATE_NAMES['suspended']})" if is_suspended else ""),
        "role": hosted.shift.role,
        "starts": _ms(hosted.shift.starts_at),
        "ends": _ms(hosted.shift.ends_at),
        "people": [
            {
                "id": person.sign_up_id,
                "name": person.name,
                "unit": person.unit,
                "card": card_print(make_card(key, person.code)),
                "came": person.seen.came_at is not None,
                "left": person.seen.left_at is not None,
            }
            for person in hosted.people
        ],
    }


def _ms(moment: datetime) -> int:
    """As JavaScript counts: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def _kept_by_nobody(values: dict[str, Any]) -> FlaskResponse:
    response = jsonify(values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _urls() -> dict[str, str]:
    names = {"session": "site_session", "data": "site_data", "deliver": "site_deliver", "worker": "site_worker"}
    return {
        **{name: url_for(f"attendance.{endpoint}") for name, endpoint in names.items()},
        "signIn": url_for("people.sign_in", next=url_for("attendance.site")),
    }


def _words() -> dict[str, Any]:
    """What the page says by itself, in the language in which it was opened."""
    return {
        "online": _("Connected"),
        "offline": _("No network: everything you do is kept on this phone"),
        "waiting": _("{n} to deliver"),
        "allDelivered": _("Everything is delivered"),
        "signIn": _("Your session is over. Sign in to deliver; nothing is lost."),
        "notAllowed": _("You may not deliver: your appointment has ended. The records stay on this phone."),
        "otherAccount": _("{n} records of another account wait on this phone until that account signs in."),
        "isIn": _("has come"),
        "isOut": _("has left"),
        "already": _("{name} was noted already"),
        "noted": _("{name}: {what}"),
        "unknownCard": _("Not on the list. Written down as a walk-in."),
        "notACard": _("This is not a member's code."),
        "noCamera": _("The camera can't be used: allow it in the browser, or tick by name."),
        "nobody": _("Nobody has a place in this shift"),
        "noShift": _("No shift of yours takes place around now."),
        "toLookAt": _("For the leader to look at: {why}"),
        "refused": _("Refused: {why}"),
        "problems": {
            **{name: str(text) for name, text in PROBLEM_NAMES.items()},
            "not_host": _("This is not a shift of yours"),
            "unreadable": _("The record can't be read"),
        },
    }
