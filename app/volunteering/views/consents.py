"""A guardian's consents: for the leader of the member's unit."""

from datetime import timedelta
from typing import Any

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
from app.volunteering.place_forms import AskGuardianForm
from app.volunteering.views import blueprint
from app.volunteering.views.sharing import outside
from app.volunteering.wording import CONSENT_WAYS, MARK_NAMES

USUAL_TIME = timedelta(days=365)


@blueprint.route("/members/<int:member_id>/consents", methods=["GET", "POST"])
def consents(member_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_consents_page(actor, member_id)
    form = _paper_form()
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
    asking = AskGuardianForm(formdata=None)
    asking.asked_marks.choices = list(MARK_NAMES.items())
    return _show(page, form, asking, sent=form)


@blueprint.post("/members/<int:member_id>/consents/ask")
def ask(member_id: int) -> tuple[str, int]:
    """Make a link for the guardian's phone. It stands in the answer itself: only its hash is kept."""
    actor = current_actor()
    page = queries.get_consents_page(actor, member_id)
    asking = AskGuardianForm()
    asking.asked_marks.choices = list(MARK_NAMES.items())
    link = None
    if asking.validate_on_submit():
        phone, marks = asking.phone.data, asking.asked_marks.data or []
        try:
            token = actions.ask_guardian(actor, member_id=member_id, phone=phone, marks=marks)
        except NotPossible as error:
            asking.refuse(error)
        else:
            link = outside(url_for("volunteering.guardian", token=token))
            asking.status = 200
        page = queries.get_consents_page(actor, member_id)  # an action lets go of what was read before it
    return _show(page, _paper_form(formdata=None), asking, sent=asking, link=link)


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


def _paper_form(**values: Any) -> ConsentForm:
    today = clock.today()
    form = ConsentForm(given_on=today, valid_until=today + USUAL_TIME, **values)
    form.marks.choices = list(MARK_NAMES.items())
    return form


def _show(
    page: queries.ConsentsPage, form: ConsentForm, asking: AskGuardianForm, *, sent: Any, link: str | None = None
) -> tuple[str, int]:
    return form_page(
        "volunteering/consents.html",
        sent,
        page=page,
        paper=form,
        asking=asking,
        link=link,
        requests=queries.list_requests(page.member.id),
        ways=CONSENT_WAYS,
        today=clock.today(),
        now=clock.now(),
    )
