"""What a draft asks: indicators one by one or from a sheet, targets of single units, clusters."""

from decimal import Decimal
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible, explain
from app.core.sheets import send_bytes
from app.core.web import current_actor, form_page
from app.drives import actions, queries
from app.drives.choices import CONDITION, counts_choices, read_counts, write_counts
from app.drives.forms import ClusterForm, IndicatorForm, SheetForm
from app.drives.models import DriveCluster, Indicator
from app.drives.queries.setup import Setup
from app.drives.sheet import Problem, read_indicators, write_indicators
from app.drives.target_forms import TargetsForm
from app.drives.values import Asked
from app.drives.views import blueprint
from app.drives.wording import CONTENT_NAMES, EFFECT_NAMES, SCORING_NAMES, WORDS


@blueprint.route("/<int:drive_id>/indicators", methods=["GET", "POST"])
def indicators(drive_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    setup = queries.get_draft(actor, drive_id)
    form = _indicator_form()
    if form.validate_on_submit():
        try:
            actions.add_indicator(actor, once=form.once_key, drive_id=drive_id, asked=_asked(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            setup = queries.get_draft(actor, drive_id)
        else:
            flash(_("The indicator is added."), "success")
            return redirect(url_for("drives.indicators", drive_id=drive_id), 303)
    return form_page("drives/indicators.html", form, setup=setup, drive=setup.drive, **WORDS)


@blueprint.route("/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
def edit_indicator(indicator_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    setup, indicator = queries.get_draft_of_indicator(actor, indicator_id)
    form = _indicator_form(indicator)
    if form.validate_on_submit():
        try:
            actions.edit_indicator(
                actor, once=form.once_key, indicator_id=indicator_id, version=form.seen_version, asked=_asked(form)
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            setup, indicator = queries.get_draft_of_indicator(actor, indicator_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("drives.indicators", drive_id=setup.drive.id), 303)
    form.version.data = setup.drive.version
    return form_page("drives/indicator.html", form, drive=setup.drive, indicator=indicator, **WORDS)


@blueprint.post("/indicators/<int:indicator_id>/remove")
def remove_indicator(indicator_id: int) -> Response:
    actor = current_actor()
    setup, _indicator = queries.get_draft_of_indicator(actor, indicator_id)
    drive_id = setup.drive.id
    try:
        actions.remove_indicator(actor, indicator_id=indicator_id)
    except NotPossible as error:
        flash(explain(error), "danger")
    else:
        flash(_("The indicator is taken out."), "success")
    return redirect(url_for("drives.indicators", drive_id=drive_id), 303)


@blueprint.route("/indicators/<int:indicator_id>/targets", methods=["GET", "POST"])
def targets(indicator_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    setup, indicator = queries.get_draft_of_indicator(actor, indicator_id)
    form = TargetsForm(rows=[{"target": setup.targets.get((indicator_id, place.id))} for place in setup.places])
    if form.validate_on_submit():
        places = [place.id for place in setup.places]
        wanted = {place: row.target.data for place, row in zip(places, form.rows, strict=False)}
        try:
            actions.set_targets(
                actor, once=form.once_key, indicator_id=indicator_id, version=form.seen_version, targets=wanted
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            setup, indicator = queries.get_draft_of_indicator(actor, indicator_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("drives.indicators", drive_id=setup.drive.id), 303)
    form.version.data = setup.drive.version
    return form_page("drives/targets.html", form, drive=setup.drive, setup=setup, indicator=indicator, **WORDS)


@blueprint.route("/<int:drive_id>/sheet", methods=["GET", "POST"])
def sheet(drive_id: int) -> Response | tuple[str, int]:
    """Every row is added, or none: a row in doubt is named with its cell."""
    actor = current_actor()
    drive = queries.get_draft(actor, drive_id).drive
    form, problems = SheetForm(), list[Problem]()
    if form.validate_on_submit():
        asked, problems = read_indicators(form.rows.stored)
        if not problems:
            try:
                number = actions.add_indicators(actor, once=form.once_key, drive_id=drive_id, asked=asked)
            except (NotPossible, Conflict) as error:
                form.refuse(error)
            else:
                flash(ngettext("%(num)d indicator was added.", "%(num)d indicators were added.", number), "success")
                return redirect(url_for("drives.indicators", drive_id=drive_id), 303)
            drive = queries.get_draft(actor, drive_id).drive
    return form_page("drives/sheet.html", form, drive=drive, problems=problems, **WORDS)


@blueprint.get("/<int:drive_id>/indicators.xlsx")
def indicators_sheet(drive_id: int) -> FlaskResponse:
    drive = queries.get_drive(current_actor(), drive_id)
    setup = queries.load_setup(drive)
    return send_bytes(write_indicators(drive.title, setup.indicators), name=f"chi-tieu-{drive_id}.xlsx")


@blueprint.route("/<int:drive_id>/clusters", methods=["GET", "POST"])
def clusters(drive_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    setup = queries.get_draft(actor, drive_id)
    form = ClusterForm()
    form.unit_ids.choices = _free_units(setup)
    if form.validate_on_submit():
        try:
            actions.make_cluster(
                actor,
                once=form.once_key,
                drive_id=drive_id,
                name=form.name.data or "",
                unit_ids=form.unit_ids.data or [],
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            setup = queries.get_draft(actor, drive_id)
        else:
            flash(_("The cluster is added."), "success")
            return redirect(url_for("drives.clusters", drive_id=drive_id), 303)
    return form_page("drives/clusters.html", form, setup=setup, drive=setup.drive, **WORDS)


@blueprint.route("/clusters/<int:cluster_id>/edit", methods=["GET", "POST"])
def edit_cluster(cluster_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    setup, cluster = queries.get_draft_of_cluster(actor, cluster_id)
    drive_id = setup.drive.id
    form = ClusterForm(name=cluster.name, unit_ids=[place.unit_id for place in setup.in_cluster(cluster_id)])
    form.unit_ids.choices = _free_units(setup, cluster)
    if form.validate_on_submit():
        try:
            actions.change_cluster(
                actor,
                once=form.once_key,
                cluster_id=cluster_id,
                version=form.seen_version,
                name=form.name.data or "",
                unit_ids=form.unit_ids.data or [],
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            setup, cluster = queries.get_draft_of_cluster(actor, cluster_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("drives.clusters", drive_id=drive_id), 303)
    form.version.data = setup.drive.version
    return form_page("drives/cluster.html", form, drive=setup.drive, cluster=cluster, **WORDS)


def _free_units(setup: Setup, own: DriveCluster | None = None) -> list[tuple[int, str]]:
    """The units that no other cluster of the drive has."""
    taken = {place.unit_id for place in setup.places if own is None or place.cluster_id != own.id}
    return [(id_, name) for id_, name in queries.list_unit_choices(setup.drive) if id_ not in taken]


def _indicator_form(indicator: Indicator | None = None) -> IndicatorForm:
    values: dict[str, Any] = {"counts": "works.accepted", "content": "people"}
    if indicator is not None:
        values = {"counts": write_counts(indicator)}
    form = IndicatorForm(obj=indicator, **{} if indicator is not None else values)
    if indicator is not None and not request.form:
        form.counts.data = values["counts"]
    form.counts.choices = counts_choices()
    form.content.choices = list(CONTENT_NAMES.items())
    form.effect.choices = list(EFFECT_NAMES.items())
    form.scoring.choices = list(SCORING_NAMES.items())
    return form


def _asked(form: IndicatorForm) -> Asked:
    metric, filters = read_counts(form.counts.data)
    is_condition = form.counts.data == CONDITION
    return Asked(
        content=form.content.data,
        name=form.name.data or "",
        kind="condition" if is_condition else "metric",
        points=form.points.data or Decimal(0),
        metric=metric,
        filters=filters,
        scoring="proportional" if is_condition else form.scoring.data,
        effect=form.effect.data,
        target=form.target.data,
        by_head=bool(form.by_head.data) and not is_condition,
        cap=form.cap.data,
        steps=form.steps.steps if form.scoring.data == "steps" and not is_condition else (),
    )
