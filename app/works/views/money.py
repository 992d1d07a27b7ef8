"""The budget of a work: what came in, what goes out, who decides on it."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page, id_arg
from app.works import queries
from app.works.actions import approve_expense, record_contribution, record_expense, refuse_expense
from app.works.forms import ContributionForm, DecideForm, ExpenseForm, RefuseForm
from app.works.models import EntryRequest
from app.works.views import blueprint
from app.works.views.works import WORDS
from app.works.wording import ENTRY_FORM_NAMES, ENTRY_NAMES, FIGURE_NAMES, REQUEST_NAMES


@blueprint.get("/works/<int:work_id>/budget")
def budget(work_id: int) -> tuple[str, int]:
    return _show(queries.get_budget(current_actor(), work_id), DecideForm())


@blueprint.route("/works/<int:work_id>/budget/contribution", methods=["GET", "POST"])
def contribution(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    budget = load_for_money(work_id)
    pledge_id = id_arg("pledge")
    given = _promised(budget.get_pledge(pledge_id)) if pledge_id else {"source": "sponsor"}
    form = ContributionForm(received_on=clock.today(), **given)
    if form.validate_on_submit():
        try:
            record_contribution(
                actor,
                once=form.once_key,
                work_id=work_id,
                form=form.form.data,
                source=form.source.data,
                amount=form.amount.data,
                received_on=form.received_on.data,
                party=form.party.data,
                is_anonymous=form.is_anonymous.data,
                description=form.description.data or "",
                paper=form.paper.stored,
                pledge_id=pledge_id,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The contribution stands in the ledger."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/contribution.html", form, work=budget.work)


@blueprint.route("/works/<int:work_id>/budget/expense", methods=["GET", "POST"])
def expense(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    budget = load_for_money(work_id, paid_before=True)
    form = ExpenseForm(paid_on=clock.today())
    advance_id = id_arg("advance")
    advance = budget.get_advance(advance_id) if advance_id else None
    form.plan_line_id.choices = [(row.line.id, row.line.description) for row in budget.lines]
    if form.validate_on_submit():
        try:
            record_expense(
                actor,
                once=form.once_key,
                work_id=work_id,
                plan_line_id=form.plan_line_id.data,
                amount=form.amount.data,
                payee=form.payee.data,
                paid_on=form.paid_on.data,
                receipt=form.receipt.stored,
                description=form.description.data or "",
                advance_id=advance_id,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The expense is recorded. Another person approves it now."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/expense.html", form, work=budget.work, budget=budget, advance=advance)


@blueprint.post("/works/<int:work_id>/budget/expenses/<int:expense_id>/approve")
def approve_one(work_id: int, expense_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    queries.get_expense(work_id, expense_id)
    return decide(budget, DecideForm(), approve_expense, _("The expense is approved."), expense_id=expense_id)


@blueprint.route("/works/<int:work_id>/budget/expenses/<int:expense_id>/refuse", methods=["GET", "POST"])
def refuse_one(work_id: int, expense_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    expense = queries.get_expense(work_id, expense_id)
    row = next((row for row in budget.pending if row.expense.id == expense_id), None)
    if row is not None and not row.can_decide:
        raise NotAllowed
    form = RefuseForm()
    values = {"title": _("Refuse the expense"), "label": _("Refuse"), "about": about(expense.amount, expense.payee)}
    return with_reason(budget, form, refuse_expense, _("The expense is refused."), values, expense_id=expense_id)


def _promised(row: queries.PledgeRow) -> dict[str, Any]:
    """A pledge as the first content of the form of a contribution."""
    pledge = row.pledge
    return {
        "source": pledge.source,
        "form": pledge.form,
        "amount": row.to_come or None,
        "party": pledge.party,
        "is_anonymous": pledge.is_anonymous,
        "description": pledge.description,
    }


def about(amount: int, party: str) -> dict[str, Any]:
    """What a page that asks for a reason is about."""
    return {"amount": amount, "party": party}


def about_request(request: EntryRequest) -> dict[str, Any]:
    """The same of a request, with what is asked for and why: a correction takes back its whole entry, with its sign."""
    entry = request.entry if request.kind == "reversal" else None
    what = {"what": REQUEST_NAMES[request.kind], "reason": request.reason}
    return {**what, **(about(entry.amount, entry.party) if entry else about(abs(request.amount), request.party))}


def load_for_money(work_id: int, *, paid_before: bool = False) -> queries.Budget:
    """The budget, for whoever may record money now. Raises NotFound, NotAllowed, NotPossible("money_closed")."""
    budget = queries.get_budget(current_actor(), work_id)
    if not budget.can_correct:
        raise NotAllowed
    if not budget.can_record and not (paid_before and budget.work.is_ending):
        raise NotPossible("money_closed")
    return budget


def decide(budget: queries.Budget, form: Any, action: Any, done: str, **values: Any) -> Response | tuple[str, int]:
    """Take a decision of one button, and go back to the budget."""
    if form.validate_on_submit():
        try:
            action(current_actor(), **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(url_for("works.budget", work_id=budget.work.id), 303)
    return _show(queries.get_budget(current_actor(), budget.work.id), form)


def with_reason(
    budget: queries.Budget, form: Any, action: Any, done: str, shown: dict[str, Any], **values: Any
) -> Response | tuple[str, int]:
    """Ask for the reason, do it, and go back to the budget."""
    back = url_for("works.budget", work_id=budget.work.id)
    return ask_reason(form, action, done, {"work": budget.work, "back": back, **shown}, **values)


def ask_reason(form: Any, action: Any, done: str, shown: dict[str, Any], **values: Any) -> Response | tuple[str, int]:
    """Ask for the reason, do it, and go back to `shown["back"]`."""
    if form.validate_on_submit():
        try:
            action(current_actor(), reason=form.reason.data, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(shown["back"], 303)
    return form_page("works/reason.html", form, **shown)


def _show(budget: queries.Budget, form: Any) -> tuple[str, int]:
    return form_page(
        "works/budget.html",
        form,
        budget=budget,
        work=budget.work,
        entry_names=ENTRY_NAMES,
        entry_form_names=ENTRY_FORM_NAMES,
        figure_names=FIGURE_NAMES,
        request_names=REQUEST_NAMES,
        **WORDS,
    )
