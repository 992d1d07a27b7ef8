"""Drives: the list, one with its standings, making and changing a draft, its trial on last year's records."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.web import current_actor, form_page, is_public, page_links
from app.drives import actions, queries
from app.drives.forms import DriveForm, EditDriveForm
from app.drives.views import blueprint
from app.drives.wording import WORDS

FRAME = (
    *("title", "date_from", "date_to", "registers_until", "description", "document"),
    *("most_units", "most_works", "most_members"),
)


@blueprint.get("/")
@is_public
def drives() -> str:
    actor = current_actor()
    page = queries.list_drives(actor, request.args.get("at"))
    return render_template(
        "drives/drives.html",
        drives=page.items,
        pages=page_links(page),
        can_make=bool(not actor.is_visitor and queries.list_owner_choices(actor)),
        **WORDS,
    )


@blueprint.get("/<int:drive_id>")
@is_public
def drive(drive_id: int) -> str:
    page = queries.get_drive_page(current_actor(), drive_id)
    commended = queries.list_commended(page.drive) if page.frozen else []
    return render_template(
        "drives/drive.html", page=page, drive=page.drive, standings=page.standings, commended=commended, **WORDS
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    actor = current_actor()
    owners = queries.list_owner_choices(actor)
    if not owners:
        raise NotAllowed
    year = clock.today().year
    first, last = clock.today().replace(year=year, month=1, day=1), clock.today().replace(year=year, month=12, day=31)
    form = DriveForm(date_from=first, date_to=last, registers_until=min(last, clock.today() + timedelta(days=30)))
    form.unit_id.choices = owners
    form.copy_of.choices = [("", _("Nothing: begin from scratch")), *queries.list_former_choices(actor)]
    if form.validate_on_submit():
        try:
            drive_id = actions.make_drive(
                actor, once=form.once_key, unit_id=form.unit_id.data, copy_of=form.copy_of.data, **_frame(form)
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The drive is drafted. Say what it asks, and of whom."), "success")
            return redirect(url_for("drives.indicators", drive_id=drive_id), 303)
    return form_page("drives/new.html", form)


@blueprint.route("/<int:drive_id>/edit", methods=["GET", "POST"])
def edit(drive_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    drive = queries.get_draft(actor, drive_id).drive
    form = EditDriveForm(obj=drive)
    if form.validate_on_submit():
        try:
            actions.edit_drive(actor, once=form.once_key, drive_id=drive_id, version=form.seen_version, **_frame(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            drive = queries.get_draft(actor, drive_id).drive
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("drives.drive", drive_id=drive_id), 303)
    form.version.data = drive.version
    return form_page("drives/edit.html", form, drive=drive)


@blueprint.get("/<int:drive_id>/trial")
def trial(drive_id: int) -> str:
    setup = queries.get_draft(current_actor(), drive_id)
    standings, first, last = queries.trial_standings(setup)
    return render_template(
        "drives/trial.html",
        drive=setup.drive,
        standings=standings,
        names={indicator.id: indicator.name for indicator in setup.indicators},
        first=first,
        last=last,
        **WORDS,
    )


@blueprint.post("/<int:drive_id>/open")
def open_drive(drive_id: int) -> Response:
    try:
        actions.open_drive(current_actor(), drive_id=drive_id)
    except NotPossible as error:
        flash(explain(error), "danger")
    else:
        flash(_("The drive is open: its units can register."), "success")
    return redirect(url_for("drives.drive", drive_id=drive_id), 303)


@blueprint.post("/<int:drive_id>/publish")
def publish(drive_id: int) -> Response:
    is_shown = request.form.get("is_public") == "1"
    try:
        actions.publish_drive(current_actor(), drive_id=drive_id, is_public=is_shown)
    except NotPossible as error:
        flash(explain(error), "danger")
    else:
        flash(_("Everybody can see the drive.") if is_shown else _("The drive is no longer public."), "success")
    return redirect(url_for("drives.drive", drive_id=drive_id), 303)


def _frame(form: DriveForm) -> dict[str, Any]:
    values = {name: form[name].data for name in FRAME}
    return {
        name: value or "" if name in ("title", "description", "document") else value for name, value in values.items()
    }
