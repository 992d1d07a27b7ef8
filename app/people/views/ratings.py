"""The rating of a year on one page, with the confirmed hours of that year beside each member."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.attendance.queries import list_tasks_of_year, sum_year
from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.actions import Rating
from app.people.actions.rating import YEARS_BACK
from app.people.forms import RatingsForm
from app.people.permissions import can_rate_members, can_see_ratings
from app.people.views import blueprint
from app.people.wording import GRADE_NAMES


@blueprint.route("/units/<int:unit_id>/ratings", methods=["GET", "POST"])
def ratings(unit_id: int) -> Response | str | tuple[str, int]:
    actor = current_actor()
    unit = queries.get_unit(actor, unit_id)
    may_rate = can_rate_members(actor, unit.path)
    if not (may_rate or (request.method == "GET" and can_see_ratings(actor, unit.path))):
        raise NotAllowed
    years = range(clock.today().year, clock.today().year - YEARS_BACK - 1, -1)
    year = request.args.get("year", years[0], type=int)
    year = year if year in years else years[0]
    listed = queries.list_ratings(unit.id, year)
    ids = [member.id for member, _rating in listed]
    evidence, tasks = sum_year(ids, year), list_tasks_of_year(ids, year)
    shown = {"unit": unit, "year": year, "years": years, "listed": listed, "evidence": evidence, "tasks": tasks}
    shown["grades"] = GRADE_NAMES
    if not may_rate:
        return render_template("people/ratings.html", form=None, **shown)
    held = [{"id": m.id, "seen": rating.grade if rating else "", "grade": rating.grade if rating else None}
            for m, rating in listed if m.id != actor.member_id]  # fmt: skip
    form = RatingsForm(rows=held)
    form.others.choices = [("", _("Leave them as they are")), *GRADE_NAMES.items()]
    for row in form.rows:
        row.form.grade.choices = [("", _("Not rated")), *GRADE_NAMES.items()]
    if form.validate_on_submit():
        # Who had a rating and has none now was meant so; who never had one gets what all others get.
        wanted = [
            Rating(int(row.form.id.data), seen, row.form.grade.data or (None if seen else form.others.data))
            for row in form.rows
            for seen in [row.form.seen.data or None]
            if str(row.form.id.data).isdecimal() and len(str(row.form.id.data)) < 10
        ]
        try:
            actions.rate_members(actor, once=form.once_key, unit_id=unit_id, year=year, ratings=wanted)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The ratings of %(year)s are saved.", year=year), "success")
            return redirect(url_for("people.ratings", unit_id=unit_id, year=year), 303)
    return form_page("people/ratings.html", form, **shown)
