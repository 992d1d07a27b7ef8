"""Kinds of works and their measures, for the administrator."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible, explain
from app.core.web import current_actor, form_page, language
from app.works import actions, queries
from app.works.forms import StepForm
from app.works.kind_forms import COUNTS_AS_NAMES, TYPE_NAMES, KindForm, MeasureForm
from app.works.views import blueprint

KIND_FIELDS = ("name_vi", "name_en", "counts_as", "is_border")
MEASURE_FIELDS = ("name_vi", "name_en", "unit_vi", "unit_en", "type_", "is_required")
# What a button of the pages does, and with which values.
KIND_STEPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "up": (actions.move_kind, {"up": True}),
    "down": (actions.move_kind, {"up": False}),
    "retire": (actions.retire_kind, {}),
    "offer": (actions.put_kind_into_use, {}),
}
MEASURE_STEPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "up": (actions.move_measure, {"up": True}),
    "down": (actions.move_measure, {"up": False}),
    "retire": (actions.retire_measure, {}),
    "restore": (actions.restore_measure, {}),
}


@blueprint.get("/works/kinds")
def kinds() -> str:
    return render_template("works/kinds.html", rows=queries.list_kinds(current_actor()), counts_as=COUNTS_AS_NAMES)


@blueprint.route("/works/kinds/new", methods=["GET", "POST"])
def kind_new() -> Response | tuple[str, int]:
    actor = current_actor()
    queries.list_kinds(actor)
    form = KindForm()
    if form.validate_on_submit():
        try:
            id_ = actions.add_kind(actor, once=form.once_key, **_values(form, KIND_FIELDS))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The kind is there. Add what is counted on it, then put it into use."), "success")
            return redirect(url_for("works.kind", kind_id=id_), 303)
    return form_page("works/kind_new.html", form)


@blueprint.route("/works/kinds/<int:kind_id>", methods=["GET", "POST"])
def kind(kind_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_kind_page(actor, kind_id)
    form, present = KindForm(obj=page.kind), []
    if form.validate_on_submit():
        try:
            actions.change_kind(
                actor, once=form.once_key, kind_id=kind_id, version=form.seen_version, **_values(form, KIND_FIELDS)
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_kind_page(actor, kind_id)  # a refusal rolls back what was loaded
            present = _present(form, error, page.kind, KIND_FIELDS)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("works.kind", kind_id=kind_id), 303)
    _show_version(form, page)
    return form_page("works/kind.html", form, page=page, kind=page.kind, type_names=TYPE_NAMES, present=present)


@blueprint.post("/works/kinds/<int:kind_id>/step")
def kind_step(kind_id: int) -> Response:
    queries.get_kind_page(current_actor(), kind_id)
    _take(KIND_STEPS, kind_id=kind_id)
    is_move = request.form["step"] in ("up", "down")
    return redirect(url_for("works.kinds") if is_move else url_for("works.kind", kind_id=kind_id), 303)


@blueprint.route("/works/kinds/<int:kind_id>/measures/new", methods=["GET", "POST"])
def measure_new(kind_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_kind_page(actor, kind_id)
    form, present = MeasureForm(version=page.kind.version, is_required=not page.asked), []
    if form.validate_on_submit():
        values = _values(form, MEASURE_FIELDS)
        try:
            actions.add_measure(actor, once=form.once_key, kind_id=kind_id, version=form.seen_version, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_kind_page(actor, kind_id)
            present = _others(page) if isinstance(error, Conflict) else []
        else:
            flash(_("The measure is added."), "success")
            return redirect(url_for("works.kind", kind_id=kind_id), 303)
    _show_version(form, page)
    return form_page("works/measure.html", form, page=page, kind=page.kind, row=None, present=present)


@blueprint.route("/works/kinds/<int:kind_id>/measures/<int:measure_id>", methods=["GET", "POST"])
def measure(kind_id: int, measure_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_kind_page(actor, kind_id)
    row = page.get_measure(measure_id)
    form, present = MeasureForm(obj=row.measure, type_=row.measure.type, version=page.kind.version), []
    if form.validate_on_submit():
        values = _values(form, MEASURE_FIELDS)
        try:
            actions.change_measure(
                actor,
                once=form.once_key,
                kind_id=kind_id,
                measure_id=measure_id,
                version=form.seen_version,
                **values,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_kind_page(actor, kind_id)
            row = page.get_measure(measure_id)
            present = _present(form, error, row.measure, MEASURE_FIELDS)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("works.kind", kind_id=kind_id), 303)
    _show_version(form, page)
    return form_page("works/measure.html", form, page=page, kind=page.kind, row=row, present=present)


@blueprint.post("/works/kinds/<int:kind_id>/measures/<int:measure_id>/step")
def measure_step(kind_id: int, measure_id: int) -> Response:
    queries.get_kind_page(current_actor(), kind_id).get_measure(measure_id)
    _take(MEASURE_STEPS, kind_id=kind_id, measure_id=measure_id)
    return redirect(url_for("works.kind", kind_id=kind_id), 303)


def _take(steps: dict[str, tuple[Any, dict[str, Any]]], **ids: int) -> None:
    """Take the step of the button that was pressed; refused, say why on the page that comes next."""
    form = StepForm()
    if not form.validate_on_submit() or request.form.get("step") not in steps:
        abort(400)
    step, values = steps[request.form["step"]]
    try:
        step(current_actor(), version=form.seen_version, **ids, **values)
    except (NotPossible, Conflict) as error:
        flash(explain(error), "warning")


def _values(form: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: form[name].data for name in names}


def _present(form: Any, error: Exception, row: Any, names: tuple[str, ...]) -> list[tuple[Any, Any]]:
    """After a conflict what somebody else has written meanwhile, where it differs from what was typed."""
    if not isinstance(error, Conflict):
        return []
    words: dict[Any, Any] = {**COUNTS_AS_NAMES, **TYPE_NAMES, True: _("yes"), False: _("no")}
    values = {name: getattr(row, name.rstrip("_")) for name in names}
    return [
        (form[name].label.text, words.get(value, value)) for name, value in values.items() if form[name].data != value
    ]


def _others(page: queries.KindPage) -> list[tuple[str, str]]:
    """After a conflict about a new measure: those that the kind has now."""
    return [(row.measure.name(language()), row.measure.unit(language())) for row in page.asked]


def _show_version(form: Any, page: queries.KindPage) -> None:
    form.version.raw_data, form.version.data = None, str(page.kind.version)
