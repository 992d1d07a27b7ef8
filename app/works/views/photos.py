"""Photos of a work: add, remove, send; and the papers of its money."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page, is_public
from app.privacy.queries import list_recognised
from app.works import queries
from app.works.actions import add_photos, name_people_on_photo, remove_photo
from app.works.forms import DecideForm, PeopleForm, PhotosForm
from app.works.permissions import can_add_photo
from app.works.views import blueprint
from app.works.views.works import WORDS


@blueprint.route("/works/<int:work_id>/photos", methods=["GET", "POST"])
def photos(work_id: int) -> Response | tuple[str, int]:
    actor, page = current_actor(), _page_for_photos(work_id)
    form = PhotosForm(moment="after" if page.photos_of("before") else "before")
    if form.validate_on_submit():
        try:
            count = add_photos(
                actor,
                once=form.once_key,
                work_id=work_id,
                moment=form.moment.data,
                photos=form.files.stored,
                caption=form.caption.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(ngettext("%(num)d photo was added.", "%(num)d photos were added.", count), "success")
            return redirect(url_for("works.photos", work_id=work_id), 303)
        page = queries.get_work_page(actor, work_id)
    return form_page("works/photos.html", form, page=page, work=page.work, remove_form=DecideForm(), **WORDS)


def _page_for_photos(work_id: int) -> queries.WorkPage:
    page = queries.get_work_page(current_actor(), work_id)
    if not can_add_photo(current_actor(), page.work):
        raise NotAllowed
    return page


@blueprint.route("/works/<int:work_id>/photos/<int:photo_id>/people", methods=["GET", "POST"])
def photo_people(work_id: int, photo_id: int) -> Response | tuple[str, int]:
    """Who can be recognised: the photo is public only if all of them have agreed."""
    actor = current_actor()
    photo, work = queries.get_photo(actor, photo_id)
    if photo.work_id != work_id:
        raise NotFound
    if not can_add_photo(actor, work):
        raise NotAllowed
    people = list_recognised(photo.file_id)
    form = PeopleForm(codes="\n".join(one.member.code for one in people))
    if form.validate_on_submit():
        try:
            withheld = name_people_on_photo(actor, work_id=work_id, photo_id=photo_id, codes=form.codes.codes)
        except NotPossible as error:
            form.refuse(error)
            photo, work = queries.get_photo(actor, photo_id)
            people = list_recognised(photo.file_id)
        else:
            flash(
                _("Somebody has not agreed yet: the photo is withheld from the public.")
                if withheld
                else _("Everybody has agreed: the photo may be public."),
                "warning" if withheld else "success",
            )
            return redirect(url_for("works.photo_people", work_id=work_id, photo_id=photo_id), 303)
    return form_page("works/photo_people.html", form, photo=photo, work=work, people=people, **WORDS)


@blueprint.post("/works/<int:work_id>/photos/queued")
def send_photo(work_id: int) -> tuple[dict[str, Any], int]:
    """For a phone that sends its photos one by one; every answer is JSON, a refusal with its sentence."""
    _page_for_photos(work_id)
    form = PhotosForm()
    if form.validate_on_submit():
        try:
            added = add_photos(
                current_actor(),
                once=form.once_key,
                work_id=work_id,
                moment=form.moment.data,
                photos=form.files.stored,
                caption=form.caption.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            return {"added": added}, 201
    return {"sentence": form.all_errors}, form.status


@blueprint.post("/works/<int:work_id>/photos/<int:photo_id>/remove")
def remove(work_id: int, photo_id: int) -> Response:
    remove_photo(current_actor(), work_id=work_id, photo_id=photo_id)
    flash(_("The photo was removed."), "success")
    return redirect(url_for("works.photos", work_id=work_id), 303)


@blueprint.get("/works/photos/<int:photo_id>/<any(full, thumb):size>")
@is_public
def photo(photo_id: int, size: str) -> Response:
    photo, work = queries.get_photo(current_actor(), photo_id)
    return serve(photo.file, thumbnail=size == "thumb", public=work.state == "accepted" and not photo.file.is_withheld)


@blueprint.get("/works/receipts/<int:file_id>")
def receipt(file_id: int) -> Response:
    return serve(queries.get_receipt(current_actor(), file_id))
