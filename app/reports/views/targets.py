"""The year's targets."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.numbers import format_number
from app.core.web import current_actor, form_page
from app.reports.actions import set_targets
from app.reports.forms import TargetsForm
from app.reports.permissions import can_set_targets
from app.reports.targets import TARGETED, Targets, read_targets
from app.reports.views import blueprint


@blueprint.route("/targets", methods=["GET", "POST"])
def targets() -> Response | tuple[str, int]:
    actor = current_actor()
    if not can_set_targets(actor):
        raise NotAllowed
    year = clock.today().year
    present = read_targets(year)
    form = TargetsForm(data={"version": present.version, **_by_field(present)})
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        values = {key: form[_field(key)].data for key in TARGETED}
        try:
            set_targets(actor, year=year, version=form.seen_version, values=values)
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(error)
            present = read_targets(year)
            shown = _by_field(present)
            there_now = [
                (str(form[_field(key)].label.text), format_number(shown[_field(key)]) if _field(key) in shown else "–")
                for key in TARGETED
            ]
            form.version.raw_data, form.version.data = None, str(present.version)
        else:
            flash(_("The targets are saved."), "success")
            return redirect(url_for("reports.dashboard"), 303)
    return form_page("reports/targets.html", form, year=year, there_now=there_now)


def _field(key: str) -> str:
    """A figure's key as the name of a form's field."""
    return key.replace(".", "_")


def _by_field(present: Targets) -> dict[str, int]:
    return {_field(key): value for key, value in present.values.items()}
