"""The phone number of a minor who signed up: on request only, because who reads it is recorded."""

from flask import render_template

from app.core.web import current_actor
from app.volunteering import actions, queries
from app.volunteering.views import blueprint


@blueprint.post("/sign-ups/<int:sign_up_id>/contact")
def contact(sign_up_id: int) -> str:
    """Stands in the answer itself: opening a page by its address records nothing, so it shows nothing."""
    actor = current_actor()
    activity_id = actions.read_contact_of_sign_up(actor, sign_up_id=sign_up_id)
    activity = queries.get_activity(actor, activity_id)
    member = queries.get_member_of_sign_up(sign_up_id)
    return render_template("volunteering/contact.html", activity=activity, member=member)
