"""Counting on a service day, from a phone."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.service import actions, queries
from app.service.forms import CorrectTallyForm, ServiceDayForm, TallyForm
from app.service.queries import ServicePage
from app.service.views import blueprint
from app.service.wording import FIGURE_NAMES, KIND_NAMES


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """The words of service days, for the page of an activity too."""
    return {"service_kinds": KIND_NAMES, "service_names": FIGURE_NAMES}


@blueprint.route("/activities/<int:activity_id>", methods=["GET", "POST"])
def day(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_service_page(actor, activity_id)
    form = TallyForm()
    if form.validate_on_submit():
        counted = {name: form[name].data or 0 for name in FIGURE_NAMES}
        try:
            actions.record_tally(actor, once=form.once_key, activity_id=activity_id, **counted)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_service_page(actor, activity_id)  # an action lets go of what was read before it
        else:
            flash(_("Counted."), "success")
            return redirect(url_for("service.day", activity_id=activity_id), 303)
    return _show(page, form)


@blueprint.post("/activities/<int:activity_id>/kind")
def mark(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_service_page(actor, activity_id)
    if not page.can_mark:
        raise NotAllowed
    form = _day_form(page)
    if form.validate_on_submit():
        try:
            actions.mark_service_day(actor, activity_id=activity_id, kind=form.kind.data, model_id=form.model_id.data)
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_service_page(actor, activity_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("service.day", activity_id=activity_id), 303)
    return _show(page, form, day_form=form)


@blueprint.route("/tallies/<int:tally_id>/correct", methods=["GET", "POST"])
def correct(tally_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity, row = queries.get_tally(actor, tally_id)
    form = CorrectTallyForm(data=row.present._asdict())
    if form.validate_on_submit():
        wanted = {name: form[name].data or 0 for name in FIGURE_NAMES}
        try:
            actions.correct_tally(actor, once=form.once_key, tally_id=tally_id, reason=form.reason.data or "", **wanted)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity, row = queries.get_tally(actor, tally_id)
        else:
            flash(_("Corrected; the entry and the reason stay on record."), "success")
            return redirect(url_for("service.day", activity_id=activity.id), 303)
    return form_page("service/correct.html", form, activity=activity, row=row, names=FIGURE_NAMES)


def _day_form(page: ServicePage) -> ServiceDayForm:
    day = page.day
    form = ServiceDayForm(kind=day.kind if day else "volunteer_saturday", model_id=day.model_id if day else None)
    form.kind.choices = list(KIND_NAMES.items())
    form.model_id.choices = [("", _("None")), *queries.list_model_choices()]
    return form


def _show(
    page: ServicePage, form: TallyForm | ServiceDayForm, day_form: ServiceDayForm | None = None
) -> tuple[str, int]:
    return form_page(
        "service/day.html",
        form,
        page=page,
        activity=page.activity,
        tally_form=form if day_form is None else TallyForm(formdata=None),
        day_form=(day_form or _day_form(page)) if page.can_mark else None,
        names=FIGURE_NAMES,
    )
