"""Splitting, merging and dissolving units: a plan is prepared, looked at, and carried out."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible, explain
from app.core.files import serve
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.actions import NewUnit
from app.people.models import Unit
from app.people.permissions import can_agree_to_rearrangement, can_rearrange_units, can_see_rearrangement
from app.people.queries import rearranging as rearranging_queries
from app.people.rearranging.belongings import BELONGINGS
from app.people.rearranging.plan import Rearrangement
from app.people.rearranging.survey import Survey, differences
from app.people.rearranging_forms import (
    NEW,
    CarryOutForm,
    ChangePlanForm,
    DissolveForm,
    MergeForm,
    SplitForm,
)
from app.people.views import blueprint
from app.people.wording import PLAN_NAMES

# Things of one kind that the preview names one by one; the counts are of all.
SHOWN = 100


@blueprint.get("/rearrangements/")
def rearrangements() -> str:
    actor = current_actor()
    if not can_see_rearrangement(actor):
        raise NotAllowed
    rows = rearranging_queries.list_rearrangements(actor)
    return render_template("people/rearrangements.html", rows=rows, names=PLAN_NAMES)


@blueprint.route("/units/<int:unit_id>/split", methods=["GET", "POST"])
def unit_split(unit_id: int) -> Response | tuple[str, int]:
    """Name the parts; who and what goes where is said on the next pages."""
    actor, unit = _unit_to_rearrange(unit_id)
    form = SplitForm(on=clock.today())
    if form.validate_on_submit():
        parts = [part.form for part in form.parts if not part.form.is_empty]
        answer = _prepare(
            actor,
            form,
            kind="split",
            source_ids=[unit.id],
            goal_ids=[unit.id] if form.goes_on.data else [],
            new_units=[NewUnit(part.code.data, part.name.data, part.short_name.data) for part in parts],
        )
        if answer is not None:
            return answer
    return form_page("people/rearrange_split.html", form, unit=unit)


@blueprint.route("/units/<int:unit_id>/merge", methods=["GET", "POST"])
def unit_merge(unit_id: int) -> Response | tuple[str, int]:
    """Name the other units, and which one all of them become."""
    actor, unit = _unit_to_rearrange(unit_id)
    form = MergeForm(on=clock.today(), into=str(unit_id))
    others = rearranging_queries.list_brothers(unit)
    form.units.choices = others
    above = rearranging_queries.list_unit_above(unit)
    form.into.choices = [
        (NEW, _("A new unit")),
        *((str(id_), name) for id_, name in [(unit.id, unit.name), *others, *above]),
    ]
    if form.validate_on_submit():
        is_new = form.into.data == NEW
        answer = _prepare(
            actor,
            form,
            kind="merge",
            source_ids=[unit.id, *form.units.data],
            goal_ids=[] if is_new else [int(form.into.data)],
            new_units=[NewUnit(form.code.data or "", form.name.data or "", form.short_name.data or "")]
            if is_new
            else [],
        )
        if answer is not None:
            return answer
    return form_page("people/rearrange_merge.html", form, unit=unit)


@blueprint.route("/units/<int:unit_id>/dissolve", methods=["GET", "POST"])
def unit_dissolve(unit_id: int) -> Response | tuple[str, int]:
    """Name the units that take over what is left, if anything is."""
    actor, unit = _unit_to_rearrange(unit_id)
    form = DissolveForm(on=clock.today())
    choices = [("", _("None")), *(one for one in queries.unit_choices(actor, Role) if one[0] != unit.id)]
    for field in form.goals:
        field.choices = choices
    if form.validate_on_submit():
        goals = [field.data for field in form.goals if field.data]
        answer = _prepare(actor, form, kind="dissolve", source_ids=[unit.id], goal_ids=goals, new_units=[])
        if answer is not None:
            return answer
    return form_page("people/rearrange_dissolve.html", form, unit=unit)


@blueprint.get("/rearrangements/<int:rearrangement_id>")
def rearrangement(rearrangement_id: int) -> str:
    """What the plan would do; or, once it is over, what it did."""
    actor = current_actor()
    plan = rearranging_queries.get_rearrangement(actor, rearrangement_id)
    if not plan.is_open:
        titles = {one.key: one.title for one in BELONGINGS}
        return render_template("people/rearrangement_over.html", plan=plan, titles=titles, **_words(plan))
    return _preview(actor, plan, CarryOutForm(version=plan.version))


@blueprint.route("/rearrangements/<int:rearrangement_id>/edit", methods=["GET", "POST"])
def rearrangement_edit(rearrangement_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    plan = open_plan(actor, rearrangement_id)
    form = ChangePlanForm(data={"version": plan.version, "on": plan.on, "decision": plan.decision})
    if form.validate_on_submit():
        values = {"on": form.on.data, "decision": form.decision.data, "paper": form.paper.stored}
        try:
            actions.change_rearrangement(
                actor, once=form.once_key, rearrangement_id=rearrangement_id, version=form.seen_version, **values
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            plan = rearranging_queries.get_rearrangement(actor, rearrangement_id)
            form.version.raw_data, form.version.data = None, str(plan.version)
        else:
            flash(_("The plan is changed. Nothing has moved yet."), "success")
            return redirect(url_for("people.rearrangement", rearrangement_id=rearrangement_id), 303)
    return form_page("people/rearrangement_edit.html", form, plan=plan, names=PLAN_NAMES)


@blueprint.post("/rearrangements/<int:rearrangement_id>/carry-out")
def rearrangement_carry_out(rearrangement_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    if not can_rearrange_units(actor):
        raise NotAllowed
    plan = rearranging_queries.get_rearrangement(actor, rearrangement_id)
    form, seen = CarryOutForm(), request.form.get("seen", "")
    try:
        if not form.validate():
            raise Conflict
        actions.carry_out_rearrangement(
            actor, once=form.once_key, rearrangement_id=rearrangement_id, version=form.seen_version, seen=seen
        )
    except (NotPossible, Conflict) as error:
        plan = rearranging_queries.get_rearrangement(actor, rearrangement_id)
        if not plan.is_open:
            flash(explain(error), "warning")
            return redirect(url_for("people.rearrangement", rearrangement_id=rearrangement_id), 303)
        fresh = CarryOutForm(formdata=None, version=plan.version)
        return _preview(actor, plan, fresh, refused=error, seen=seen), error.status if error.status == 409 else 422
    flash(_("Carried out. What was before stays on record with the units as they were."), "success")
    return redirect(url_for("people.rearrangement", rearrangement_id=rearrangement_id), 303)


@blueprint.post("/rearrangements/<int:rearrangement_id>/agree")
def rearrangement_agree(rearrangement_id: int) -> Response:
    """Somebody of the committee agrees that the money moves."""
    return _step(rearrangement_id, actions.agree_to_rearrangement, _("You have agreed that this money moves."))


@blueprint.post("/rearrangements/<int:rearrangement_id>/drop")
def rearrangement_drop(rearrangement_id: int) -> Response:
    if not can_rearrange_units(current_actor()):
        raise NotAllowed
    return _step(rearrangement_id, actions.drop_rearrangement, _("The plan is dropped. Nothing has moved."))


@blueprint.get("/rearrangements/<int:rearrangement_id>/paper")
def rearrangement_paper(rearrangement_id: int) -> FlaskResponse:
    return serve(rearranging_queries.get_decision_paper(current_actor(), rearrangement_id))


def open_plan(actor: Actor, rearrangement_id: int) -> Rearrangement:
    """A plan for who may prepare it, while it's open. Raises NotFound, NotAllowed."""
    if not can_rearrange_units(actor):
        raise NotAllowed
    plan = rearranging_queries.get_rearrangement(actor, rearrangement_id)
    if not plan.is_open:
        raise NotFound
    return plan


def _unit_to_rearrange(unit_id: int) -> tuple[Actor, Unit]:
    actor = current_actor()
    if not can_rearrange_units(actor):
        raise NotAllowed
    return actor, queries.get_unit(actor, unit_id)


def _prepare(actor: Actor, form: Any, **values: Any) -> Response | None:
    """Keep the plan and go on to it; None when the form is to be shown again."""
    shared = {"on": form.on.data, "decision": form.decision.data, "paper": form.paper.stored}
    try:
        id_ = actions.prepare_rearrangement(actor, once=form.once_key, **values, **shared)
    except (NotPossible, Conflict) as error:
        form.refuse(error)
        return None
    flash(_("The plan is kept. Nothing moves before you carry it out."), "success")
    return redirect(url_for("people.rearrangement", rearrangement_id=id_), 303)


def _step(rearrangement_id: int, action: Any, done: str) -> Response:
    rearranging_queries.get_rearrangement(current_actor(), rearrangement_id)
    form = CarryOutForm()
    try:
        action(current_actor(), once=form.once_key, rearrangement_id=rearrangement_id, version=form.seen_version)
    except (NotPossible, Conflict) as error:
        flash(explain(error), "warning")
    else:
        flash(done, "success")
    return redirect(url_for("people.rearrangement", rearrangement_id=rearrangement_id), 303)


def _preview(
    actor: Actor, plan: Rearrangement, form: Any, *, refused: NotPossible | Conflict | None = None, seen: str = ""
) -> str:
    found = rearranging_queries.survey(actor, plan)
    titles = {group.key: group.belongings.title for group in found.groups}
    changed = differences(seen, found) if isinstance(refused, Conflict) and seen else []
    return render_template(
        "people/rearrangement.html",
        plan=plan,
        found=found,
        form=form,
        refused=explain(refused) if refused else "",
        changed=[(titles[one.key], one) for one in changed],
        can_prepare=can_rearrange_units(actor),
        can_agree=_can_agree(actor, plan, found),
        shown=SHOWN,
        **_words(plan),
    )


def _can_agree(actor: Actor, plan: Rearrangement, found: Survey) -> bool:
    is_wanted = bool(found.moving_shares) and not found.is_agreed and not any(f.is_overdrawn for f in found.funds)
    return is_wanted and can_agree_to_rearrangement(actor, plan.prepared_by)


def _words(plan: Rearrangement) -> dict[str, Any]:
    return {
        "name": PLAN_NAMES[plan.kind],
        "accounts": queries.account_names([plan.prepared_by, plan.agreed_by, plan.done_by]),
    }
