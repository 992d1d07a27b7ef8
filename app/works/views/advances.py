"""Advances: ask for one, and enter what is given back. They are settled on the page of an expense."""

from datetime import timedelta

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.settings import setting
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import record_refund, request_advance
from app.works.money_forms import AdvanceForm, RefundForm
from app.works.views import blueprint
from app.works.views.money import load_for_money

# Within how many days an advance is settled, where nothing else is agreed.
DAYS = "advance_days"
DEFAULT_DAYS = 30


@blueprint.route("/works/<int:work_id>/budget/advance", methods=["GET", "POST"])
def advance(work_id: int) -> Response | tuple[str, int]:
    budget = load_for_money(work_id)
    form = AdvanceForm(due_on=clock.today() + timedelta(days=int(setting(DAYS, DEFAULT_DAYS))))
    officers = queries.list_officers(budget.work.unit, clock.today())
    form.recipient_id.choices = [*officers, (0, _("Somebody else, by name"))]
    if form.validate_on_submit():
        try:
            request_advance(
                current_actor(),
                once=form.once_key,
                work_id=work_id,
                amount=form.amount.data,
                party=form.party.data or "",
                recipient_id=form.recipient_id.data or None,
                reason=form.reason.data,
                due_on=form.due_on.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The advance is asked for. Another person approves it now."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/advance.html", form, work=budget.work, budget=budget)


@blueprint.route("/works/<int:work_id>/budget/advances/<int:advance_id>/refund", methods=["GET", "POST"])
def refund(work_id: int, advance_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    row = budget.get_advance(advance_id)
    if not row.can_take_back:
        raise NotAllowed
    form = RefundForm(received_on=clock.today(), amount=row.left)
    if form.validate_on_submit():
        try:
            record_refund(
                current_actor(),
                once=form.once_key,
                advance_id=advance_id,
                amount=form.amount.data,
                received_on=form.received_on.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("What was given back stands in the ledger."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/refund.html", form, work=budget.work, row=row)
