"""Records of one person: likely ones, two side by side, merged into one, and split again."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible, explain
from app.core.web import current_actor, form_page
from app.people import actions, queries
from app.people.forms_life import MergeForm, SplitForm
from app.people.permissions import can_merge_members
from app.people.queries.merging import MERGE_ROLES, MergePage
from app.people.views import blueprint
from app.people.wording import FIELD_NAMES, GENDER_NAMES, LIKENESSES


@blueprint.get("/members/duplicates")
def duplicates() -> str:
    actor = current_actor()
    if not actor.has(*MERGE_ROLES):
        raise NotAllowed
    return render_template("people/duplicates.html", pairs=queries.list_likely_pairs(actor), likenesses=LIKENESSES)


@blueprint.get("/members/<int:member_id>/merge")
def merge_search(member_id: int) -> str:
    """Whom to merge a record with: those that are likely the same, and a search."""
    actor = current_actor()
    page = queries.get_member_page(actor, member_id)
    if not can_merge_members(actor, page.unit.path, page.unit.path):
        raise NotAllowed
    text = request.args.get("q", "")
    return render_template(
        "people/merge_search.html",
        page=page,
        pairs=queries.list_likely_pairs(actor, member_id=member_id),
        text=text,
        found=queries.find_to_merge(actor, text, but=member_id) if text.strip() else (),
        likenesses=LIKENESSES,
    )


@blueprint.route("/members/<int:member_id>/merge/<int:gone_id>", methods=["GET", "POST"])
def merge(member_id: int, gone_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    try:
        page = queries.get_merge_page(actor, member_id, gone_id)
    except NotPossible as error:
        raise NotFound from error  # with itself
    except NotFound:
        if request.method == "POST" and queries.find_merged_into(gone_id) == member_id:
            queries.get_member_page(actor, member_id)  # or who may not see it learns of it
            return redirect(url_for("people.member", member_id=member_id), 303)  # sent again
        raise
    form = MergeForm(version=page.kept.member.version, other_version=page.gone.member.version)
    choices = _choices(page)
    if form.validate_on_submit():
        try:
            actions.merge_members(
                actor,
                once=form.once_key,
                kept_id=member_id,
                gone_id=gone_id,
                versions=form.seen_versions,
                choices=choices,
                reason=form.reason.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_merge_page(actor, member_id, gone_id)
            form.version.data, form.other_version.data = str(page.kept.member.version), str(page.gone.member.version)
        else:
            flash(_("The two records are one now. If it was a mistake, it can be split again below."), "success")
            return redirect(url_for("people.member", member_id=member_id), 303)
    words = {"field_names": FIELD_NAMES, "gender_names": GENDER_NAMES}
    return form_page("people/merge.html", form, page=page, choices=choices, obstacles=_obstacles(page), **words)


@blueprint.route("/members/merges/<int:merge_id>", methods=["GET", "POST"])
def split(merge_id: int) -> Response | tuple[str, int]:
    """What a merge has moved, and the way back."""
    actor = current_actor()
    made = queries.get_merge(actor, merge_id)
    form = SplitForm()
    if form.validate_on_submit():
        try:
            left = actions.split_members(actor, merge_id=merge_id, reason=form.reason.data)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            done = _("These are two records again.")
            if left:
                done += " " + ngettext(
                    "%(num)d place could not be given back.", "%(num)d places could not be given back.", left
                )
            flash(done, "success")
            return redirect(url_for("people.member", member_id=made.merge.kept_id), 303)
    return form_page("people/split.html", form, made=made, field_names=FIELD_NAMES)


def _choices(page: MergePage) -> dict[str, str]:
    """Whose stays, by clash and by field: what was sent, and before that what is usual.

    Only what the page shows counts; what isn't sent of it is missing, so that the action asks again.
    """
    usual = {clash.key: clash.usual for clash in page.clashes}
    usual |= {f"field-{pair.name}": "gone" if pair.kept is None else "kept" for pair in page.fields}
    if request.method == "GET":
        return usual
    sent = {key: request.form.get(key) for key in usual}
    return {key: value for key, value in sent.items() if value in ("kept", "gone")}


def _obstacles(page: MergePage) -> list[str]:
    return [str(explain(NotPossible(reason))) for reason in page.obstacles]
