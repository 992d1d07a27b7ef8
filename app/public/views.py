"""The first page by role, what this is, and what machines ask for first."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor, Role
from app.core.error_pages import do_without_the_database
from app.core.web import asset, current_actor, is_public
from app.maps.queries import MapFilters, select_works
from app.maps.queries import list_works as list_works_of_map
from app.people.queries import count_waiting_transfers, list_handovers
from app.public import queries
from app.public.health import is_healthy
from app.volunteering.queries.hosting import shifts_short_of_people
from app.volunteering.queries.own import list_next_activities, list_own_places
from app.works.queries import list_labour_waiting, totals, works_waiting
from app.works.wording import STATE_NAMES

blueprint = Blueprint("public", __name__)

NEXT_ACTIVITIES = 4
LATEST_WORKS = 6
# Whose answer a transfer waits for; committee and administrator stand in where a unit has no leader, unasked.
DECIDE_TRANSFERS = (Role.LEADER,)
WATCHERS = (Role.COMMITTEE, Role.INSPECTOR)


@blueprint.get("/")
@is_public
def home() -> str:
    actor = current_actor()
    if actor.is_visitor:
        return _welcome(actor)
    return render_template("public/home.html", **_for_officers(actor), **_for_members(actor), states=STATE_NAMES)


def _welcome(actor: Actor) -> str:
    latest = list_works_of_map(select_works(actor, MapFilters(state="accepted")), size=LATEST_WORKS)
    return render_template(
        "public/welcome.html",
        totals=queries.get_public_totals(),
        next_activities=list_next_activities(actor, NEXT_ACTIVITIES),
        latest=latest.items,
    )


def _for_members(actor: Actor) -> dict[str, Any]:
    """The next volunteer days with a place to take, and the own places."""
    return {
        "next_activities": list_next_activities(actor, NEXT_ACTIVITIES),
        "places": list_own_places(actor),
        "is_member": actor.member_id is not None,
    }


def _for_officers(actor: Actor) -> dict[str, Any]:
    """What waits, what is in hand, and for those who watch over all: the year so far."""
    watches = actor.has(*WATCHERS)
    return {
        "waiting": works_waiting(actor),
        "labour": list_labour_waiting(actor),
        "short_shifts": shifts_short_of_people(actor),
        "own_expenses": queries.list_own_expenses(actor),
        "own_works": queries.list_own_works(actor),
        "totals": totals(actor) if watches else None,
        "transfers": count_waiting_transfers(actor, DECIDE_TRANSFERS) if actor.held else [],
        "handovers": list_handovers(actor, only_own_part=True) if actor.held else [],
        "today": clock.today(),
        "can_propose": actor.has(Role.LEADER),
        "keeps_money": actor.has(Role.TREASURER),
        "watches": watches,
        "decides": actor.has(Role.COMMITTEE),
        "administers": actor.has(Role.ADMINISTRATOR),
    }


@blueprint.get("/about")
@is_public
def about() -> str:
    return render_template("public/about.html")


@blueprint.get("/healthz")
@is_public
def healthz() -> tuple[Response, int]:
    """For load balancers and monitors: 200 where the product can serve, else 503."""
    if is_healthy():
        return jsonify(status="ok"), 200
    do_without_the_database()
    return jsonify(status="unavailable"), 503


@blueprint.get("/robots.txt")
@is_public
def robots() -> Response:
    return _kept("User-agent: *\nDisallow: /sign-in\nDisallow: /map/list\nDisallow: /map/works/\n", "text/plain")


@blueprint.get("/manifest.webmanifest")
@is_public
def manifest() -> Response:
    """What a phone needs to put the product on its first screen."""
    icons = [
        {"src": asset("img/apple-touch-icon.png"), "sizes": "180x180", "type": "image/png"},
        {"src": asset("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    response = jsonify(
        name="Thắp Sáng",
        short_name="Thắp Sáng",
        description=_("Volunteer works of the Youth Union, from the proposal to the light on the road"),
        start_url=url_for("public.home"),
        display="standalone",
        background_color="#0d1a3a",
        theme_color="#0d1a3a",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _kept(text: str, media_type: str) -> Response:
    response = make_response(text)
    response.mimetype = media_type
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
