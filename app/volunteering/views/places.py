"""Signing up, giving a place back, and the own places."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound, NotPossible, explain
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms import ReasonForm
from app.volunteering.models import SignUp
from app.volunteering.permissions import can_see_people
from app.volunteering.views import blueprint
from app.volunteering.views.remedies import remedy


@blueprint.post("/shifts/<int:shift_id>/sign-up")
def sign_up(shift_id: int) -> Response:
    actor = current_actor()
    try:
        made = actions.sign_up_to_shift(actor, shift_id=shift_id)
    except NotPossible as error:
        flash(f"{explain(error)} {remedy(error.reason).sentence}", "warning")
        activity_id = queries.get_activity_id(actor, shift_id)
    else:
        say_state(made)
        activity_id = made.shift.activity_id
    return redirect(url_for("volunteering.activity", activity_id=activity_id, _anchor=f"shift-{shift_id}"), 303)


@blueprint.route("/sign-ups/<int:sign_up_id>/cancel", methods=["GET", "POST"])
def cancel(sign_up_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    sign_up = queries.get_sign_up(actor, sign_up_id)
    is_own, activity_id = sign_up.member_id == actor.member_id, sign_up.shift.activity_id
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.cancel_sign_up(actor, sign_up_id=sign_up_id, reason=form.reason.data or "")
        except NotPossible as error:
            form.refuse(error)
            sign_up = queries.get_sign_up(actor, sign_up_id)  # a refusal rolls back, and with it goes what was loaded
        else:
            flash(_("The place was given back."), "success")
            page = "volunteering.activity" if is_own else "volunteering.people"
            return redirect(url_for(page, activity_id=activity_id), 303)
    return form_page(
        "volunteering/cancel.html",
        form,
        sign_up=sign_up,
        shift=sign_up.shift,
        is_own=is_own,
        giving_back=queries.what_giving_back_means(sign_up),
    )


@blueprint.get("/my/places")
def places() -> str:
    actor = current_actor()
    if actor.member_id is None:
        raise NotFound
    return render_template("volunteering/places.html", own=queries.list_own_places(actor), now=clock.now())


@blueprint.post("/shifts/<int:shift_id>/members")
def sign_up_member(shift_id: int) -> Response:
    """A leader signs a member of an own unit up."""
    actor = current_actor()
    activity_id = queries.get_activity_id(actor, shift_id)
    member_id = request.form.get("member_id", type=int)
    if member_id is None or not 0 < member_id < 2**53:
        raise NotFound
    try:
        made = actions.sign_up_to_shift(actor, shift_id=shift_id, member_id=member_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(_("Signed up.") if made.state != "waitlisted" else _("Put on the waiting list."), "success")
    if not can_see_people(actor, queries.get_activity(actor, activity_id)):
        return redirect(url_for("volunteering.member_list", shift_id=shift_id), 303)
    return redirect(url_for("volunteering.people", activity_id=activity_id, q=request.form.get("q") or None), 303)


def say_state(sign_up: SignUp) -> None:
    """What came of signing up, in one sentence."""
    if sign_up.state == "waitlisted":
        flash(_("All places are taken: you are on the waiting list. You move up as soon as a place is free."), "info")
    else:
        flash(_("You have a place. See you there!"), "success")
