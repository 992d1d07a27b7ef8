"""Requests about data: asked, listed, answered."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.web import current_actor, form_page, id_arg, page_links
from app.people import queries as people_queries
from app.privacy import actions, queries
from app.privacy.forms import AskForm, DecideForm
from app.privacy.permissions import can_set_keeping
from app.privacy.views import blueprint
from app.privacy.wording import KIND_NAMES, STATE_NAMES


@blueprint.route("/privacy/requests/new", methods=["GET", "POST"])
def ask() -> Response | tuple[str, int]:
    """For oneself; with ?member= an officer notes down what a member asked on paper."""
    actor = current_actor()
    member = queries.get_member_to_ask_for(actor, id_arg("member") or actor.member_id)
    is_own = member.id == actor.member_id
    form = AskForm()
    form.kind.choices = list(KIND_NAMES.items())
    if form.validate_on_submit():
        try:
            asked_id = actions.ask_request(
                actor, once=form.once_key, member_id=member.id, kind=form.kind.data, text=form.text.data or ""
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The request is in. You see here until when it will be answered."), "success")
            return redirect(url_for("privacy.data_request", asked_id=asked_id), 303)
    return form_page("privacy/ask.html", form, member=member, is_own=is_own)


@blueprint.get("/privacy/requests")
def data_requests() -> str:
    actor = current_actor()
    shows_all = request.args.get("all") == "1"
    page = queries.list_requests(actor, only_open=not shows_all, at=request.args.get("at"))
    return render_template(
        "privacy/requests.html",
        page=page,
        links=page_links(page),
        shows_all=shows_all,
        counts=queries.count_overdue(actor),
        can_set=can_set_keeping(actor),
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        today=clock.today(),
    )


@blueprint.route("/privacy/requests/<int:asked_id>", methods=["GET", "POST"])
def data_request(asked_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    asked = queries.get_request(actor, asked_id)
    form = DecideForm(version=asked.request.version)
    form.decision.choices = [("done", _("Carried out")), ("refused", _("Refused, with the reason in the answer"))]
    if request.method == "POST" and not asked.can_decide:
        raise NotAllowed
    if form.validate_on_submit():
        try:
            actions.decide_request(
                actor,
                once=form.once_key,
                request_id=asked_id,
                version=form.seen_version,
                is_granted=form.decision.data == "done",
                answer=form.answer.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            asked = queries.get_request(actor, asked_id)
            form.version.data = str(asked.request.version)
        else:
            flash(_("Answered."), "success")
            return redirect(url_for("privacy.data_request", asked_id=asked_id), 303)
    return form_page(
        "privacy/request.html",
        form,
        asked=asked,
        names=people_queries.account_names(
            [asked.request.asked_by, asked.request.acknowledged_by, asked.request.decided_by]
        ),
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        today=clock.today(),
    )


@blueprint.post("/privacy/requests/<int:asked_id>/acknowledge")
def acknowledge(asked_id: int) -> Response:
    try:
        actions.acknowledge_request(current_actor(), request_id=asked_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(_("Acknowledged; the member is told until when it will be carried out."), "success")
    return redirect(url_for("privacy.data_request", asked_id=asked_id), 303)


@blueprint.post("/privacy/requests/<int:asked_id>/withdraw")
def withdraw(asked_id: int) -> Response:
    try:
        actions.withdraw_request(current_actor(), request_id=asked_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(_("The request is withdrawn."), "success")
    return redirect(url_for("privacy.my_data"), 303)
