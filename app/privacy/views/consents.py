"""What people agree to: each purpose by itself, nothing chosen for them, and taken back as easily as given."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotFound, NotPossible
from app.core.web import current_actor, form_page
from app.privacy import actions, queries
from app.privacy.forms import RecordConsentForm
from app.privacy.views import blueprint
from app.privacy.wording import HOW_NAMES, PURPOSES, SIDE_NAMES, wording_of

WORDS = {"purposes": PURPOSES, "side_names": SIDE_NAMES, "how_names": HOW_NAMES, "wording_of": wording_of}


@blueprint.route("/privacy/consents", methods=["GET", "POST"])
def consents() -> Response | str:
    """One's own."""
    actor = current_actor()
    if request.method == "POST":
        purpose = request.form.get("purpose", "")
        if purpose not in PURPOSES:
            raise NotFound
        actions.give_consent(actor, purpose=purpose, wording=wording_of(purpose))
        flash(_("Thank you. You can take it back here at any time."), "success")
        return redirect(url_for("privacy.consents"), 303)
    return render_template("privacy/consents.html", given=queries.get_own_consents(actor), **WORDS)


@blueprint.post("/privacy/consents/<int:privacy_consent_id>/withdraw")
def withdraw_consent(privacy_consent_id: int) -> Response:
    actor = current_actor()
    actions.withdraw_consent(actor, consent_id=privacy_consent_id)
    flash(_("Taken back. Pictures are withheld from now on."), "success")
    member_id = request.form.get("member", type=int)
    if member_id is not None:
        return redirect(url_for("privacy.member_consents", member_id=member_id), 303)
    return redirect(url_for("privacy.consents"), 303)


@blueprint.route("/privacy/members/<int:member_id>/consents", methods=["GET", "POST"])
def member_consents(member_id: int) -> Response | tuple[str, int]:
    """A member's, with what was agreed on paper."""
    actor = current_actor()
    given = queries.get_member_consents(actor, member_id)
    form = RecordConsentForm()
    form.purpose.choices, form.side.choices = list(PURPOSES.items()), list(SIDE_NAMES.items())
    if form.validate_on_submit():
        try:
            actions.record_consent(
                actor,
                once=form.once_key,
                member_id=member_id,
                purpose=form.purpose.data,
                wording=wording_of(form.purpose.data),
                side=form.side.data,
                given_on=form.given_on.data,
                paper=form.paper.stored,
                guardian_name=form.guardian_name.data or "",
                relation=form.relation.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            given = queries.get_member_consents(actor, member_id)
        else:
            flash(_("The consent is on record."), "success")
            return redirect(url_for("privacy.member_consents", member_id=member_id), 303)
    return form_page("privacy/member_consents.html", form, given=given, **WORDS)
