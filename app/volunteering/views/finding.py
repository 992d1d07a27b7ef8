"""Finding an activity by day and by place."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Role
from app.core.web import current_actor, is_public
from app.volunteering import queries
from app.volunteering.views import blueprint
from app.volunteering.views.activities import read_day, read_filters, read_id


@blueprint.get("/activities/calendar")
@is_public
def calendar() -> str:
    actor = current_actor()
    filters = read_filters()
    view = "week" if request.args.get("view") == "week" else "month"
    page = queries.get_calendar(actor, filters, view, _read_day())
    communes, units = queries.list_choices()
    return render_template(
        "volunteering/calendar.html",
        page=page,
        title=_title(page),
        filters=filters,
        communes=communes,
        units=units,
        today=clock.today(),
        can_add=actor.has(Role.LEADER),
    )


@blueprint.get("/activities/near")
@is_public
def near() -> str:
    commune_id = read_id("commune")
    within = request.args.get("within", type=int)
    within = within if within in queries.RADII else queries.USUAL_RADIUS
    point = queries.find_point(request.args.get("lat"), request.args.get("lon"))
    place = point or queries.find_commune_point(commune_id)
    return render_template(
        "volunteering/near.html",
        point=point,
        place=place,
        commune_id=commune_id if point is None else None,
        within=within,
        radii=queries.RADII,
        communes=queries.list_communes_with_point(),
        found=queries.list_nearby(current_actor(), place, within) if place else None,
    )


def _read_day() -> date:
    """The day that the calendar is about; today where the address names none."""
    return read_day("day") or clock.today()


def _title(page: queries.Calendar) -> str:
    if page.view == "month":
        return _("Activities in %(month)s", month=f"{page.first:%m/%Y}")
    return _("Activities from %(first)s to %(last)s", first=f"{page.first:%d/%m}", last=clock.format_date(page.last))
