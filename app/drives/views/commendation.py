"""Commendation: nominations, their check, the decision, certificates, and the honours of years."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible, explain
from app.core.sheets import send_bytes
from app.core.web import current_actor, form_page
from app.drives import actions, queries
from app.drives.certificate import write_merit
from app.drives.forms import DecisionForm, GuardianForm, NominationForm, ReasonForm
from app.drives.paper import write_decision
from app.drives.views import blueprint
from app.drives.wording import FORM_NAMES, NOMINATED_NAMES, WORDS
from app.people.queries import get_unit
from app.works.voucher import WORD


@blueprint.get("/<int:drive_id>/commendations")
def commendations(drive_id: int) -> str:
    page = queries.get_commendations_page(current_actor(), drive_id)
    return render_template("drives/commendations.html", page=page, drive=page.drive, **WORDS)


@blueprint.route("/places/<int:place_id>/nominate/<kind>", methods=["GET", "POST"])
def nominate(place_id: int, kind: str) -> Response | tuple[str, int]:
    if kind not in NOMINATED_NAMES:
        raise NotFound
    actor = current_actor()
    place = queries.get_place_to_nominate(actor, place_id)
    form = NominationForm()
    form.thing_id.choices = queries.list_thing_choices(actor, place, kind)
    form.form.choices = list(FORM_NAMES.items())
    if form.validate_on_submit():
        try:
            nomination_id = actions.nominate(
                actor,
                once=form.once_key,
                place_id=place_id,
                kind=kind,
                thing_id=form.thing_id.data,
                form=form.form.data,
                merit=form.merit.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            place = queries.get_place_to_nominate(actor, place_id)
        else:
            flash(_("Nominated, with what the records say."), "success")
            return redirect(url_for("drives.nomination", nomination_id=nomination_id), 303)
    return form_page("drives/nominate.html", form, place=place, drive=place.drive, kind=kind, **WORDS)


@blueprint.get("/nominations/<int:nomination_id>")
def nomination(nomination_id: int) -> str:
    page = queries.get_nomination(current_actor(), nomination_id)
    return render_template("drives/nomination.html", page=page, nomination=page.nomination, drive=page.drive, **WORDS)


@blueprint.post("/nominations/<int:nomination_id>/check")
def check(nomination_id: int) -> Response:
    try:
        actions.check_nomination(current_actor(), nomination_id=nomination_id)
    except NotPossible as error:
        flash(explain(error), "danger")
    else:
        flash(_("Checked: somebody else decides."), "success")
    return redirect(url_for("drives.nomination", nomination_id=nomination_id), 303)


@blueprint.route("/nominations/<int:nomination_id>/refuse", methods=["GET", "POST"])
def refuse(nomination_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_nomination(actor, nomination_id)
    if not page.can_check and page.nomination.state != "refused":
        raise NotAllowed
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            actions.refuse_nomination(actor, nomination_id=nomination_id, reason=form.reason.data or "")
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_nomination(actor, nomination_id)
        else:
            flash(_("Refused; the reason stays on record."), "success")
            return redirect(url_for("drives.nomination", nomination_id=nomination_id), 303)
    return form_page("drives/refuse.html", form, nomination=page.nomination, drive=page.drive, **WORDS)


@blueprint.route("/<int:drive_id>/decide", methods=["GET", "POST"])
def decide(drive_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_commendations_page(actor, drive_id)
    if not page.decides:
        raise NotAllowed
    form = DecisionForm(decided_on=clock.today())
    form.chosen.choices = [
        (each.id, f"{NOMINATED_NAMES[each.kind]}: {each.shown_name}")
        for each in page.nominations
        if each.state == "checked"
    ]
    if form.validate_on_submit():
        try:
            actions.decide_commendations(
                actor,
                once=form.once_key,
                drive_id=drive_id,
                nomination_ids=form.chosen.data or [],
                number=form.number.data or "",
                decided_on=form.decided_on.data,
                signer=form.signer.data or "",
                signer_title=form.signer_title.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_commendations_page(actor, drive_id)
        else:
            flash(_("The commendation is decided."), "success")
            return redirect(url_for("drives.commendations", drive_id=drive_id), 303)
    return form_page("drives/decide.html", form, page=page, drive=page.drive, **WORDS)


@blueprint.get("/decisions/<int:decision_id>.docx")
def decision(decision_id: int) -> FlaskResponse:
    drive, found, nominations = queries.get_decision(current_actor(), decision_id)
    content = write_decision(drive, found, nominations)
    return send_bytes(content, name=f"quyet-dinh-khen-thuong-{decision_id}.docx", media_type=WORD)


@blueprint.get("/nominations/<int:nomination_id>/certificate.pdf")
def certificate(nomination_id: int) -> FlaskResponse:
    page = queries.get_nomination(current_actor(), nomination_id)
    if page.nomination.state != "decided":
        raise NotFound
    content = write_merit(page.nomination, page.drive)
    return send_bytes(content, name=f"giay-khen-{nomination_id}.pdf", media_type="application/pdf")


@blueprint.post("/nominations/<int:nomination_id>/naming")
def naming(nomination_id: int) -> Response:
    agrees = request.form.get("agrees") == "1"
    actions.consent_to_naming(current_actor(), nomination_id=nomination_id, agrees=agrees)
    flash(_("You are named.") if agrees else _("You are no longer named."), "success")
    return redirect(url_for("drives.nomination", nomination_id=nomination_id), 303)


@blueprint.route("/nominations/<int:nomination_id>/guardian", methods=["GET", "POST"])
def guardian(nomination_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_nomination(actor, nomination_id)
    if not page.can_note_guardian:
        raise NotAllowed
    form = GuardianForm(guardian=page.nomination.guardian)
    if form.validate_on_submit():
        try:
            actions.note_guardian(actor, nomination_id=nomination_id, guardian=form.guardian.data or "")
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_nomination(actor, nomination_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("drives.nomination", nomination_id=nomination_id), 303)
    return form_page("drives/guardian.html", form, nomination=page.nomination, drive=page.drive, **WORDS)


@blueprint.get("/honours/units/<int:unit_id>")
def unit_honours(unit_id: int) -> str:
    actor = current_actor()
    unit = get_unit(actor, unit_id)
    return render_template(
        "drives/unit_honours.html", unit=unit, honours=queries.list_honours_of_unit(actor, unit), **WORDS
    )


@blueprint.get("/honours/members/<int:member_id>")
def member_honours(member_id: int) -> str:
    member, honours = queries.list_honours_of_member(current_actor(), member_id)
    return render_template("drives/member_honours.html", member=member, honours=honours, **WORDS)
