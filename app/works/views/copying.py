"""A new draft from an earlier work."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import copy_work
from app.works.permissions import can_see_budget
from app.works.proposal_forms import CopyForm
from app.works.views import blueprint


@blueprint.route("/works/<int:work_id>/copy", methods=["GET", "POST"])
def copy(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    work = queries.get_work(actor, work_id)
    form = CopyForm()
    form.unit_id.choices = queries.unit_choices(actor)
    if not form.unit_id.choices:
        raise NotAllowed
    if not work.can_be_copied:
        raise NotPossible("copy_too_early")
    if form.validate_on_submit():
        try:
            new_id = copy_work(actor, once=form.once_key, work_id=work_id, unit_id=form.unit_id.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            work = queries.get_work(actor, work_id)
        else:
            flash(
                _("The draft is there. Check each step: place, days and sources are still to be filled in."), "success"
            )
            return redirect(url_for("works.edit_what", work_id=new_id), 303)
    return form_page("works/copy.html", form, work=work, copies_lines=can_see_budget(actor, work))
