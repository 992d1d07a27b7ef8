"""Villagers' labour days on a work: the list, entering them, confirming and withdrawing."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import add_labour_days, confirm_labour_days, withdraw_labour_days
from app.works.forms import RefuseForm
from app.works.labour_forms import LabourForm
from app.works.permissions import can_add_labour_days
from app.works.views import blueprint


@blueprint.get("/works/<int:work_id>/labour")
def labour(work_id: int) -> str:
    page = queries.get_labour_page(current_actor(), work_id)
    return render_template("works/labour.html", page=page, work=page.work)


@blueprint.route("/works/<int:work_id>/labour/new", methods=["GET", "POST"])
def labour_new(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_labour_page(actor, work_id)
    if not can_add_labour_days(actor, page.work):
        raise NotAllowed
    if not page.can_add:
        raise NotPossible("labour_closed")
    form = LabourForm(who=page.work.village)
    if form.validate_on_submit():
        try:
            add_labour_days(
                actor,
                once=form.once_key,
                work_id=work_id,
                who=form.who.data or "",
                from_on=form.from_on.data,
                to_on=form.to_on.data,
                persons=form.persons.data,
                days=form.days.data,
                paper=form.paper.stored,
                note=form.note.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_labour_page(actor, work_id)  # a refusal rolls back what was loaded
        else:
            flash(_("The labour days are entered. They count when another person has confirmed them."), "success")
            return redirect(url_for("works.labour", work_id=work_id), 303)
    return form_page("works/labour_new.html", form, work=page.work)


@blueprint.post("/works/<int:work_id>/labour/<int:labour_id>/confirm")
def labour_confirm(work_id: int, labour_id: int) -> Response:
    actor = current_actor()
    queries.get_labour_page(actor, work_id).get_row(labour_id)
    try:
        confirm_labour_days(actor, work_id=work_id, labour_id=labour_id)
    except Conflict as error:
        flash(explain(error), "warning")
    else:
        flash(_("The labour days count now."), "success")
    return redirect(url_for("works.labour", work_id=work_id), 303)


@blueprint.route("/works/<int:work_id>/labour/<int:labour_id>/withdraw", methods=["GET", "POST"])
def labour_withdraw(work_id: int, labour_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_labour_page(actor, work_id)
    row = page.get_row(labour_id)
    if not page.can_withdraw:
        raise NotAllowed
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            withdraw_labour_days(actor, work_id=work_id, labour_id=labour_id, reason=form.reason.data or "")
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_labour_page(actor, work_id)
            row = page.get_row(labour_id)
        else:
            flash(_("The labour days no longer count."), "success")
            return redirect(url_for("works.labour", work_id=work_id), 303)
    return form_page("works/labour_withdraw.html", form, work=page.work, labour=row.labour)
