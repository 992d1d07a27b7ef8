"""A member goes to another unit or leaves; here, because places end with the membership."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.people.queries import get_milestones_page, get_transfer_request
from app.volunteering import actions, queries
from app.volunteering.place_forms import AcceptTransferForm, EndMembershipForm, GrowingUpForm, TransferMemberForm
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


@blueprint.route("/units/<int:unit_id>/growing-up", methods=["GET", "POST"])
def growing_up(unit_id: int) -> Response | str | tuple[str, int]:
    """Those past the usual age, as a proposal, and who grew up in a year."""
    actor, text = current_actor(), request.args.get("q", "")
    years = range(clock.today().year, clock.today().year - 11, -1)
    year = request.args.get("year", years[0], type=int)
    year = year if year in years else years[0]
    page = get_milestones_page(actor, unit_id, kind="growing_up", year=year, text=text)
    shown = {"page": page, "years": years, "text": text, "today": clock.today()}
    if not page.can_record:
        if request.method == "POST":
            raise NotAllowed
        return render_template("volunteering/growing_up.html", form=None, **shown)
    form = GrowingUpForm(on=clock.today())
    form.members.choices = [(id_, "") for id_ in form.members.data or ()]
    if form.validate_on_submit():
        values = {"member_ids": form.members.data, "on": form.on.data, "decision": form.decision.data}
        try:
            released = actions.let_grow_up(actor, once=form.once_key, unit_id=unit_id, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_and_places(_("Recorded: they have grown up and left the Union."), released), "success")
            return redirect(url_for("volunteering.growing_up", unit_id=unit_id), 303)
    return form_page("volunteering/growing_up.html", form, **shown)


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
