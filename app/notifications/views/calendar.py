"""The personal calendar: a feed under a secret address, and a new address when somebody knows it who shouldn't."""

import hashlib

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.core.errors import NotFound
from app.core.web import current_actor, is_public, with_etag
from app.notifications import actions
from app.notifications.addresses import read_calendar
from app.notifications.calendar import find_member_of_calendar, list_entries, write_calendar
from app.notifications.views import blueprint


@blueprint.get("/calendar/<secret>.ics")
@is_public
def calendar(secret: str) -> Response:
    found = read_calendar(secret)
    member_id = find_member_of_calendar(*found) if found else None
    if member_id is None:
        raise NotFound
    body = write_calendar(list_entries(member_id), _("My volunteer days"))
    response = with_etag(body, media_type="text/calendar", etag=hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


@blueprint.post("/calendar/renew")
def renew_calendar() -> AnyResponse:
    number = request.form.get("number", type=int)
    if number is None:
        abort(400)
    actions.renew_calendar(current_actor(), number=number)
    flash(_("Your calendar has a new address; the old one leads nowhere any more."), "success")
    return redirect(url_for("notifications.choices", _anchor="calendar"), 303)
