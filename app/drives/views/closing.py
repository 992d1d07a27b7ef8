"""The end of a drive: closing it, what differs since, and its minutes."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotPossible
from app.core.sheets import send_bytes
from app.core.web import current_actor, form_page
from app.drives import actions, queries
from app.drives.forms import CloseForm
from app.drives.paper import write_minutes
from app.drives.views import blueprint
from app.drives.wording import WORDS
from app.works.voucher import WORD


@blueprint.route("/<int:drive_id>/close", methods=["GET", "POST"])
def close(drive_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    drive = queries.get_drive_to_close(actor, drive_id)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            actions.close_drive(actor, once=form.once_key, drive_id=drive_id, version=form.seen_version)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            drive = queries.get_drive_to_close(actor, drive_id)
        else:
            flash(_("The drive is closed, its standing kept for good."), "success")
            return redirect(url_for("drives.drive", drive_id=drive_id), 303)
    form.version.data = drive.version
    return form_page("drives/close.html", form, drive=drive, **WORDS)


@blueprint.get("/<int:drive_id>/changes")
def changes(drive_id: int) -> str:
    drive, frozen = queries.get_closed(current_actor(), drive_id)
    return render_template(
        "drives/changes.html", drive=drive, frozen=frozen, differences=queries.list_differences(drive), **WORDS
    )


@blueprint.get("/<int:drive_id>/minutes.docx")
def minutes(drive_id: int) -> FlaskResponse:
    drive, frozen = queries.get_closed(current_actor(), drive_id)
    content = write_minutes(drive, queries.standings_from(frozen), frozen)
    return send_bytes(content, name=f"bien-ban-thi-dua-{drive_id}.docx", media_type=WORD)
