"""Pledges: record one, withdraw one. They are fulfilled on the page of a contribution."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import record_pledge, withdraw_pledge
from app.works.forms import PledgeForm, RefuseForm
from app.works.views import blueprint


@blueprint.route("/works/<int:work_id>/budget/pledge", methods=["GET", "POST"])
def pledge(work_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    if not budget.can_correct:
        raise NotAllowed
    if not budget.work.takes_pledges:
        raise NotPossible("pledges_closed")
    form = PledgeForm(promised_on=clock.today(), source="sponsor")
    if form.validate_on_submit():
        try:
            record_pledge(
                current_actor(),
                once=form.once_key,
                work_id=work_id,
                form=form.form.data,
                source=form.source.data,
                amount=form.amount.data,
                promised_on=form.promised_on.data,
                party=form.party.data,
                is_anonymous=form.is_anonymous.data,
                description=form.description.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The pledge is recorded. It counts as received only when it comes in."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/pledge.html", form, work=budget.work)


@blueprint.route("/works/<int:work_id>/budget/pledges/<int:pledge_id>/withdraw", methods=["GET", "POST"])
def withdraw(work_id: int, pledge_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    row = budget.get_pledge(pledge_id)
    if not budget.can_correct:
        raise NotAllowed
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            withdraw_pledge(current_actor(), pledge_id=pledge_id, reason=form.reason.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The pledge is withdrawn."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page(
        "works/reason.html",
        form,
        work=budget.work,
        title=_("Withdraw a pledge"),
        label=_("Withdraw"),
        back=url_for("works.budget", work_id=work_id),
        about={"amount": row.pledge.amount, "party": row.pledge.party},
    )
