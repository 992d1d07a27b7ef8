"""Giving a contribution back, and closing the books of a cancelled work."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import actions, queries
from app.works.forms import DecideForm
from app.works.models import Ledger
from app.works.money_forms import ReturnForm
from app.works.views import blueprint
from app.works.views.money import decide


@blueprint.route("/works/<int:work_id>/budget/entries/<int:entry_id>/give-back", methods=["GET", "POST"])
def give_back(work_id: int, entry_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    entry = queries.get_entry(entry_id, Ledger.work_id == work_id)
    if not budget.can_correct:
        raise NotAllowed
    form = ReturnForm(amount=queries.sum_standing(entry) or None)
    if form.validate_on_submit():
        try:
            actions.request_return(
                current_actor(),
                once=form.once_key,
                entry_id=entry_id,
                amount=form.amount.data,
                reason=form.reason.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Giving it back is asked for. Another person approves it now."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/give_back.html", form, work=budget.work, entry=entry)


@blueprint.post("/works/<int:work_id>/budget/close")
def close_books(work_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    return decide(budget, DecideForm(), actions.close_books, _("The books are closed."), work_id=work_id)
