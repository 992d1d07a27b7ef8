"""Dissolving a unit, here because its works and activities are asked first."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms_days import DissolveUnitForm
from app.volunteering.views import blueprint


@blueprint.route("/units/<int:unit_id>/dissolve", methods=["GET", "POST"])
def dissolve_unit(unit_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    unit = queries.get_unit_to_dissolve(actor, unit_id)
    form = DissolveUnitForm(version=unit.version, on=clock.today())
    if form.validate_on_submit():
        values = {"on": form.on.data, "decision": form.decision.data}
        try:
            actions.dissolve_unit(actor, once=form.once_key, unit_id=unit_id, version=form.seen_version, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            unit = queries.get_unit_to_dissolve(actor, unit_id)  # a refusal rolls back what was loaded
            form.version.raw_data, form.version.data = None, str(unit.version)
        else:
            flash(_("Saved. The unit's history keeps what it was before."), "success")
            return redirect(url_for("people.unit", unit_id=unit_id), 303)
    works, activities = queries.list_in_hand(unit_id)
    return form_page("volunteering/dissolve_unit.html", form, unit=unit, works=works, activities=activities)
