"""Admissions and introductions to the Party of a unit, and taking back a step that was a mistake."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.forms_life import MilestonesForm, TakeBackForm
from app.people.views import blueprint
from app.people.wording import MILESTONE_NAMES

KINDS = ("admission", "party_introduction")


@blueprint.route("/units/<int:unit_id>/milestones", methods=["GET", "POST"])
def milestones(unit_id: int) -> Response | str | tuple[str, int]:
    actor = current_actor()
    kind = request.args.get("kind", KINDS[0])
    kind = kind if kind in KINDS else KINDS[0]
    year, years = chosen_year()
    page = queries.get_milestones_page(actor, unit_id, kind=kind, year=year, text=request.args.get("q", ""))
    shown = {"page": page, "years": years, "names": MILESTONE_NAMES, "kinds": KINDS, "text": request.args.get("q", "")}
    if not page.can_record:
        if request.method == "POST":
            raise NotAllowed
        return render_template("people/milestones.html", form=None, **shown)
    form = MilestonesForm(on=clock.today())
    form.members.choices = [(member.id, member.full_name) for member, _unit in page.candidates]
    if request.method == "POST":
        form.members.choices = [(id_, "") for id_ in form.members.data or ()]  # who isn't listed any more may be sent
    if form.validate_on_submit():
        values = {"member_ids": form.members.data, "on": form.on.data, "decision": form.decision.data}
        try:
            new = actions.record_milestones(actor, once=form.once_key, unit_id=unit_id, kind=kind, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(ngettext("Recorded for %(num)d member.", "Recorded for %(num)d members.", new), "success")
            year = form.on.data.year if form.on.data else year
            return redirect(url_for("people.milestones", unit_id=unit_id, kind=kind, year=year), 303)
    return form_page("people/milestones.html", form, **shown)


@blueprint.route("/milestones/<int:milestone_id>/take-back", methods=["GET", "POST"])
def take_back_milestone(milestone_id: int) -> Response | tuple[str, int]:
    actor, form = current_actor(), TakeBackForm()
    if form.validate_on_submit():  # the step isn't there any more when the form is sent again
        values = {"milestone_id": milestone_id, "reason": form.reason.data}
        unit_id = actions.take_back_milestone(actor, once=form.once_key, **values)
        flash(_("Taken back. The history keeps that it was there."), "success")
        return redirect(url_for("people.milestones", unit_id=unit_id), 303)
    milestone = queries.get_milestone(actor, milestone_id)
    return form_page("people/take_back_milestone.html", form, milestone=milestone, names=MILESTONE_NAMES)


def chosen_year() -> tuple[int, range]:
    """The year that the address names, this one if none or too far off; and those that may be chosen."""
    years = range(clock.today().year, clock.today().year - 11, -1)
    year = request.args.get("year", years[0], type=int)
    return (year if year in years else years[0]), years
