"""The office's settings for works."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works.actions import change_rules
from app.works.conflict import say_present
from app.works.permissions import can_change_rules
from app.works.rules import read_rules
from app.works.rules_forms import RulesForm
from app.works.views import blueprint


@blueprint.route("/works/settings", methods=["GET", "POST"])
def rules() -> Response | tuple[str, int]:
    actor = current_actor()
    if not can_change_rules(actor):
        raise NotAllowed
    form = RulesForm(obj=read_rules())
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            change_rules(
                actor,
                version=form.seen_version,
                line_tolerance=form.line_tolerance.data,
                needs_confirmation=form.needs_confirmation.data,
            )
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(error)
            present = read_rules()
            there_now = say_present(form, {n: getattr(present, n) for n in ("line_tolerance", "needs_confirmation")})
            form.version.raw_data, form.version.data = None, str(present.version)
        else:
            flash(_("The settings are saved."), "success")
            return redirect(url_for("works.rules"), 303)
    return form_page("works/rules.html", form, there_now=there_now)
