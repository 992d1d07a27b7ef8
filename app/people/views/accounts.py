"""The administrator's pages for accounts and appointments."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page, page_links
from app.people import actions, queries
from app.people.forms import AppointForm, EndAppointmentForm
from app.people.permissions import can_appoint, can_issue_code
from app.people.views import blueprint
from app.people.wording import ROLE_NAMES


@blueprint.get("/accounts/")
def accounts() -> str:
    actor = current_actor()
    text, everybody = request.args.get("q", ""), request.args.get("who") == "all"
    page = queries.list_accounts(actor, text=text, only_officers=not everybody, at=request.args.get("at"))
    return render_template("people/accounts.html", page=page, links=page_links(page), text=text, everybody=everybody)


@blueprint.get("/accounts/<int:account_id>")
def account(account_id: int) -> str:
    return _show_account(account_id)


@blueprint.post("/accounts/<int:account_id>/code")
def account_code(account_id: int) -> str:
    """Shows the code in the answer itself: it is kept nowhere, so there is no page to go to for it."""
    actor = current_actor()
    queries.get_account(actor, account_id)
    return _show_account(account_id, code=actions.issue_code(actor, account_id=account_id))


@blueprint.route("/accounts/<int:account_id>/appoint", methods=["GET", "POST"])
def account_appoint(account_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    account = queries.get_account(actor, account_id)
    form = AppointForm(valid_from=clock.today())
    form.role.choices = list(ROLE_NAMES.items())
    form.unit_id.choices = queries.unit_choices(actor, Role)
    if form.validate_on_submit():
        values = {
            name: form[name].data for name in ("role", "unit_id", "title", "valid_from", "valid_until", "decision")
        }
        try:
            actions.appoint(actor, once=form.once_key, account_id=account_id, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The appointment is recorded."), "success")
            return redirect(url_for("people.account", account_id=account_id), 303)
    return form_page("people/account_appoint.html", form, account=account)


@blueprint.route("/accounts/<int:account_id>/appointments/<int:appointment_id>/end", methods=["GET", "POST"])
def account_end_appointment(account_id: int, appointment_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    account, appointment, unit_name = queries.get_appointment(actor, account_id, appointment_id)
    form = EndAppointmentForm(on=clock.today())
    if form.validate_on_submit():
        try:
            actions.end_appointment(
                actor, appointment_id=appointment_id, on=form.on.data or clock.today(), reason=form.reason.data or ""
            )
        except NotPossible as error:
            form.refuse(error)
        else:
            flash(_("The appointment is ended."), "success")
            return redirect(url_for("people.account", account_id=account_id), 303)
    return form_page(
        "people/account_end_appointment.html",
        form,
        account=account,
        appointment=appointment,
        unit_name=unit_name,
        role_names=ROLE_NAMES,
    )


def _show_account(account_id: int, code: str | None = None) -> str:
    actor = current_actor()
    page = queries.get_account_page(actor, account_id)
    return render_template(
        "people/account.html",
        page=page,
        code=code,
        can_appoint=can_appoint(actor, page.account.id),
        can_issue_code=can_issue_code(actor, page.account.id, "", is_officer=True),
        has_second_factor=queries.has_second_factor(account_id),
        role_names=ROLE_NAMES,
        today=clock.today(),
    )
