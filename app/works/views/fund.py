"""A unit's fund: its page, what comes in, what it pays; corrections and what waits, as on a work's budget."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import actions, queries
from app.works.forms import DecideForm, RefuseForm
from app.works.models import Ledger
from app.works.money_forms import IncomeForm, OutlayForm
from app.works.views import blueprint
from app.works.views.money import about, about_request, ask_reason
from app.works.wording import ENTRY_FORM_NAMES, ENTRY_NAMES, FIGURE_NAMES, REQUEST_NAMES, SOURCE_NAMES


@blueprint.get("/units/<int:unit_id>/fund")
def fund(unit_id: int) -> tuple[str, int]:
    return _show(queries.get_fund(current_actor(), unit_id), DecideForm())


@blueprint.route("/units/<int:unit_id>/fund/income", methods=["GET", "POST"])
def fund_income(unit_id: int) -> Response | tuple[str, int]:
    fund = _load(unit_id)
    form = IncomeForm(received_on=clock.today())
    if form.validate_on_submit():
        try:
            actions.record_income(
                current_actor(),
                once=form.once_key,
                unit_id=unit_id,
                source=form.source.data,
                amount=form.amount.data,
                received_on=form.received_on.data,
                party=form.party.data,
                description=form.description.data or "",
                paper=form.paper.stored,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("It stands in the fund's ledger."), "success")
            return redirect(url_for("works.fund", unit_id=unit_id), 303)
    return form_page("works/fund_income.html", form, unit=fund.unit)


@blueprint.route("/units/<int:unit_id>/fund/outlay", methods=["GET", "POST"])
def fund_outlay(unit_id: int) -> Response | tuple[str, int]:
    fund = _load(unit_id)
    form = OutlayForm()
    if form.validate_on_submit():
        try:
            actions.request_outlay(
                current_actor(),
                once=form.once_key,
                unit_id=unit_id,
                amount=form.amount.data,
                party=form.party.data,
                reason=form.reason.data,
                receipt=form.receipt.stored,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The payment is asked for. Another person approves it now."), "success")
            return redirect(url_for("works.fund", unit_id=unit_id), 303)
    return form_page("works/fund_outlay.html", form, unit=fund.unit, fund=fund)


@blueprint.route("/units/<int:unit_id>/fund/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
def fund_reverse(unit_id: int, entry_id: int) -> Response | tuple[str, int]:
    fund = _load(unit_id)
    entry = queries.get_entry(entry_id, Ledger.unit_id == unit_id)
    shown = {
        **_home(fund),
        "title": _("Correct an entry"),
        "label": _("Ask for the correction"),
        "lead": _("The entry stays as it is until another person approves; then a second entry takes it back."),
        "about": about(entry.amount, entry.party),
    }
    done = _("The correction is asked for. Another person approves it now.")
    return ask_reason(RefuseForm(), actions.request_reversal, done, shown, entry_id=entry_id)


@blueprint.post("/units/<int:unit_id>/fund/requests/<int:request_id>/approve")
def fund_approve(unit_id: int, request_id: int) -> Response | tuple[str, int]:
    fund = queries.get_fund(current_actor(), unit_id)
    queries.get_request(request_id, Ledger.unit_id == unit_id)
    form = DecideForm()
    if form.validate_on_submit():
        try:
            actions.approve_request(current_actor(), request_id=request_id)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Approved: it stands in the ledger."), "success")
            return redirect(url_for("works.fund", unit_id=unit_id), 303)
    return _show(fund, form)


@blueprint.route("/units/<int:unit_id>/fund/requests/<int:request_id>/refuse", methods=["GET", "POST"])
def fund_refuse(unit_id: int, request_id: int) -> Response | tuple[str, int]:
    fund = queries.get_fund(current_actor(), unit_id)
    request = queries.get_request(request_id, Ledger.unit_id == unit_id)
    row = next((row for row in fund.requests if row.request.id == request_id), None)
    if row is not None and not row.can_decide:
        raise NotAllowed
    shown = {
        **_home(fund),
        "title": _("Refuse the request"),
        "label": _("Refuse"),
        "about": about_request(request),
    }
    done = _("The request is refused; the ledger stays as it is.")
    return ask_reason(RefuseForm(), actions.refuse_request, done, shown, request_id=request_id)


def _load(unit_id: int) -> queries.Fund:
    """The fund, for whoever may record its money. Raises NotFound, NotAllowed."""
    fund = queries.get_fund(current_actor(), unit_id)
    if not fund.can_record:
        raise NotAllowed
    return fund


def _home(fund: queries.Fund) -> dict[str, Any]:
    return {"unit": fund.unit, "back": url_for("works.fund", unit_id=fund.unit.id)}


def _show(fund: queries.Fund, form: Any) -> tuple[str, int]:
    return form_page(
        "works/fund.html",
        form,
        fund=fund,
        unit=fund.unit,
        entry_names=ENTRY_NAMES,
        entry_form_names=ENTRY_FORM_NAMES,
        source_names=SOURCE_NAMES,
        figure_names=FIGURE_NAMES,
        request_names=REQUEST_NAMES,
    )
