"""Conditions: a unit's own score with its document, and the verdict of another person."""

from flask import Response as FlaskResponse
from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotFound, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page
from app.drives import actions, queries
from app.drives.forms import ClaimForm, VerdictForm
from app.drives.views import blueprint
from app.drives.wording import WORDS


@blueprint.route("/places/<int:place_id>/indicators/<int:indicator_id>/score", methods=["GET", "POST"])
def score(place_id: int, indicator_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    place = queries.get_place_to_lead(actor, place_id)
    indicator = queries.get_indicator(place, indicator_id)
    if indicator.kind != "condition":
        raise NotFound
    claim = queries.find_own_claim(place_id, indicator_id)
    before = {name: getattr(claim, name) for name in ("score", "document", "document_on", "note")} if claim else {}
    form = ClaimForm(**{"score": indicator.points, **before})
    if form.validate_on_submit():
        try:
            actions.score_condition(
                actor,
                once=form.once_key,
                place_id=place_id,
                indicator_id=indicator_id,
                score=form.score.data,
                document=form.document.data or "",
                document_on=form.document_on.data,
                file=form.file.stored,
                note=form.note.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            place = queries.get_place_to_lead(actor, place_id)
            indicator = queries.get_indicator(place, indicator_id)
        else:
            flash(_("The score waits to be verified by somebody else."), "success")
            return redirect(url_for("drives.place", place_id=place_id), 303)
    return form_page("drives/score.html", form, place=place, drive=place.drive, indicator=indicator, **WORDS)


@blueprint.route("/claims/<int:claim_id>/verify", methods=["GET", "POST"])
def verify(claim_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    claim = queries.get_claim_to_verify(actor, claim_id)
    drive_id = claim.place.drive_id
    form = VerdictForm(score=claim.score)
    if form.validate_on_submit():
        try:
            actions.verify_claim(
                actor,
                once=form.once_key,
                claim_id=claim_id,
                version=form.seen_version,
                verdict=form.verdict.data,
                score=form.score.data,
                reason=form.reason.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            claim = queries.get_claim_to_verify(actor, claim_id)
        else:
            flash(_("The verdict is on record."), "success")
            return redirect(url_for("drives.drive", drive_id=drive_id), 303)
    form.version.data = claim.version
    return form_page("drives/verify.html", form, claim=claim, place=claim.place, drive=claim.place.drive, **WORDS)


@blueprint.get("/claims/<int:claim_id>/paper")
def paper(claim_id: int) -> FlaskResponse:
    return serve(queries.get_claim(current_actor(), claim_id).file)
