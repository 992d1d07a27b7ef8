"""Who signed up: for the host's leaders, and for who sees or reads everything."""

from flask import render_template, request

from app.core import clock
from app.core.web import current_actor
from app.volunteering import actions, queries
from app.volunteering.queries import PeoplePage
from app.volunteering.views import blueprint
from app.volunteering.wording import OFF_THE_LIST, PERSON_STATE_NAMES


@blueprint.get("/activities/<int:activity_id>/people")
def people(activity_id: int) -> str:
    return _show(queries.get_people_page(current_actor(), activity_id))


@blueprint.post("/sign-ups/<int:sign_up_id>/contact")
def contact(sign_up_id: int) -> str:
    """A minor's phone number, shown in the answer itself, because who reads it is recorded."""
    actor = current_actor()
    activity_id = actions.read_contact_of_sign_up(actor, sign_up_id=sign_up_id)
    return _show(queries.get_people_page(actor, activity_id), shown=sign_up_id)


def _show(page: PeoplePage, shown: int | None = None) -> str:
    actor, text = current_actor(), request.args.get("q", "")
    now = clock.now()
    return render_template(
        "volunteering/people.html",
        page=page,
        activity=page.activity,
        people=[row for rows in page.sign_ups.values() for row in rows],
        states=PERSON_STATE_NAMES,
        off_the_list=OFF_THE_LIST,
        shown=shown,
        today=clock.today(),
        own_id=actor.member_id,
        text=text,
        found=queries.find_members_to_sign_up(actor, text),
        open_shifts=[shift for shift in page.shifts if shift.starts_at > now],
        now=now,
    )
