"""For the administrator: how long data are kept, and the removal of what has had its time."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotAllowed, NotPossible
from app.core.forms import OnceForm
from app.core.web import current_actor, form_page
from app.privacy import actions, queries
from app.privacy.forms import keeping_form
from app.privacy.keeping import RULES, months
from app.privacy.permissions import can_set_keeping
from app.privacy.views import blueprint
from app.privacy.wording import rule_names


@blueprint.route("/privacy/keeping", methods=["GET", "POST"])
def keeping() -> Response | tuple[str, int]:
    actor = current_actor()
    if not can_set_keeping(actor):
        raise NotAllowed
    names = [name for name, rule in RULES.items() if rule.months is not None]
    form = keeping_form({name: rule_names()[name] for name in names})(
        **{name: months(name) for name in names}, days_off="\n".join(map(clock.format_date, queries.days_off()))
    )
    if form.validate_on_submit():
        try:
            actions.set_keeping(actor, months={name: form[name].data for name in names}, days_off=form.days)
        except NotPossible as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("privacy.keeping"), 303)
    return form_page("privacy/keeping.html", form, names=names, rules=RULES)


@blueprint.route("/privacy/expiry", methods=["GET", "POST"])
def expiry() -> Response | str:
    """Shows what would go before it goes."""
    actor = current_actor()
    if not can_set_keeping(actor):
        raise NotAllowed
    form, today = OnceForm(), clock.today()
    if form.validate_on_submit():
        number = actions.expire(actor, once=form.once_key, today=today)
        flash(ngettext("%(num)d record was removed.", "%(num)d records were removed.", number), "success")
        return redirect(url_for("privacy.expiry"), 303)
    return render_template("privacy/expiry.html", form=form, due=queries.list_due(today), rule_names=rule_names())
