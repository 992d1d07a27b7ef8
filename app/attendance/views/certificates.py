"""Certificates: got and published by their owner, issued and withdrawn by the host, checked by anybody."""

from flask import Response as FlaskResponse
from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.attendance import actions, queries
from app.attendance.forms import PublishForm, WithdrawForm
from app.attendance.models import Certificate
from app.attendance.views import blueprint
from app.attendance.wording import CERTIFICATE_REASONS, CERTIFICATE_STATE_NAMES
from app.core.codes import display_code
from app.core.errors import NotAllowed, NotFound, NotPossible, explain
from app.core.settings import setting
from app.core.web import current_actor, form_page, is_public


@blueprint.post("/activities/<int:activity_id>/certificate")
def issue(activity_id: int) -> Response:
    """Get the own certificate."""
    actor = current_actor()
    try:
        id_ = actions.issue_certificate(actor, activity_id=activity_id)
    except NotPossible as error:
        flash(explain(error), "warning")
        return redirect(url_for("attendance.own_hours"), 303)
    return redirect(url_for("attendance.certificate", certificate_id=id_), 303)


@blueprint.route("/activities/<int:activity_id>/certificates", methods=["GET", "POST"])
def certificates(activity_id: int) -> Response | str:
    """Everybody who took part; the host issues to all at once."""
    actor = current_actor()
    page = queries.get_certificates_page(actor, activity_id)
    if request.method == "GET":
        return render_template("attendance/certificates.html", page=page, states=CERTIFICATE_STATE_NAMES)
    if not page.can_issue:
        raise NotAllowed
    try:
        number = actions.issue_certificates(actor, activity_id=activity_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(ngettext("%(num)d certificate was issued.", "%(num)d certificates were issued.", number), "success")
    return redirect(url_for("attendance.certificates", activity_id=activity_id), 303)


@blueprint.route("/my/certificates/<int:certificate_id>", methods=["GET", "POST"])
def certificate(certificate_id: int) -> Response | tuple[str, int]:
    """The own certificate, and what its public page shows."""
    actor = current_actor()
    held = queries.get_certificate(actor, certificate_id)
    if held.member_id != actor.member_id:
        raise NotFound
    form = PublishForm(obj=held)
    if form.validate_on_submit():
        actions.publish_certificate(actor, certificate_id=certificate_id, **_shown(form))
        flash(_("Saved."), "success")
        return redirect(url_for("attendance.certificate", certificate_id=certificate_id), 303)
    return form_page("attendance/certificate.html", form, held=held, address=_address(held), **_words())


@blueprint.get("/certificates/<int:certificate_id>/paper")
def certificate_paper(certificate_id: int) -> FlaskResponse:
    """The PDF to print, for its owner and the host, as long as it is valid."""
    from app.attendance.paper import write_certificate  # it loads slowly, and few pages need it

    held = queries.get_certificate(current_actor(), certificate_id)
    if not held.is_valid:
        raise NotFound
    organisation = setting("organisation", current_app.config["ORGANISATION"])
    response = make_response(write_certificate(held, address=_address(held), organisation=organisation))
    response.mimetype = "application/pdf"
    name = f"chung-nhan-{held.number:02}-{held.year}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/certificates/<int:certificate_id>/withdraw", methods=["GET", "POST"])
def withdraw_certificate(certificate_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    held = queries.get_certificate(actor, certificate_id)
    if not queries.get_certificates_page(actor, held.activity_id).can_issue:
        raise NotAllowed
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            actions.withdraw_certificate(actor, certificate_id=certificate_id, reason=form.reason.data or "")
        except NotPossible as error:
            form.refuse(error)
            held = queries.get_certificate(actor, certificate_id)
        else:
            flash(_("The certificate was withdrawn."), "success")
            return redirect(url_for("attendance.certificates", activity_id=held.activity_id), 303)
    return form_page("attendance/withdraw_certificate.html", form, held=held)


@blueprint.get("/certificates/<certificate_code>")
@is_public
def check_certificate(certificate_code: str) -> str:
    """Whoever holds the paper learns whether it is valid, and what its owner published."""
    held = queries.get_certificate_by_code(certificate_code)
    return render_template("attendance/check_certificate.html", held=held, code=display_code(held.code), **_words())


def _address(held: Certificate) -> str:
    """The public page's whole address, as it stands in the QR code."""
    path = url_for("attendance.check_certificate", certificate_code=held.code)
    return (current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")) + path


def _shown(form: PublishForm) -> dict[str, bool]:
    return {name: form[name].data for name in ("shows_name", "shows_hours", "shows_activity")}


def _words() -> dict[str, object]:
    return {"states": CERTIFICATE_STATE_NAMES, "reasons": CERTIFICATE_REASONS}
