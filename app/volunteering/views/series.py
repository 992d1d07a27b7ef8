"""Copying an activity, repeating it, and going on with its series."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotPossible
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms_days import CopyForm, ExtendForm, RepeatForm
from app.volunteering.recurrence import week_of_month
from app.volunteering.views import blueprint
from app.volunteering.wording import PATTERN_NAMES


@blueprint.route("/activities/<int:activity_id>/copy", methods=["GET", "POST"])
def copy(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            id_ = actions.copy_activity(actor, once=form.once_key, activity_id=activity_id, day=form.day.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(_("Copied as a draft. Look it through, then publish it."), "success")
            return redirect(url_for("volunteering.activity", activity_id=id_), 303)
    return form_page("volunteering/copy.html", form, activity=activity)


@blueprint.route("/activities/<int:activity_id>/repeat", methods=["GET", "POST"])
def repeat(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    if activity.series_id is not None:
        return redirect(url_for("volunteering.series", series_id=activity.series_id), 303)
    first = queries.first_day(activity)
    form = RepeatForm(pattern="weekly", every=1, until=queries.usual_end(first), publish_all=False)
    form.pattern.choices = list(PATTERN_NAMES.items())
    if form.validate_on_submit() and "show" not in request.form:
        try:
            series_id = actions.start_series(
                actor,
                once=form.once_key,
                activity_id=activity_id,
                pattern=form.pattern.data,
                every=form.every.data,
                until=form.until.data,
                skipped=tuple(form.skipped.data or ()),
                publish_all=form.publish_all.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(_("The series is there. Each day can be changed alone."), "success")
            return redirect(url_for("volunteering.series", series_id=series_id), 303)
    pattern, every, until = form.pattern.data, form.every.data, form.until.data
    days = []
    if pattern in PATTERN_NAMES and every in range(1, 13) and until is not None:
        days = queries.list_repeats(activity, pattern, every or 1, until)
    return _days_page("volunteering/repeat.html", form, days, activity=activity, first=first, week=week_of_month(first))


@blueprint.route("/activities/series/<int:series_id>", methods=["GET", "POST"])
def series(series_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_series_page(actor, series_id)
    form = ExtendForm(
        version=page.series.version,
        until=queries.usual_end(page.series.until),
        like_id=page.activities[-1].id,
    )
    _offer_days(form, page)
    if form.validate_on_submit() and "show" not in request.form:
        try:
            made = actions.extend_series(
                actor,
                once=form.once_key,
                series_id=series_id,
                version=form.seen_version,
                like_id=form.like_id.data,
                until=form.until.data,
                skipped=tuple(form.skipped.data or ()),
                publish_all=form.publish_all.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_series_page(actor, series_id)
            form.version.raw_data, form.version.data = None, str(page.series.version)
        else:
            flash(ngettext("%(num)d day was added.", "%(num)d days were added.", made), "success")
            return redirect(url_for("volunteering.series", series_id=series_id), 303)
    days = page.days_until(form.until.data) if form.until.data else []
    return _days_page("volunteering/series.html", form, days, page=page, patterns=PATTERN_NAMES)


@blueprint.post("/activities/series/<int:series_id>/publish")
def publish_series(series_id: int) -> Response:
    published = actions.publish_series(current_actor(), series_id=series_id)
    flash(ngettext("%(num)d day is published.", "%(num)d days are published.", published), "success")
    return redirect(url_for("volunteering.series", series_id=series_id), 303)


def _offer_days(form: ExtendForm, page: queries.SeriesPage) -> None:
    form.like_id.choices = [
        (activity.id, f"{clock.format_datetime(activity.starts_at)}, {activity.title}")
        for activity in page.activities
        if activity.starts_at is not None
    ]


def _days_page(template: str, form: Any, days: list[Any], **values: Any) -> tuple[str, int]:
    """A page that shows the days before it makes them; showing is no mistake, so it answers 200."""
    if "show" in request.form and not form.errors:
        form.status = 200
    form.skipped.choices = [(day.isoformat(), day) for day in days]
    return form_page(template, form, days=days, **values)
