"""What a member sees of the own guardian's consents."""

from flask import render_template

from app.core import clock
from app.core.errors import NotFound
from app.core.web import current_actor
from app.volunteering import queries
from app.volunteering.views import blueprint
from app.volunteering.wording import CONSENT_WAYS


@blueprint.get("/my/consents")
def my_consents() -> str:
    actor = current_actor()
    if actor.member_id is None:
        raise NotFound
    return render_template(
        "volunteering/my_consents.html",
        consents=queries.list_own_consents(actor),
        ways=CONSENT_WAYS,
        today=clock.today(),
    )
