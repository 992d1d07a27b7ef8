"""Visits after acceptance: recording one, and its photo."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page, is_public
from app.works import queries
from app.works.actions import record_visit
from app.works.forms import VisitForm
from app.works.permissions import can_record_visit
from app.works.views import blueprint
from app.works.views.works import WORDS


@blueprint.route("/works/<int:work_id>/visit", methods=["GET", "POST"])
def visit(work_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_work_page(actor, work_id)
    if not can_record_visit(actor, page.work):
        raise NotAllowed
    if not page.can_record_visit:
        raise NotPossible("not_accepted")
    form = VisitForm(data={"visited_on": clock.today()})
    form.months.choices = _visits_due(page)
    form.months.data = form.months.data or _wanted(form)
    if form.validate_on_submit():
        months = form.months.data
        try:
            record_visit(
                actor,
                once=form.once_key,
                work_id=work_id,
                months=int(months) if months.isdecimal() else None,
                visited_on=form.visited_on.data,
                condition=form.condition.data,
                note=form.note.data or "",
                photo=form.photo.stored,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The visit is recorded."), "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
        page = queries.get_work_page(actor, work_id)
    return form_page("works/visit.html", form, page=page, work=page.work, today=clock.today(), **WORDS)


def _visits_due(page: queries.WorkPage) -> list[SelectChoice]:
    due = [
        SelectChoice(
            value=str(visit.months),
            label=_("after %(months)s months: %(day)s", months=visit.months, day=clock.format_date(visit.due_on)),
        )
        for visit in page.after.visits
        if visit.is_open
    ]
    return [*due, SelectChoice(value="other", label=_l("Another visit"))]


def _wanted(form: VisitForm) -> str:
    """The visit that the address names, else the earliest that is due."""
    choices = [str(choice.value) for choice in form.months.choices or []]
    wanted = request.args.get("months", "")
    return wanted if wanted in choices else choices[0]


@blueprint.get("/works/visits/<int:file_id>/<any(full, thumb):size>")
@is_public
def visit_photo(file_id: int, size: str) -> Response:
    """The photo of a visit; works that were visited are accepted, so everybody may see it."""
    return serve(queries.get_visit_photo(current_actor(), file_id), thumbnail=size == "thumb", public=True)
