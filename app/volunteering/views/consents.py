"""A guardian's consents: for the leader of the member's unit."""

from datetime import timedelta

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms import ConsentForm
from app.volunteering.views import blueprint
from app.volunteering.wording import CONSENT_WAYS, MARK_NAMES

USUAL_TIME = timedelta(days=365)


@blueprint.route("/members/<int:member_id>/consents", methods=["GET", "POST"])
def consents(member_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_consents_page(actor, member_id)
    today = clock.today()
    form = ConsentForm(given_on=today, valid_until=today + USUAL_TIME)
    form.marks.choices = list(MARK_NAMES.items())
    if form.validate_on_submit():
        try:
            actions.record_consent(
                actor,
                once=form.once_key,
                member_id=member_id,
                guardian_name=form.guardian_name.data,
                relation=form.relation.data,
                how="paper",
                marks=form.marks.data,
                given_on=form.given_on.data,
                valid_until=form.valid_until.data,
                file=form.file.stored,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The consent is on record."), "success")
            return redirect(url_for("volunteering.consents", member_id=member_id), 303)
    return form_page("volunteering/consents.html", form, page=page, ways=CONSENT_WAYS, today=today)


@blueprint.post("/consents/<int:consent_id>/withdraw")
def withdraw(consent_id: int) -> Response:
    actor = current_actor()
    member_id = queries.get_consent_member(actor, consent_id)
    released = actions.withdraw_consent(actor, consent_id=consent_id)
    said = _("The consent was withdrawn.")
    if released:
        said += " " + ngettext("%(num)d place was released.", "%(num)d places were released.", released)
    flash(said, "success")
    return redirect(url_for("volunteering.consents", member_id=member_id), 303)


@blueprint.get("/consents/<int:consent_id>/paper")
def paper(consent_id: int) -> Response:
    return serve(queries.get_consent_paper(current_actor(), consent_id))
