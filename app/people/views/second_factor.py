"""The second factor: adding and removing one's own, resetting another's, and from when on it is required."""

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.core.codes import display_code
from app.core.errors import NotFound, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries, totp
from app.people.forms import AddSecondFactorForm, PasswordAgainForm, ReasonForm, RequireSecondFactorForm
from app.people.permissions import can_appoint, can_manage_accounts
from app.people.views import blueprint

ISSUER = "Thắp Sáng"
# What somebody may open whose role needs a second factor and who has none yet.
OPEN_WITHOUT = {
    "static",
    "people.second_factor",
    "people.profile",
    "people.profile_password",
    "people.sign_out",
    "public.about",
    "public.healthz",
    "public.manifest",
    "public.robots",
}


@blueprint.before_app_request
def ask_for_second_factor() -> Response | None:
    """Whose role needs a second factor adds one before anything else."""
    if not current_user.is_authenticated or current_user.has_second_factor or request.endpoint in OPEN_WITHOUT:
        return None
    # As the viewer's own statement found them: this is asked with every request.
    is_due = current_actor().has(*queries.NEED_IT) and queries.is_since(current_user.second_factor_since)
    if request.endpoint is None or not is_due:
        return None
    return redirect(url_for("people.second_factor"), 303)


@blueprint.route("/profile/second-factor", methods=["GET", "POST"])
def second_factor() -> Response | str | tuple[str, int]:
    """One's own: to add it where there is none. The secret lies in the page, signed, until the app has shown a code."""
    actor = current_actor()
    own = queries.find_own_factor(actor)
    due = queries.is_second_factor_due(actor)
    if own is not None:
        return render_template("people/second_factor.html", own=own, due=due)
    form = AddSecondFactorForm()
    nonce = _read_nonce(form.nonce.data)
    if form.validate_on_submit():
        try:
            codes = actions.add_second_factor(
                actor, nonce=nonce, code=form.code.data or "", password=form.password.data or ""
            )
        except NotPossible as error:
            form.refuse(error)
        else:
            return _show_codes(codes, is_new=True)
    form.nonce.data = _signer().dumps([actor.account_id, nonce])
    secret = actions.secret_for(nonce)
    address = totp.address_for_app(secret, who=current_user.name, issuer=ISSUER)
    return form_page(
        "people/second_factor_add.html",
        form,
        picture=Markup(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass=None)),
        address=address,
        secret=display_code(totp.as_text(secret)),
        due=due,
        since=queries.required_since(),
    )


@blueprint.route("/profile/second-factor/codes", methods=["GET", "POST"])
def second_factor_codes() -> Response | str | tuple[str, int]:
    """Shows the new codes in the answer itself: they are kept nowhere."""
    actor = current_actor()
    if queries.find_own_factor(actor) is None:
        raise NotFound
    form = PasswordAgainForm()
    if form.validate_on_submit():
        try:
            return _show_codes(actions.renew_recovery_codes(actor, password=form.password.data or ""), is_new=False)
        except NotPossible as error:
            form.refuse(error)
    return form_page("people/second_factor_confirm.html", form, removes=False)


@blueprint.route("/profile/second-factor/remove", methods=["GET", "POST"])
def second_factor_remove() -> Response | tuple[str, int]:
    actor = current_actor()
    if queries.find_own_factor(actor) is None:
        raise NotFound
    form = PasswordAgainForm()
    if form.validate_on_submit():
        try:
            actions.remove_second_factor(actor, password=form.password.data or "")
        except NotPossible as error:
            form.refuse(error)
        else:
            flash(_("Signing in asks only for the password again."), "success")
            return redirect(url_for("people.profile"), 303)
    return form_page("people/second_factor_confirm.html", form, removes=True)


@blueprint.route("/accounts/<int:account_id>/second-factor/reset", methods=["GET", "POST"])
def second_factor_reset(account_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    account = queries.get_account(actor, account_id)
    form = ReasonForm()
    if form.validate_on_submit():
        actions.reset_second_factor(actor, account_id=account_id, reason=form.reason.data or "")
        flash(_("The second step is reset: this person signs in with the password alone."), "success")
        return redirect(url_for("people.account", account_id=account_id), 303)
    return form_page(
        "people/second_factor_reset.html",
        form,
        account=account,
        has_factor=queries.has_second_factor(account_id),
        may=can_appoint(actor, account_id),
    )


@blueprint.route("/accounts/second-factor", methods=["GET", "POST"])
def second_factor_rule() -> Response | tuple[str, int]:
    """From when on the approving roles need one, and who has none yet."""
    actor = current_actor()
    if not can_manage_accounts(actor):
        raise NotFound
    form = RequireSecondFactorForm(since=queries.required_since())
    if form.validate_on_submit():
        actions.require_second_factor(actor, since=form.since.data)
        flash(_("The rule is saved."), "success")
        return redirect(url_for("people.second_factor_rule"), 303)
    return form_page("people/second_factor_rule.html", form, rows=queries.list_need_second_factor(actor))


def _show_codes(codes: list[str], *, is_new: bool) -> str:
    return render_template("people/recovery_codes.html", codes=[display_code(code) for code in codes], is_new=is_new)


def _read_nonce(text: str | None) -> str:
    """That of the page that was sent, or a new one."""
    try:
        account_id, nonce = _signer().loads(text or "")
    except (BadSignature, ValueError):
        return actions.new_nonce()
    return nonce if account_id == current_actor().account_id else actions.new_nonce()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="second-factor")
