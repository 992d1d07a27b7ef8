"""The list of activities and one activity."""

from datetime import date
from typing import Any

from flask import current_app, render_template, request, url_for

from app.core import clock
from app.core.actor import Role
from app.core.clock import parse_date
from app.core.paging import PAGE_SIZE
from app.core.web import current_actor, is_public, page_links
from app.core.wrong_input import WrongInput
from app.service.queries import find_figures
from app.volunteering import queries
from app.volunteering.messages import WHY_NOT
from app.volunteering.models import PLACE_STATES
from app.volunteering.queries import Filters
from app.volunteering.views import blueprint
from app.volunteering.views.remedies import remedy
from app.volunteering.views.sharing import share_words
from app.volunteering.wording import (
    ACTIVITY_STATE_NAMES,
    AUDIENCE_NAMES,
    MARK_NAMES,
    OFF_THE_LIST,
    SIGN_UP_STATE_NAMES,
    SKILL_NAMES,
)


def contact_on_request(member: Any) -> bool:
    """Is this member's phone number shown only to who asks for it? A minor's is, but to oneself."""
    return member.is_minor_on(clock.today()) and member.id != current_actor().member_id


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The words of shifts and places, for every page that shows some, the home page too."""
    return {
        "mark_names": MARK_NAMES,
        "activity_states": ACTIVITY_STATE_NAMES,
        "sign_up_states": SIGN_UP_STATE_NAMES,
        "why_not": WHY_NOT,
        "remedy": remedy,
        "off_the_list": OFF_THE_LIST,
        "contact_on_request": contact_on_request,
        "skill_names": SKILL_NAMES,
    }


@blueprint.get("/activities/")
@is_public
def activities() -> str:
    actor = current_actor()
    filters = read_filters()
    found = queries.list_activities(actor, filters, request.args.get("at"))
    communes, units = queries.list_choices()
    return render_template(
        "volunteering/activities.html",
        found=found,
        filters=filters,
        links=page_links(found.page),
        communes=communes,
        units=units,
        can_add=actor.has(Role.LEADER),
        page_size=PAGE_SIZE,
    )


@blueprint.get("/activities/<int:activity_id>")
@is_public
def activity(activity_id: int) -> str:
    actor = current_actor()
    page = queries.get_activity_page(actor, activity_id)
    return render_template(
        "volunteering/activity.html",
        page=page,
        activity=page.activity,
        work_url=work_url(page),
        map_url=map_url(page.point),
        sign_in_url=sign_in_url(activity_id),
        share=share_words(page.activity) if page.activity.was_published else None,
        audiences=AUDIENCE_NAMES,
        service=find_figures(activity_id),
        can_count=page.can_lead or any(row.sign_up and row.sign_up.state in PLACE_STATES for row in page.rows),
    )


def read_filters() -> Filters:
    """The filters of an address; what can't be read narrows nothing."""
    args = request.args
    return Filters(
        text=args.get("q", "")[:100],
        commune_id=read_id("commune"),
        unit_id=read_id("unit"),
        only_free=args.get("free") == "1",
        only_light=args.get("light") == "1",
        date_from=read_day("from"),
        date_to=read_day("to"),
        when="past" if args.get("when") == "past" else "coming",
    )


def read_day(name: str) -> date | None:
    """A day from the address; None for what is none."""
    try:
        return parse_date(request.args.get(name, ""))
    except WrongInput:
        return None


def read_id(name: str) -> int | None:
    """A number from the address that can be an id."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def work_url(page: queries.ActivityPage) -> str | None:
    """The page of the activity's work, where the reader may open it."""
    if not page.shows_work or "works.work" not in current_app.view_functions:
        return None
    return url_for("works.work", work_id=page.activity.work_id)


def map_url(point: tuple[float, float] | None) -> str | None:
    """The point on a map that every phone opens in its own app."""
    return f"https://www.openstreetmap.org/?mlat={point[0]:.6f}&mlon={point[1]:.6f}#map=15" if point else None


def sign_in_url(activity_id: int) -> str | None:
    """Where a visitor signs in to come back to the activity."""
    if "people.sign_in" not in current_app.view_functions:
        return None
    return url_for("people.sign_in", next=url_for("volunteering.activity", activity_id=activity_id))
