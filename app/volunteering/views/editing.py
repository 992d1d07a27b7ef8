"""Creating and changing activities, and the steps from draft to held."""

from datetime import time, timedelta
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.web import current_actor, form_page, id_arg
from app.volunteering import actions, queries
from app.volunteering.forms import ActivityForm, CancelWorkForm
from app.volunteering.models import Activity, Shift
from app.volunteering.values import ActivityValues, ShiftValues
from app.volunteering.views import blueprint
from app.volunteering.views.asking import ask_why
from app.volunteering.wording import AUDIENCE_NAMES
from app.works.conflict import as_timelines
from app.works.queries import get_work, list_changes_since

MARKS = ("is_heavy", "is_away", "is_border_zone")
# When the first shift of a work's activity is proposed to be.
FROM, UNTIL = time(7), time(11)
FIELDS = (
    *("title", "description", "audience", "work_id", "commune_id", "place", "meeting_point", "what_to_bring"),
    *("contact", "sign_up_opens_at", "sign_up_closes_at", "host_unit_id"),
)


@blueprint.route("/activities/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    actor = current_actor()
    hosts = queries.list_host_choices(actor)
    if not hosts:
        raise NotAllowed
    work_id = id_arg("work")
    known = {"host_unit_id": hosts[0][0], "shifts": [{}], **(_of_work(actor, work_id, hosts) if work_id else {})}
    form = ActivityForm(audience="all", **known)
    _offer(form, actor, hosts)
    if _edit_rows(form):
        return _page(form, activity=None)
    if form.validate_on_submit():
        try:
            id_ = actions.save_activity(actor, once=form.once_key, **_values(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("Saved as a draft. Publish it when it is ready."), "success")
            return redirect(url_for("volunteering.activity", activity_id=id_), 303)
    return _page(form, activity=None)


@blueprint.route("/activities/<int:activity_id>/edit", methods=["GET", "POST"])
def edit(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    shifts = queries.list_shifts(activity_id)
    form = ActivityForm(data=_present(activity, shifts))
    _offer(form, actor, queries.list_host_choices(actor), work_id=activity.work_id)
    if _edit_rows(form):
        return _page(form, activity=activity)
    present: list[tuple[Any, Any]] = []
    if form.validate_on_submit():
        try:
            actions.save_activity(
                actor, once=form.once_key, activity_id=activity_id, version=form.seen_version, **_values(form)
            )
        except Conflict as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)
            present = _differences(form, activity, queries.list_shifts(activity_id))
            form.version.data = str(activity.version)
        except NotPossible as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
    return _page(form, activity=activity, present=present)


@blueprint.post("/activities/<int:activity_id>/publish")
def publish(activity_id: int) -> Response:
    return _step(activity_id, actions.publish_activity, _("The activity is published."))


@blueprint.post("/activities/<int:activity_id>/held")
def held(activity_id: int) -> Response:
    return _step(activity_id, actions.mark_held, _("The activity counts as held."))


@blueprint.route("/activities/<int:activity_id>/cancel", methods=["GET", "POST"])
def call_off(activity_id: int) -> Response | tuple[str, int]:
    done = _("The activity was called off.")
    return ask_why(activity_id, actions.cancel_activity, done, "volunteering/call_off.html")


@blueprint.route("/works/<int:work_id>/cancel", methods=["GET", "POST"])
def cancel_work(work_id: int) -> Response | tuple[str, int]:
    """A work is given up here, because its activities are called off with it."""
    actor = current_actor()
    page = queries.get_work_to_cancel(actor, work_id)
    form = CancelWorkForm(version=page.work.version)
    changes: list[Any] = []
    if form.validate_on_submit():
        try:
            actions.cancel_work(actor, work_id=work_id, version=form.seen_version, reason=form.reason.data or "")
        except (NotPossible, Conflict) as error:
            if isinstance(error, Conflict):
                changes = as_timelines(list_changes_since(work_id, form.seen_version))
            form.refuse(error)
            page = queries.get_work_to_cancel(actor, work_id)  # a refusal rolls back what was loaded
        else:
            flash(_("The work is cancelled."), "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
    form.version.raw_data, form.version.data = None, str(page.work.version)
    return form_page("volunteering/cancel_work.html", form, page=page, work=page.work, changes=changes)


def _of_work(actor: Actor, work_id: int, hosts: list[tuple[int, str]]) -> dict[str, Any]:
    """The first content of the form for a work: its unit, place and days. Raises NotFound, NotAllowed."""
    work = get_work(actor, work_id)
    if work.unit_id not in dict(hosts):
        raise NotAllowed
    day = clock.today() + timedelta(days=1)
    if work.starts_on is not None:
        day = max(day, work.starts_on)
    return {
        "work_id": work.id,
        "host_unit_id": work.unit_id,
        "title": work.title,
        "commune_id": work.commune_id,
        "place": work.village,
        "point": None if work.lat is None or work.lon is None else (work.lat, work.lon),
        "shifts": [{"starts_at": clock.at_local(day, FROM), "ends_at": clock.at_local(day, UNTIL)}],
    }


def _page(form: ActivityForm, **values: Any) -> tuple[str, int]:
    """The form with its map, which asks other areas for the communes."""
    urls = {
        name: url_for(endpoint) if endpoint in current_app.view_functions else ""
        for name, endpoint in (("outlines_url", "maps.communes"), ("at_url", "places.at"))
    }
    return form_page("volunteering/edit.html", form, **urls, **values)


def _step(activity_id: int, step: Any, done: str) -> Response:
    try:
        step(current_actor(), activity_id=activity_id)
    except NotPossible as error:
        flash(explain(error), "warning")
    else:
        flash(done, "success")
    return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)


def _offer(form: ActivityForm, actor: Actor, hosts: list[tuple[int, str]], work_id: int | None = None) -> None:
    nothing = [("", "—")]
    units = queries.list_unit_choices()
    form.host_unit_id.choices = hosts
    form.work_id.choices = nothing + queries.list_work_choices(actor, always=work_id)
    form.commune_id.choices = nothing + queries.list_commune_choices()
    form.audience.choices = list(AUDIENCE_NAMES.items())
    form.invited_unit_ids.choices = units
    form.co_host_unit_ids.choices = units


def _edit_rows(form: ActivityForm) -> bool:
    """Add or remove a shift where one of these buttons was pressed; needs no JavaScript, and nothing typed is lost."""
    if "add_shift" in request.form:
        last = form.shifts.entries[-1].form if form.shifts.entries else None
        like = {"role": last.role.data, "starts_at": last.starts_at.data, "ends_at": last.ends_at.data} if last else {}
        if len(form.shifts) < (form.shifts.max_entries or 0):
            form.shifts.append_entry(like)
        form.status = 200
        return True
    if (number := request.form.get("remove_shift", type=int)) is not None:
        form.shifts.entries = [e for e in form.shifts.entries if e.id != f"shifts-{number}"]
        form.status = 200
        return True
    return False


def _values(form: ActivityForm) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    values = {name: getattr(form, name).data for name in FIELDS if name != "host_unit_id"}
    for name in ("description", "place", "meeting_point", "what_to_bring", "contact"):
        values[name] = values[name] or ""
    activity = ActivityValues(
        **values,
        point=form.point.data,
        invited_unit_ids=tuple(form.invited_unit_ids.data or ()),
        co_host_unit_ids=tuple(form.co_host_unit_ids.data or ()),
    )
    return {
        "host_unit_id": form.host_unit_id.data,
        "activity": activity,
        "shifts": tuple(_shift_values(entry.form) for entry in form.shifts),
        "move_last": form.move_last.data,
    }


def _shift_values(row: Any) -> ShiftValues:
    """What a row of shifts says, a ShiftRowForm that was found right."""
    return ShiftValues(
        id=row.shift_id,
        role=row.role.data,
        starts_at=row.starts_at.data,
        ends_at=row.ends_at.data,
        capacity=row.capacity.data,
        minimum=row.minimum.data or 0,
        minimum_age=row.minimum_age.data,
        skills=row.skills.data or "",
        **{mark: getattr(row, mark).data for mark in MARKS},
    )


def _present(activity: Activity, shifts: list[Shift]) -> dict[str, Any]:
    """What the form shows first: the activity as it stands."""
    columns = ("id", "role", "starts_at", "ends_at", "capacity", "minimum", "minimum_age", "skills", *MARKS)
    units = {role: [u.unit_id for u in activity.invited if u.role == role] for role in ("invited", "co_host")}
    return {
        **{name: getattr(activity, name) for name in FIELDS},
        "version": activity.version,
        "point": (activity.lat, activity.lon) if activity.lat is not None else None,
        "invited_unit_ids": units["invited"],
        "co_host_unit_ids": units["co_host"],
        "shifts": [{name: getattr(shift, name) for name in columns} for shift in shifts],
    }


def _differences(form: ActivityForm, activity: Activity, shifts: list[Shift]) -> list[tuple[Any, Any]]:
    """Where the present values differ from what was typed: pairs of label and present value."""
    found: list[tuple[Any, Any]] = []
    for name, value in _present(activity, shifts).items():
        field = form[name]
        if name in ("version", "shifts") or (field.data or None) == (value or None):
            continue
        labels = dict(field.choices) if getattr(field, "choices", None) else {}
        if isinstance(value, list):
            found.append((field.label.text, ", ".join(str(labels.get(item, item)) for item in value) or "—"))
        else:
            shown = clock.format_datetime(value) if hasattr(value, "tzinfo") else labels.get(value, value)
            found.append((field.label.text, "—" if value is None else shown))
    for shift in shifts:
        when = f"{clock.format_datetime(shift.starts_at)}–{clock.format_time(shift.ends_at)}"
        found.append((shift.role, f"{when}, {shift.confirmed}/{shift.capacity}"))
    return found
