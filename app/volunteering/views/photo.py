"""The photo of an activity: put there, taken away, sent."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotFound, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page, is_public
from app.privacy.queries import list_recognised
from app.volunteering import actions, queries
from app.volunteering.forms_days import PeopleForm, PhotoForm
from app.volunteering.views import blueprint


@blueprint.route("/activities/<int:activity_id>/photo/change", methods=["GET", "POST"])
def change_photo(activity_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    form = PhotoForm(caption=activity.photo_caption)
    if request.method == "POST" and "remove" in request.form:
        actions.remove_activity_photo(actor, activity_id=activity_id)
        flash(_("The photo was taken away."), "success")
        return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
    if form.validate_on_submit():
        try:
            actions.set_activity_photo(
                actor,
                once=form.once_key,
                activity_id=activity_id,
                file=form.photo.stored,
                caption=form.caption.data,
                everybody_agreed=form.everybody_agreed.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)  # a refusal rolls back what was loaded
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("volunteering.activity", activity_id=activity_id), 303)
    return form_page("volunteering/photo.html", form, activity=activity)


@blueprint.route("/activities/<int:activity_id>/photo/people", methods=["GET", "POST"])
def photo_people(activity_id: int) -> Response | tuple[str, int]:
    """Who can be recognised: the photo is public only if all of them have agreed."""
    actor = current_actor()
    activity = queries.get_led_activity(actor, activity_id)
    if activity.photo_id is None:
        raise NotFound
    people = list_recognised(activity.photo_id)
    form = PeopleForm(codes="\n".join(one.member.code for one in people))
    if form.validate_on_submit():
        try:
            withheld = actions.name_people_on_activity_photo(actor, activity_id=activity_id, codes=form.codes.codes)
        except NotPossible as error:
            form.refuse(error)
            activity = queries.get_led_activity(actor, activity_id)
            people = list_recognised(activity.photo_id or 0)
        else:
            flash(
                _("Somebody has not agreed yet: the photo is withheld from the public.")
                if withheld
                else _("Everybody has agreed: the photo may be public."),
                "warning" if withheld else "success",
            )
            return redirect(url_for("volunteering.photo_people", activity_id=activity_id), 303)
    return form_page("volunteering/photo_people.html", form, activity=activity, people=people)


@blueprint.get("/activities/<int:activity_id>/photo")
@is_public
def photo(activity_id: int) -> Response:
    activity = queries.get_activity(current_actor(), activity_id)
    if activity.photo is None:
        raise NotFound
    is_thumbnail = request.args.get("size") == "thumb"
    return serve(
        activity.photo, thumbnail=is_thumbnail, public=activity.is_for_everybody and not activity.photo.is_withheld
    )
