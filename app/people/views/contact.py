"""A minor's contact data are shown on request only, and the request is recorded; who asked, the inspector reads."""

from flask import render_template, request

from app.core.web import current_actor, page_links
from app.people import actions, queries
from app.people.forms import EditMemberForm
from app.people.views import blueprint
from app.people.views.members import offer_genders, show_member
from app.people.wording import CONTACT_PAGES, GENDER_NAMES


@blueprint.post("/members/<int:member_id>/contact")
def member_contact(member_id: int) -> str:
    """Shows the data in the answer itself: opening a page by its address records nothing, so it shows nothing."""
    actor = current_actor()
    page = queries.get_member_page(actor, member_id)
    if request.form.get("on") == "edit":
        actions.read_contact(actor, member_id=member_id, on="edit")
        page = queries.get_member_page(actor, member_id)
        form = EditMemberForm(formdata=None, obj=page.member)
        offer_genders(form)
        return render_template("people/member_edit.html", form=form, page=page, gender_names=GENDER_NAMES)
    actions.read_contact(actor, member_id=member_id, on="member")
    return show_member(queries.get_member_page(actor, member_id), has_read=True)


@blueprint.get("/contact-readings")
def contact_readings() -> str:
    page = queries.list_contact_readings(current_actor(), request.args.get("at"))
    return render_template("people/contact_readings.html", page=page, links=page_links(page), pages=CONTACT_PAGES)
