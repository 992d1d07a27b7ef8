"""Asking a leader why, before something is done to an activity that people hold places in."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.volunteering import queries
from app.volunteering.forms import ReasonForm


def ask_why(activity_id: int, action: Callable[..., Any], done: str, template: str) -> Response | tuple[str, int]:
    """Ask for the reason, saying how many people it touches; do it, say `done`, and go back to the activity."""
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            action(actor, activity_id=activity_id, reason=form.reason.data or "")
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(done, "success")
            return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
    people = sum(shift.confirmed + shift.waiting for shift in queries.list_shifts(activity_id))
    return form_page(template, form, activity=activity, people=people)
