"""The tree of units, one unit, and the administrator's pages that change it."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page, id_arg
from app.maps.queries import MapFilters, get_done
from app.people import actions, queries
from app.people.forms import ChangeUnitForm, FoundUnitForm, MoveUnitForm
from app.people.models import Unit
from app.people.permissions import (
    can_add_member,
    can_change_units,
    can_list_members,
    can_make_slips,
    can_see_ratings,
    can_see_rearrangement,
    can_see_transfers,
    can_see_unit_paper,
)
from app.people.queries import rearranging
from app.people.views import blueprint
from app.people.wording import PLAN_NAMES, ROLE_NAMES, SECTOR_NAMES, UNIT_KIND_NAMES
from app.volunteering.queries.counts import figures_of_unit
from app.works.queries import sees_unit_budget

WORDS = {"kind_names": UNIT_KIND_NAMES, "sector_names": SECTOR_NAMES}


@blueprint.get("/units/")
def units() -> str:
    actor = current_actor()
    text = request.args.get("q", "")
    rows = queries.list_units(actor, text=text)
    return render_template(
        "people/units.html",
        rows=rows,
        text=text,
        can_found=can_change_units(actor),
        sees_plans=can_see_rearrangement(actor),
        **WORDS,
    )


@blueprint.get("/units/<int:unit_id>")
def unit(unit_id: int) -> str:
    actor = current_actor()
    page = queries.get_unit_page(actor, unit_id)
    return render_template(
        "people/unit.html",
        page=page,
        can_change=can_change_units(actor) and page.unit.dissolved_on is None,
        can_add_member=can_add_member(actor, page.unit.path) and page.unit.dissolved_on is None,
        done=get_done(actor, MapFilters(unit=str(unit_id), state="accepted")),
        held=figures_of_unit(page.unit.path),
        sees_budget=sees_unit_budget(actor, page.unit),
        can_see_ratings=can_see_ratings(actor, page.unit.path),
        can_see_transfers=can_see_transfers(actor, page.unit.path),
        can_make_slips=can_make_slips(actor, page.unit.path) and page.unit.dissolved_on is None,
        plans=rearranging.list_rearrangements_of(actor, unit_id),
        sees_plans=can_see_rearrangement(actor),
        sees_papers=can_see_unit_paper(actor, page.unit.path),
        plan_names=PLAN_NAMES,
        can_list_members=can_list_members(actor) and actor.holds(*Role, over=page.unit.path),
        role_names=ROLE_NAMES,
        **WORDS,
    )


@blueprint.route("/units/new", methods=["GET", "POST"])
def unit_new() -> Response | tuple[str, int]:
    actor = _require_administrator()
    form = FoundUnitForm(parent_id=id_arg("parent"), founded_on=clock.today(), kind="chapter")
    _offer_kinds(form)
    form.parent_id.choices = [("", _("None: it is the Bloc itself")), *queries.unit_choices(actor, Role)]
    if form.validate_on_submit():
        values = {name: field.data for name, field in form._fields.items() if name not in ("once", "csrf_token")}
        values["paper"] = form.paper.stored
        try:
            unit_id = actions.found_unit(actor, once=form.once_key, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The unit is founded."), "success")
            return redirect(url_for("people.unit", unit_id=unit_id), 303)
    return form_page("people/unit_new.html", form)


@blueprint.route("/units/<int:unit_id>/change", methods=["GET", "POST"])
def unit_change(unit_id: int) -> Response | tuple[str, int]:
    actor = _require_administrator()
    unit = queries.get_unit(actor, unit_id)
    form = ChangeUnitForm(obj=unit, on=clock.today())
    _offer_kinds(form)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("name", "short_name", "kind", "sector", "on", "decision")}
        answer = _try_change(form, unit, actions.change_unit, paper=form.paper.stored, **values)
        if answer is not None:
            return answer
    return form_page("people/unit_change.html", form, unit=unit, present=_present(unit))


@blueprint.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
def unit_move(unit_id: int) -> Response | tuple[str, int]:
    actor = _require_administrator()
    unit = queries.get_unit(actor, unit_id)
    form = MoveUnitForm(obj=unit, on=clock.today())
    form.parent_id.choices = [choice for choice in queries.unit_choices(actor, Role) if choice[0] != unit.id]
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("parent_id", "on", "decision")}
        answer = _try_change(form, unit, actions.move_unit, paper=form.paper.stored, **values)
        if answer is not None:
            return answer
    return form_page("people/unit_move.html", form, unit=unit, moving=queries.count_moving(unit))


@blueprint.get("/units/<int:unit_id>/versions/<int:version_id>/paper")
def unit_paper(unit_id: int, version_id: int) -> FlaskResponse:
    """The paper of the decision by which a unit became what it was then, for its officers and those above."""
    return serve(queries.get_unit_paper(current_actor(), unit_id, version_id))


def _require_administrator() -> Any:
    actor = current_actor()
    if not can_change_units(actor):
        raise NotAllowed
    return actor


def _offer_kinds(form: Any) -> None:
    form.kind.choices = list(UNIT_KIND_NAMES.items())
    form.sector.choices = [("", _("None: it is the Bloc itself")), *SECTOR_NAMES.items()]


def _present(unit: Unit) -> list[tuple[str, str]]:
    """What stands in the database now, to show beside what was typed."""
    return [
        (_("Full name of the unit"), unit.name),
        (_("Short name"), unit.short_name),
        (_("Kind"), str(UNIT_KIND_NAMES[unit.kind])),
        (_("Sector"), str(SECTOR_NAMES[unit.sector]) if unit.sector else ""),
    ]


def _try_change(form: Any, unit: Unit, change: Any, **values: Any) -> Response | tuple[str, int] | None:
    """Do it and go to the unit's page; None when the form is to be shown again."""
    unit_id = unit.id
    try:
        change(current_actor(), once=form.once_key, unit_id=unit_id, version=form.seen_version, **values)
    except NotPossible as error:
        form.refuse(error)
        return None
    except Conflict as error:
        form.refuse(error)
        # Shown beside what was typed, so what is sent next has seen it.
        form.version.data = str(queries.get_unit(current_actor(), unit_id).version)
        return None
    flash(_("Saved. The unit's history keeps what it was before."), "success")
    return redirect(url_for("people.unit", unit_id=unit_id), 303)
