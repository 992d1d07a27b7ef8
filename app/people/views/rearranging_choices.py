"""Who and what goes where in a plan: members by class, list or one by one; things and money by goal."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible
from app.core.messages import sentence
from app.core.money import parse_money
from app.core.text import fold
from app.core.web import current_actor, form_page
from app.core.wrong_input import WrongInput
from app.people import actions
from app.people.queries import rearranging as rearranging_queries
from app.people.rearranging.plan import NOWHERE, Rearrangement
from app.people.rearranging.survey import Row, Survey
from app.people.rearranging_forms import AssignMembersForm, ChooseGoalsForm
from app.people.views import blueprint
from app.people.views.rearranging import open_plan

# Members that the page offers one by one; classes and lists know no such limit.
SHOWN = 400


@blueprint.route("/rearrangements/<int:rearrangement_id>/members", methods=["GET", "POST"])
def rearranged_members(rearrangement_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    plan = open_plan(actor, rearrangement_id)
    found = rearranging_queries.survey(actor, plan)
    rows = found.group("member").rows
    form = AssignMembersForm(version=plan.version)
    form.goal.choices = [(position, goal.full_name) for position, goal in enumerate(found.goals)]
    classes = _classes(rows)
    if form.validate_on_submit():
        chosen, unclear = _chosen(plan, rows, classes, form.lines.data or "")
        if unclear:
            form.lines.errors = [
                *form.lines.errors,
                _("Nobody here, or several, are called: %(lines)s", lines="; ".join(unclear[:20])),
            ]
        else:
            answer = _assign(plan, form, chosen)
            if answer is not None:
                return answer
    text = request.args.get("q", "")
    wanted = fold(text)
    shown = [row for row in rows if wanted in fold(row.item.name) or wanted in fold(str(row.item.note))]
    return form_page(
        "people/rearranged_members.html",
        form,
        plan=plan,
        found=found,
        counts=found.counts(found.group("member")) if found.goals else [],
        classes={name: len(ids) for name, ids in classes.items()},
        rows=shown[:SHOWN],
        hidden=max(len(shown) - SHOWN, 0),
        text=text,
        ticked=set(request.form.getlist("member")),
    )


@blueprint.route("/rearrangements/<int:rearrangement_id>/things", methods=["GET", "POST"])
def rearranged_things(rearrangement_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    plan = open_plan(actor, rearrangement_id)
    found = rearranging_queries.survey(actor, plan)
    form = ChooseGoalsForm(version=plan.version)
    wrong: dict[str, str] = {}
    if form.validate_on_submit():
        goals, amounts, wrong = _sent_goals(found), {}, {}
        for fund in found.funds:
            amounts[fund.unit.id] = _sent_amounts(found, fund.unit.id, wrong)
        if wrong:
            form.form_errors.append(_("Some amounts can't be read."))
        else:
            try:
                actions.choose_goals(
                    actor,
                    once=form.once_key,
                    rearrangement_id=plan.id,
                    version=form.seen_version,
                    goals=goals,
                    amounts=amounts,
                )
            except (NotPossible, Conflict) as error:
                form.refuse(error)
                _see_present(form, rearrangement_id)
            else:
                flash(_("Kept. The preview shows what goes where."), "success")
                return redirect(url_for("people.rearrangement", rearrangement_id=rearrangement_id), 303)
    groups = [group for group in found.shown_groups if group.key != "member"]
    return form_page(
        "people/rearranged_things.html",
        form,
        plan=plan,
        found=found,
        groups=groups,
        sent=request.form,
        wrong=wrong,
        nowhere=NOWHERE,
    )


def _assign(plan: Rearrangement, form: Any, chosen: list[int]) -> Response | None:
    try:
        number = actions.assign_members(
            current_actor(),
            once=form.once_key,
            rearrangement_id=plan.id,
            version=form.seen_version,
            member_ids=chosen,
            goal=form.goal.data,
        )
    except (NotPossible, Conflict) as error:
        form.refuse(error)
        _see_present(form, plan.id)
        return None
    name = dict(form.goal.choices)[form.goal.data]
    flash(ngettext("%(num)d member goes to %(unit)s.", "%(num)d members go to %(unit)s.", number, unit=name), "success")
    text = request.args.get("q") or None
    return redirect(url_for("people.rearranged_members", rearrangement_id=plan.id, q=text), 303)


def _see_present(form: Any, rearrangement_id: int) -> None:
    """What is sent next has seen the plan as the page shows it."""
    plan = rearranging_queries.get_rearrangement(current_actor(), rearrangement_id)
    form.version.raw_data, form.version.data = None, str(plan.version)


def _classes(rows: Any) -> dict[str, list[int]]:
    """The members by their class, where they have one: the note of who has none is the member code."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.item.group:
            found.setdefault(row.item.group, []).append(row.item.id)
    return dict(sorted(found.items()))


def _chosen(plan: Rearrangement, rows: Any, classes: dict[str, list[int]], lines: str) -> tuple[list[int], list[str]]:
    """Whom the ticked classes, the ticked members and the pasted lines name, and the lines that name nobody."""
    ticked = set(request.form.getlist("member"))
    chosen = {row.item.id for row in rows if str(row.item.id) in ticked}
    for name in request.form.getlist("class"):
        chosen.update(classes.get(name, ()))
    written = [line.strip() for line in lines.splitlines() if line.strip()]
    named, unclear = rearranging_queries.find_named_members(plan, written) if written else ([], [])
    return sorted(chosen | set(named)), unclear


def _sent_goals(found: Survey) -> dict[str, dict[int, int]]:
    """What was chosen for each thing that the page showed; anything that is no goal stays as it is."""
    goals: dict[str, dict[int, int]] = {}
    for group in found.groups:
        for row in group.rows if group.key != "member" else ():
            goal = _sent_goal(found, group.key, row)
            if goal is not None:
                goals.setdefault(group.key, {})[row.item.id] = goal
    return goals


def _sent_goal(found: Survey, key: str, row: Row) -> int | None:
    sent = request.form.get(f"{key}-{row.item.id}", "")
    if key == "officer" and sent == str(NOWHERE):
        return NOWHERE
    return int(sent) if sent.isdecimal() and len(sent) < 4 and int(sent) < len(found.goals) else None


def _sent_amounts(found: Survey, unit_id: int, wrong: dict[str, str]) -> dict[int, int]:
    """How much goes to each goal but the first; what can't be read is noted by the field's name."""
    amounts = {}
    for position in range(1, len(found.goals)):
        name = f"fund-{unit_id}-{position}"
        text = request.form.get(name, "").strip()
        if text:
            try:
                amounts[position] = parse_money(text)
            except WrongInput as error:
                wrong[name] = str(sentence(error))
    return amounts
