"""Who signed up: for the host's leaders, and for who sees or reads everything."""

from flask import render_template, request

from app.core import clock
from app.core.web import current_actor
from app.volunteering import queries
from app.volunteering.views import blueprint
from app.volunteering.wording import PERSON_STATE_NAMES


@blueprint.get("/activities/<int:activity_id>/people")
def people(activity_id: int) -> str:
    actor, text = current_actor(), request.args.get("q", "")
    page = queries.get_people_page(actor, activity_id)
    now = clock.now()
    return render_template(
        "volunteering/people.html",
        page=page,
        activity=page.activity,
        states=PERSON_STATE_NAMES,
        text=text,
        found=queries.find_members_to_sign_up(actor, text),
        open_shifts=[shift for shift in page.shifts if shift.starts_at > now],
        now=now,
    )
