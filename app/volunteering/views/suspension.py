"""The notice to the border post; suspending an activity and letting it go on."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible, explain
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms_days import BorderNoticeForm
from app.volunteering.views import blueprint
from app.volunteering.views.asking import ask_why


@blueprint.route("/activities/<int:activity_id>/border-notice", methods=["GET", "POST"])
def border_notice(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    form = BorderNoticeForm(given_on=clock.today())
    if form.validate_on_submit():
        try:
            actions.record_border_notice(
                actor,
                once=form.once_key,
                activity_id=activity_id,
                post=form.post.data,
                given_on=form.given_on.data,
                document=form.document.data,
                contact=form.contact.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(_("The notice is recorded."), "success")
            return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
    notices = queries.list_border_notices(activity_id)
    return form_page("volunteering/border_notice.html", form, activity=activity, notices=notices)


@blueprint.route("/activities/<int:activity_id>/suspend", methods=["GET", "POST"])
def suspend(activity_id: int) -> Response | tuple[str, int]:
    done = _("The activity is suspended. All places stay.")
    return ask_why(activity_id, actions.suspend_activity, done, "volunteering/suspend.html")


@blueprint.post("/activities/<int:activity_id>/resume")
def resume(activity_id: int) -> Response:
    try:
        actions.resume_activity(current_actor(), activity_id=activity_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(_("The activity goes on."), "success")
    return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
