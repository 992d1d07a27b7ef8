"""Offices that end, with what waits in them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.forms_life import CloseHandoverForm
from app.people.views import blueprint
from app.people.wording import ROLE_NAMES


@blueprint.get("/handovers")
def handovers() -> str:
    rows = queries.list_handovers(current_actor())
    return render_template("people/handovers.html", rows=rows, role_names=ROLE_NAMES, today=clock.today())


@blueprint.route("/handovers/<int:handover_id>", methods=["GET", "POST"])
def handover(handover_id: int) -> Response | tuple[str, int]:
    """A handover has the id of the appointment that ends."""
    actor = current_actor()
    page = queries.get_handover(actor, handover_id)
    form = CloseHandoverForm()
    if form.validate_on_submit():
        try:
            actions.close_handover(actor, appointment_id=handover_id, note=form.note.data or "")
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The office is handed over. What still waits goes on in the unit."), "success")
            return redirect(url_for("people.handovers"), 303)
    return form_page("people/handover.html", form, page=page, role_names=ROLE_NAMES, today=clock.today())
