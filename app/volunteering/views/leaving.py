"""A member goes to another unit or leaves; here, because places end with the membership."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.people.queries import get_transfer_request
from app.volunteering import actions, queries
from app.volunteering.place_forms import AcceptTransferForm, EndMembershipForm, TransferMemberForm
from app.volunteering.views import blueprint


@blueprint.route("/members/<int:member_id>/transfer", methods=["GET", "POST"])
def member_transfer(member_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_transfer_page(actor, member_id, is_sent=request.method == "POST")
    form = TransferMemberForm(obj=page.member, on=clock.today())
    form.unit_id.choices = list(page.choices)
    if form.validate_on_submit():
        values = {"unit_id": form.unit_id.data, "on": form.on.data}
        answer = _try(form, member_id, actions.transfer_member, _("The member is transferred."), **values)
        if answer is not None:
            return answer
        page = queries.get_transfer_page(actor, member_id)
    return form_page("volunteering/member_transfer.html", form, page=page, places=page.places)


@blueprint.route("/members/<int:member_id>/leave", methods=["GET", "POST"])
def member_leave(member_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_leaving_page(actor, member_id)
    form = EndMembershipForm(obj=page.member, on=clock.today())
    if form.validate_on_submit():
        values = {"on": form.on.data, "reason": form.reason.data}
        answer = _try(form, member_id, actions.end_membership, _("The membership has ended."), **values)
        if answer is not None:
            return answer
        page = queries.get_leaving_page(actor, member_id)
    return form_page("volunteering/member_leave.html", form, page=page, places=page.places)


@blueprint.route("/transfers/<int:transfer_id>/accept", methods=["GET", "POST"])
def accept_transfer(transfer_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    asked = get_transfer_request(actor, transfer_id)
    form = AcceptTransferForm(on=clock.today())
    if form.validate_on_submit():
        try:
            released = actions.accept_transfer(actor, once=form.once_key, request_id=transfer_id, on=form.on.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_and_places(_("Accepted: the member is transferred."), released), "success")
            return redirect(url_for("people.transfers", unit_id=asked.other_unit.id), 303)
    places = queries.list_coming_places(asked.member_id)
    return form_page("volunteering/accept_transfer.html", form, asked=asked, places=places)


def _and_places(done: str, released: int) -> str:
    return (
        f"{done} {ngettext('%(num)d place was released.', '%(num)d places were released.', released)}"
        if released
        else done
    )


def _try(form: Any, member_id: int, change: Any, done: str, **values: Any) -> Response | None:
    """Do it and go to the member's page; None when the form is to be shown again."""
    try:
        released = change(current_actor(), once=form.once_key, member_id=member_id, version=form.seen_version, **values)
    except NotPossible as error:
        form.refuse(error)
        return None
    except Conflict as error:
        form.refuse(error)
        # Shown beside what was typed, so what is sent next has seen it.
        form.version.data = str(queries.get_member_version(member_id))
        return None
    flash(_and_places(done, released), "success")
    return redirect(url_for("people.member", member_id=member_id), 303)
