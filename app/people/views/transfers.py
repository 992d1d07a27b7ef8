"""Transfers that need another unit: the list on both units' pages, asking, refusing, taking back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.forms_life import AskForMemberForm, AskForTransferForm, RefuseTransferForm
from app.people.permissions import can_ask_for_transfer
from app.people.views import blueprint
from app.people.wording import TRANSFER_STATES


@blueprint.get("/units/<int:unit_id>/transfers")
def transfers(unit_id: int) -> str:
    page = queries.get_transfers_page(current_actor(), unit_id)
    return render_template("people/transfers.html", page=page, states=TRANSFER_STATES)


@blueprint.route("/members/<int:member_id>/transfer/ask", methods=["GET", "POST"])
def ask_transfer(member_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_member_page(actor, member_id)
    if not can_ask_for_transfer(actor, page.unit.path):
        raise NotAllowed
    form = AskForTransferForm()
    form.unit_id.choices = queries.other_units(page.unit)
    if form.validate_on_submit():
        values = {"unit_id": form.unit_id.data, "note": form.note.data or ""}
        try:
            actions.ask_for_transfer(actor, once=form.once_key, member_id=member_id, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The other unit is asked. The member stays here until it accepts."), "success")
            return redirect(url_for("people.transfers", unit_id=page.unit.id), 303)
    return form_page("people/ask_transfer.html", form, page=page)


@blueprint.route("/units/<int:unit_id>/transfers/ask", methods=["GET", "POST"])
def ask_for_member(unit_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    unit = queries.get_unit(actor, unit_id)
    if not can_ask_for_transfer(actor, unit.path):
        raise NotAllowed
    form = AskForMemberForm()
    if form.validate_on_submit():
        values = {"code": form.code.data, "full_name": form.full_name.data, "note": form.note.data or ""}
        try:
            actions.ask_for_member(actor, once=form.once_key, unit_id=unit_id, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The unit that the member is in is asked. Nothing changes until it accepts."), "success")
            return redirect(url_for("people.transfers", unit_id=unit_id), 303)
    return form_page("people/ask_for_member.html", form, unit=unit)


@blueprint.route("/transfers/<int:transfer_id>/refuse", methods=["GET", "POST"])
def refuse_transfer(transfer_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    asked = queries.get_transfer_request(actor, transfer_id)
    form = RefuseTransferForm()
    if form.validate_on_submit():
        try:
            actions.refuse_transfer(actor, request_id=transfer_id, reason=form.reason.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Refused. The unit that asked reads your reason."), "success")
            return redirect(url_for("people.transfers", unit_id=asked.other_unit.id), 303)
    return form_page("people/refuse_transfer.html", form, asked=asked)


@blueprint.post("/transfers/<int:transfer_id>/withdraw")
def withdraw_transfer(transfer_id: int) -> Response:
    unit_id = actions.withdraw_transfer(current_actor(), request_id=transfer_id)
    flash(_("The request is taken back."), "success")
    return redirect(url_for("people.transfers", unit_id=unit_id), 303)
