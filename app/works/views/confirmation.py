"""Who confirmed the report of a work, by which paper."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import confirm_report
from app.works.conflict import as_timelines, say_present
from app.works.permissions import can_confirm_report
from app.works.rules_forms import ConfirmationForm
from app.works.views import blueprint
from app.works.views.works import WORDS

NAMES = ("body", "name", "confirmed_on", "document")


@blueprint.route("/works/<int:work_id>/confirmation", methods=["GET", "POST"])
def confirmation(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    work = queries.get_work(actor, work_id)
    if not can_confirm_report(actor, work):
        raise NotAllowed
    if request.method == "GET" and work.state != "reported":
        raise NotPossible("not_reported")
    form = ConfirmationForm(
        obj=queries.find_confirmation(work), data={"version": work.version, "confirmed_on": clock.today()}
    )
    changes: Any = ()
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        values = {name: form[name].data for name in NAMES}
        try:
            confirm_report(actor, work_id=work_id, version=form.seen_version, paper=form.paper.stored, **values)
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            changes = queries.list_changes_since(work_id, form.seen_version)
            form.refuse(error)
        else:
            flash(_("The confirmation is recorded."), "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
        work = queries.get_work(actor, work_id)
        form.version.raw_data, form.version.data = None, str(work.version)
        present = queries.find_confirmation(work)
        if changes and present:
            there_now = say_present(form, {name: getattr(present, name) for name in NAMES})
    return form_page(
        "works/after.html",
        form,
        work=work,
        title=_("Record the confirmation of the report"),
        fields=[form[name] for name in (*NAMES, "paper")],
        changes=as_timelines(changes),
        there_now=there_now,
        **WORDS,
    )
