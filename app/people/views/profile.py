"""One's own page: data, roles, password, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.browsers import describe_browser
from app.people.forms import ChangePasswordForm
from app.people.queries.second_factor import NEED_IT
from app.people.views import blueprint
from app.people.wording import GENDER_NAMES, ROLE_NAMES


@blueprint.get("/profile")
def profile() -> str:
    actor = current_actor()
    account, member, unit, appointments = queries.get_own_profile(actor)
    return render_template(
        "people/profile.html",
        account=account,
        member=member,
        unit=unit,
        appointments=appointments,
        sign_ins=queries.list_own_sign_ins(actor),
        here=actor.sign_in_id,
        has_second_factor=current_user.has_second_factor,
        second_factor_since=queries.required_since() if actor.has(*NEED_IT) else None,
        describe_browser=describe_browser,
        role_names=ROLE_NAMES,
        gender_names=GENDER_NAMES,
        today=clock.today(),
    )


@blueprint.route("/profile/password", methods=["GET", "POST"])
def profile_password() -> Response | tuple[str, int]:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            actions.change_password(current_actor(), old=form.old.data or "", new=form.new.data or "")
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Your password is changed; every other device is signed out."), "success")
            return redirect(url_for("people.profile"), 303)
    return form_page("people/profile_password.html", form)


@blueprint.get("/profile/sign-ins")
def profile_sign_ins() -> str:
    actor = current_actor()
    return render_template(
        "people/sign_ins.html",
        sign_ins=queries.list_own_sign_in_history(actor),
        failures=queries.list_own_failures(actor),
        here=actor.sign_in_id,
        now=clock.now(),
        describe_browser=describe_browser,
    )


@blueprint.post("/profile/sign-ins/<int:sign_in_id>/end")
def profile_end_sign_in(sign_in_id: int) -> Response:
    actions.end_sign_in(current_actor(), sign_in_id=sign_in_id)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("people.profile"), 303)


@blueprint.post("/profile/sign-ins/end-others")
def profile_end_others() -> Response:
    ended = actions.end_other_sign_ins(current_actor())
    flash(ngettext("%(num)d other device is signed out.", "%(num)d other devices are signed out.", ended), "success")
    return redirect(url_for("people.profile"), 303)
