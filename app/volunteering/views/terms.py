"""For whom places of a shift are held, what it asks for; and what a member can do."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.place_forms import SkillsForm, TermsForm
from app.volunteering.views import blueprint
from app.volunteering.wording import SKILL_NAMES

EMPTY_ROWS = 2


@blueprint.route("/shifts/<int:shift_id>/terms", methods=["GET", "POST"])
def terms(shift_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_terms_page(actor, shift_id)
    if not page.can_change:
        raise NotAllowed
    present = [{"unit_id": q.unit_id, "places": q.places, "until": q.until} for q in page.quotas]
    usual = {"until": page.usual_until}
    form = TermsForm(
        version=page.shift.version,
        needed_skills=page.shift.needed_skills,
        quotas=[*present, *([usual] * EMPTY_ROWS)],
    )
    form.needed_skills.choices = list(SKILL_NAMES.items())
    units = [("", "—"), *queries.list_unit_choices(always=[quota.unit_id for quota in page.quotas])]
    for entry in form.quotas:
        entry.form.unit_id.choices = units
    if form.validate_on_submit():
        try:
            moved_up = actions.change_terms(
                actor,
                once=form.once_key,
                shift_id=shift_id,
                version=form.seen_version,
                quotas=[
                    actions.QuotaValues(entry.form.unit_id.data, entry.form.places.data or 0, entry.form.until.data)
                    for entry in form.held_rows
                ],
                needed_skills=form.needed_skills.data or [],
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_terms_page(actor, shift_id)  # a refusal rolls back what was loaded
            form.version.data = str(page.shift.version)
        else:
            said = _("Saved.")
            if moved_up:
                said += " " + ngettext("%(num)d person moved up.", "%(num)d people moved up.", moved_up)
            flash(said, "success")
            return redirect(url_for("volunteering.activity", activity_id=page.shift.activity_id), 303)
    return form_page("volunteering/terms.html", form, page=page, shift=page.shift)


@blueprint.route("/my/skills", methods=["GET", "POST"])
def my_skills() -> Response | tuple[str, int]:
    """What a member can do, said by the member."""
    actor = current_actor()
    if actor.member_id is None:
        raise NotFound
    form = SkillsForm(skills=queries.list_own_skills(actor))
    form.skills.choices = list(SKILL_NAMES.items())
    if form.validate_on_submit():
        actions.record_skills(actor, skills=form.skills.data or [])
        flash(_("Saved."), "success")
        return redirect(url_for("volunteering.places"), 303)
    return form_page("volunteering/my_skills.html", form)
