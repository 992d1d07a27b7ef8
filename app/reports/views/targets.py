"""The year's targets, by hand for one unit or from a sheet for many."""

from typing import TYPE_CHECKING, Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.numbers import format_number
from app.core.sheets import send_bytes
from app.core.web import current_actor, form_page, language
from app.reports import permissions, queries
from app.reports.actions import UnitTargets, set_many_targets, set_targets
from app.reports.actions.targets import YEARS
from app.reports.figures import BY_KEY
from app.reports.forms import TargetsForm, TargetSheetForm
from app.reports.messages import SHEET_PROBLEMS
from app.reports.target_sheet import Problem, read_targets_sheet, write_targets
from app.reports.targets import TARGETED, Targets, field_of
from app.reports.views import blueprint

if TYPE_CHECKING:
    from app.people.models import Unit


@blueprint.route("/targets", methods=["GET", "POST"])
def targets() -> Response | tuple[str, int]:
    actor, year = current_actor(), _year()
    unit = _unit(actor)
    present = queries.read_targets(year, unit.id)
    form = TargetsForm(data={"version": present.version, "document": present.document, **_by_field(present)})
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        values = {key: form[field_of(key)].data for key in TARGETED}
        kept = {"values": values, "document": form.document.data or ""}
        try:
            set_targets(actor, year=year, version=form.seen_version, unit_id=unit.id, **kept)
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(error)
            present = queries.read_targets(year, unit.id)
            there_now = _there_now(form, present)
            form.version.raw_data, form.version.data = None, str(present.version)
        else:
            flash(_("The targets are saved."), "success")
            return redirect(url_for("reports.all_targets", year=year), 303)
    return form_page(
        "reports/targets.html",
        form,
        year=year,
        unit=unit,
        there_now=there_now,
        keys=TARGETED,
        kinds=BY_KEY,
        field=field_of,
    )


@blueprint.get("/targets/all")
def all_targets() -> str:
    """The targets of all units that the reader sets them for."""
    year = _year()
    return render_template("reports/all_targets.html", year=year, rows=_rows(year), kinds=BY_KEY, **_sheet_page())


@blueprint.get("/targets/sheet.xlsx")
def targets_sheet() -> FlaskResponse:
    year = _year()
    return send_bytes(write_targets(_rows(year), year), name=f"chi-tieu-{year}.xlsx")


@blueprint.post("/targets/sheet")
def import_targets() -> Response | tuple[str, int]:
    actor, year = current_actor(), _year()
    rows = _rows(year)
    form = TargetSheetForm()
    problems: list[Problem] = []
    if form.validate_on_submit():
        lines, problems = read_targets_sheet(form.file.stored)
        by_code = {unit.code: unit.id for unit, _targets in rows}
        problems += [Problem(line.cell, "unknown_code", line.code) for line in lines if line.code not in by_code]
        if not problems:
            given = [UnitTargets(by_code[line.code], line.values, line.document) for line in lines]
            changed = set_many_targets(actor, year=year, rows=given)
            flash(ngettext("%(num)d unit's targets were changed.", "%(num)d units' targets were changed.", changed))
            return redirect(url_for("reports.all_targets", year=year), 303)
    page = render_template(
        "reports/all_targets.html", year=year, rows=rows, kinds=BY_KEY, **_sheet_page(form, problems)
    )
    return page, 422


def _sheet_page(form: TargetSheetForm | None = None, problems: list[Problem] | None = None) -> dict[str, Any]:
    return {
        "form": form or TargetSheetForm(formdata=None),
        "problems": problems or [],
        "problem_names": SHEET_PROBLEMS,
        "this_year": clock.today().year,
    }


def _rows(year: int) -> "list[tuple[Unit, Targets]]":
    rows = queries.list_targets(current_actor(), year)
    if not rows:
        raise NotAllowed
    return rows


def _year() -> int:
    """The year that the address names, else this one. Raises NotFound for one that has no targets."""
    year = request.args.get("year", default=clock.today().year, type=int)
    if year not in YEARS:
        raise NotFound
    return year


def _unit(actor: Actor) -> "Unit":
    """The unit that the address names, else the one at the top."""
    code = request.args.get("unit", "").strip()
    if code:
        return queries.get_unit_to_set_targets_for(actor, code)
    office = queries.get_office()
    if not permissions.can_set_targets(actor, office.path):
        raise NotAllowed
    return office


def _there_now(form: TargetsForm, present: Targets) -> list[tuple[str, str]]:
    """What somebody else has set in the meantime, by the fields' labels."""
    shown = [
        (
            str(BY_KEY[key].label),
            format_number(present.values[key], language=language()) if key in present.values else "–",
        )
        for key in TARGETED
    ]
    return [*shown, (str(form.document.label.text), present.document or "–")]


def _by_field(present: Targets) -> dict[str, int]:
    return {field_of(key): value for key, value in present.values.items()}
