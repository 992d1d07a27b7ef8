"""Who has sent a report, who is late, and what stands on the paper."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.web import form_page, page_links
from app.reports import actions, queries
from app.reports.forms import LetterheadForm, RequestForm
from app.reports.period import presets
from app.reports.views import blueprint
from app.reports.views.asking import reader


@blueprint.get("/sent")
def sent() -> str:
    actor = reader()
    page = queries.list_issued(actor, request.args.get("at"))
    return render_template(
        "reports/sent.html",
        asked_of=queries.list_asked_of(actor),
        requests=queries.list_requests(actor),
        drafts=queries.list_drafts(actor),
        reports=page.items,
        pages=page_links(page),
        can_ask=bool(queries.list_units_to_write_for(actor)),
        today=clock.today(),
    )


@blueprint.route("/requests/new", methods=["GET", "POST"])
def ask() -> Response | tuple[str, int]:
    actor = reader()
    units = queries.list_units_to_write_for(actor)
    if not units:
        raise NotAllowed
    _label, first, last = presets(clock.today())[2]
    form = RequestForm(unit_id=units[0].id, date_from=first, date_to=last)
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        try:
            actions.ask_for_reports(
                actor,
                once=form.once_key,
                unit_id=form.unit_id.data,
                date_from=form.date_from.data,
                date_to=form.date_to.data,
                due_on=form.due_on.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The units below are asked for their report."), "success")
            return redirect(url_for("reports.sent"), 303)
    return form_page("reports/ask.html", form)


@blueprint.route("/letterhead", methods=["GET", "POST"])
def letterhead() -> Response | tuple[str, int]:
    """The letterhead of the unit that the address names, else of the highest one that the actor writes for."""
    actor = reader()
    units = queries.list_units_to_write_for(actor)
    if not units:
        raise NotAllowed
    code = request.args.get("unit", "").strip()
    unit = next((unit for unit in units if unit.code == code), None) if code else units[0]
    if unit is None:
        raise NotFound
    present = queries.get_letterhead(unit, clock.today())
    form = LetterheadForm(data={"valid_from": clock.today(), **present.words()})
    if form.validate_on_submit():
        valid_from = form.valid_from.data
        actions.set_letterhead(actor, unit_id=unit.id, valid_from=valid_from, words=form.words())
        flash(_("The letterhead is saved."), "success")
        return redirect(url_for("reports.letterhead", unit=unit.code), 303)
    return form_page("reports/letterhead.html", form, unit=unit, units=units, all=queries.list_letterheads(unit.id))
