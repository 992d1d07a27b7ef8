"""Signing in, activating an account, signing out."""

import secrets

from flask import current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import DomainError, NotPossible
from app.core.web import current_actor, form_page, is_public, local_path
from app.people import actions, queries
from app.people.actions import NewSignIn, SecondStep, TooManyTries
from app.people.browsers import network_address
from app.people.forms import ActivateForm, SecondStepForm, SignInForm
from app.people.views import blueprint

DEVICE_COOKIE = "known_device"
# In the session between the password and the second step.
SECOND_STEP, SECOND_STEP_SECONDS = "second_step", 300
# How many accounts a browser is remembered for: a family's phone, a school's computer.
ACCOUNTS_PER_DEVICE = 8


@blueprint.route("/sign-in", methods=["GET", "POST"])
@is_public
def sign_in() -> Response | tuple[str, int]:
    wanted = local_path(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted or "/", 303)
    form = SignInForm()
    wait = None
    if form.validate_on_submit():
        device, accounts = _known_device()
        try:
            new = actions.sign_in_with_password(
                current_actor(),
                identifier=form.identifier.data or "",
                password=form.password.data or "",
                stays=form.stays.data,
                address=network_address(request.remote_addr),
                browser=request.user_agent.string,
                device=device,
                device_accounts=accounts,
            )
        except NotPossible as error:
            form.refuse(error)
        except TooManyTries as error:
            wait = error.seconds
        else:
            if isinstance(new, SecondStep):
                return _ask_second_step(new, stays=form.stays.data, to=wanted or "/")
            return _welcome(new, stays=form.stays.data, to=wanted or "/")
    page, status = form_page("people/sign_in.html", form, next=wanted, wait=wait)
    return _slow_down(page, wait) if wait else (page, status)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@is_public
def sign_in_code() -> Response | tuple[str, int]:
    """The second step, for a few minutes after the first."""
    first = session.get(SECOND_STEP)
    if current_user.is_authenticated or first is None or clock.now().timestamp() - first["at"] > SECOND_STEP_SECONDS:
        return redirect(url_for("people.sign_in"), 303)
    form = SecondStepForm()
    wait = None
    if form.validate_on_submit():
        device, accounts = _known_device()
        try:
            new = actions.sign_in_with_code(
                current_actor(),
                account_id=first["account"],
                mark=first["mark"],
                code=form.code.data or "",
                stays=first["stays"],
                address=network_address(request.remote_addr),
                browser=request.user_agent.string,
                device=device,
                device_accounts=accounts,
            )
        except NotPossible as error:
            form.refuse(error)
        except TooManyTries as error:
            wait = error.seconds
        else:
            return _welcome(new, stays=first["stays"], to=first["to"])
    page, status = form_page("people/sign_in_code.html", form, wait=wait)
    return _slow_down(page, wait) if wait else (page, status)


@blueprint.route("/activate", methods=["GET", "POST"])
@is_public
def activate() -> Response | tuple[str, int]:
    # A slip's picture leads here with both codes; they are used only by what is sent.
    form = ActivateForm(member_code=request.args.get("member", "")[:20], code=request.args.get("code", "")[:40])
    wait = None
    if form.validate_on_submit():
        try:
            account_id = actions.activate_account(
                current_actor(),
                member_code=form.member_code.data or "",
                code=form.code.data or "",
                password=form.password.data or "",
                address=network_address(request.remote_addr),
            )
        except NotPossible as error:
            form.refuse(error)
        except TooManyTries as error:
            wait = error.seconds
        else:
            flash(_("Your password is set. Sign in with it now."), "success")
            # The code has shown whose browser this is: whoever fails on purpose beside them doesn't slow them down now.
            return _remember_browser(redirect(url_for("people.sign_in"), 303), account_id)
    page, status = form_page("people/activate.html", form, wait=wait)
    return _slow_down(page, wait) if wait else (page, status)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    actor = current_actor()
    actions.end_sign_in(actor, sign_in_id=actor.sign_in_id)
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect("/", 303)


@blueprint.before_app_request
def keep_signed_in() -> None:
    """Renew a sign-in that stays, at most once a day. Only when something is sent: reading a page writes nothing."""
    if request.method == "POST" and current_user.is_authenticated and current_user.is_renewal_due:
        try:
            actions.renew_sign_in(current_actor())
        except DomainError:
            return  # a busy database must not keep anybody from what they came for
        session.modified = True


def _welcome(new: NewSignIn, *, stays: bool, to: str) -> Response:
    """Start a new session, with nothing in it of the one before."""
    session.clear()
    session.permanent = stays
    login_user(queries.get_viewer(new.token))
    return _remember_browser(redirect(to, 303), new.account_id)


def _remember_browser(response: Response, account_id: int) -> Response:
    """As one that this account has signed in with, or set its password."""
    device, accounts = _known_device()
    known = (account_id, *(id_ for id_ in accounts if id_ != account_id))[:ACCOUNTS_PER_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        _device_signer().dumps([device or secrets.token_urlsafe(12), known]),
        max_age=400 * 86400,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _ask_second_step(first: SecondStep, *, stays: bool, to: str) -> Response:
    """Remember in the signed cookie, and nowhere else, that the password was right."""
    session.clear()
    session[SECOND_STEP] = {
        "account": first.account_id,
        "mark": actions.password_mark(first.password_hash),
        "stays": stays,
        "to": to,
        "at": int(clock.now().timestamp()),
    }
    return redirect(url_for("people.sign_in_code"), 303)


def _known_device() -> tuple[str | None, tuple[int, ...]]:
    """This browser's name and the accounts that signed in with it, from its signed cookie."""
    try:
        device, accounts = _device_signer().loads(request.cookies.get(DEVICE_COOKIE, ""))
    except BadSignature:
        return None, ()
    return device, tuple(accounts)


def _device_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")


def _slow_down(page: str, seconds: int) -> Response:
    return Response(page, 429, {"Retry-After": str(seconds)}, mimetype="text/html")
