"""Models of serving and their pilot units."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.service import actions, queries
from app.service.forms import EndPilotForm, ModelForm, PilotForm
from app.service.queries import ModelPage
from app.service.views import blueprint
from app.service.wording import FIGURE_NAMES, KIND_NAMES


@blueprint.get("/models/")
def models() -> str:
    actor = current_actor()
    return render_template(
        "service/models.html", models=queries.list_models(actor), can_add=bool(queries.list_owner_choices(actor))
    )


@blueprint.route("/models/new", methods=["GET", "POST"])
def new_model() -> Response | tuple[str, int]:
    actor = current_actor()
    owners = queries.list_owner_choices(actor)
    if not owners:
        raise NotAllowed
    form = ModelForm()
    form.unit_id.choices = owners
    form.kind.choices = list(KIND_NAMES.items())
    if form.validate_on_submit():
        try:
            model_id = actions.add_model(
                actor,
                once=form.once_key,
                name=form.name.data or "",
                kind=form.kind.data,
                description=form.description.data or "",
                unit_id=form.unit_id.data,
                decision=form.decision.data or "",
                decided_on=form.decided_on.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The model is on record. Choose the units that pilot it."), "success")
            return redirect(url_for("service.model", model_id=model_id), 303)
    return form_page("service/new_model.html", form)


@blueprint.route("/models/<int:model_id>", methods=["GET", "POST"])
def model(model_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_model_page(actor, model_id)
    form = PilotForm()
    form.unit_id.choices = queries.list_pilot_choices(page.model) if page.can_choose else []
    if form.is_submitted() and not page.can_choose:
        raise NotAllowed
    if form.validate_on_submit():
        try:
            actions.choose_pilot(
                actor,
                once=form.once_key,
                model_id=model_id,
                unit_id=form.unit_id.data,
                valid_from=form.valid_from.data,
                decision=form.decision.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_model_page(actor, model_id)  # an action lets go of what was read before it
        else:
            flash(_("The unit pilots the model."), "success")
            return redirect(url_for("service.model", model_id=model_id), 303)
    return _show(page, form)


@blueprint.route("/pilots/<int:pilot_id>/end", methods=["GET", "POST"])
def end_pilot(pilot_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    model, pilot = queries.get_pilot(actor, pilot_id)
    form = EndPilotForm(valid_until=clock.today())
    if form.validate_on_submit():
        try:
            actions.end_pilot(
                actor, pilot_id=pilot_id, valid_until=form.valid_until.data, decision=form.decision.data or ""
            )
        except NotPossible as error:
            form.refuse(error)
            model, pilot = queries.get_pilot(actor, pilot_id)
        else:
            flash(_("The pilot's end is on record."), "success")
            return redirect(url_for("service.model", model_id=model.id), 303)
    return form_page("service/end_pilot.html", form, model=model, pilot=pilot)


def _show(page: ModelPage, form: PilotForm) -> tuple[str, int]:
    return form_page("service/model.html", form, page=page, model=page.model, names=FIGURE_NAMES, today=clock.today())
