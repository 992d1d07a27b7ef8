"""A unit in a drive: its sheet, the records behind each figure, registering, withdrawing, objecting."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page, page_links
from app.drives import actions, queries
from app.drives.forms import AnswerForm, ObjectionForm, ReasonForm, RegisterForm
from app.drives.views import blueprint
from app.drives.wording import WORDS


@blueprint.get("/places/<int:place_id>")
def place(place_id: int) -> str:
    actor = current_actor()
    page = queries.get_place_page(actor, place_id)
    return render_template(
        "drives/place.html",
        actor_id=actor.account_id,
        page=page,
        drive=page.drive,
        place=page.place,
        row=page.row,
        **WORDS,
    )


@blueprint.get("/places/<int:place_id>/indicators/<int:indicator_id>")
def records(place_id: int, indicator_id: int) -> str:
    page = queries.get_records_page(current_actor(), place_id, indicator_id, request.args.get("at"))
    return render_template(
        "drives/records.html",
        page=page,
        drive=page.drive,
        place=page.place,
        indicator=page.indicator,
        pages=page_links(page.page),
        **WORDS,
    )


@blueprint.route("/places/<int:place_id>/register", methods=["GET", "POST"])
def register(place_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    place = queries.get_place_to_lead(actor, place_id)
    form = RegisterForm(promise=place.promise)
    if form.validate_on_submit():
        try:
            actions.register_unit(actor, place_id=place_id, promise=form.promise.data or "")
        except NotPossible as error:
            form.refuse(error)
            place = queries.get_place_to_lead(actor, place_id)
        else:
            flash(_("The unit takes part in the drive."), "success")
            return redirect(url_for("drives.place", place_id=place_id), 303)
    setup = queries.load_setup(place.drive)
    return form_page("drives/register.html", form, place=place, drive=place.drive, setup=setup, **WORDS)


@blueprint.route("/places/<int:place_id>/withdraw", methods=["GET", "POST"])
def withdraw(place_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    place = queries.get_place_to_lead(actor, place_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.withdraw_unit(actor, place_id=place_id, reason=form.reason.data or "")
        except NotPossible as error:
            form.refuse(error)
            place = queries.get_place_to_lead(actor, place_id)
        else:
            flash(_("The unit has withdrawn."), "success")
            return redirect(url_for("drives.place", place_id=place_id), 303)
    return form_page("drives/withdraw.html", form, place=place, drive=place.drive, **WORDS)


@blueprint.route("/places/<int:place_id>/object", methods=["GET", "POST"])
def object_(place_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    place = queries.get_place_to_lead(actor, place_id)
    setup = queries.load_setup(place.drive)
    form = ObjectionForm(indicator_id=request.args.get("indicator", type=int))
    form.indicator_id.choices = [("", _("The place as a whole")), *((each.id, each.name) for each in setup.indicators)]
    if form.validate_on_submit():
        try:
            actions.raise_objection(
                actor,
                once=form.once_key,
                place_id=place_id,
                indicator_id=form.indicator_id.data,
                text=form.text.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            place = queries.get_place_to_lead(actor, place_id)
        else:
            flash(_("The objection is raised; its answer will stand on this page."), "success")
            return redirect(url_for("drives.place", place_id=place_id), 303)
    return form_page("drives/object.html", form, place=place, drive=place.drive, **WORDS)


@blueprint.route("/objections/<int:objection_id>/answer", methods=["GET", "POST"])
def answer(objection_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    objection = queries.get_objection_to_answer(actor, objection_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            actions.answer_objection(
                actor,
                once=form.once_key,
                objection_id=objection_id,
                outcome=form.outcome.data,
                answer=form.answer.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            objection = queries.get_objection_to_answer(actor, objection_id)
        else:
            flash(_("The objection is answered."), "success")
            return redirect(url_for("drives.place", place_id=objection.drive_unit_id), 303)
    return form_page("drives/answer.html", form, objection=objection, place=objection.place, **WORDS)
