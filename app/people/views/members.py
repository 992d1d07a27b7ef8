"""The roster and one member, with the pages that change them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.web import current_actor, form_page, id_arg, page_links
from app.people import actions, queries
from app.people.forms import AddMemberForm, EditMemberForm
from app.people.models import Member
from app.people.permissions import (
    can_add_member,
    can_edit_member,
    can_end_membership,
    can_issue_code,
    can_list_members,
    can_manage_accounts,
    can_see_contact,
    can_see_transfers,
    can_transfer_member,
)
from app.people.queries.members import MemberPage
from app.people.views import blueprint
from app.people.wording import GENDER_NAMES, MILESTONE_NAMES, ROLE_NAMES

ADD_ROLES = (Role.LEADER, Role.ADMINISTRATOR)


@blueprint.get("/members/")
def members() -> str:
    actor = current_actor()
    if not can_list_members(actor):
        raise NotAllowed
    choices = queries.unit_choices(actor, Role)
    wanted = id_arg("unit")
    unit = queries.get_unit(actor, wanted) if wanted is not None else None
    text, left = request.args.get("q", ""), request.args.get("left") == "1"
    page = queries.list_members(
        actor, text=text, unit_path=unit.path if unit else None, left=left, at=request.args.get("at")
    )
    return render_template(
        "people/members.html",
        page=page,
        links=page_links(page),
        choices=choices,
        unit=unit,
        text=text,
        left=left,
        can_add=actor.has(*ADD_ROLES),
        can_merge=actor.has(*ADD_ROLES),
        can_export=unit is not None and unit.dissolved_on is None and can_see_contact(actor, unit.path),
    )


@blueprint.get("/members/<int:member_id>")
def member(member_id: int) -> Response | str:
    actor = current_actor()
    try:
        return show_member(queries.get_member_page(actor, member_id))
    except NotFound:
        # A record that was merged into another one: whoever sees that one is led to it.
        kept_id = queries.find_merged_into(member_id)
        if kept_id is None:
            raise
        queries.get_member_page(actor, kept_id)
        return redirect(url_for("people.member", member_id=kept_id))


@blueprint.route("/members/new", methods=["GET", "POST"])
def member_new() -> Response | tuple[str, int]:
    actor = current_actor()
    if not actor.has(*ADD_ROLES):
        raise NotAllowed
    form = AddMemberForm(unit_id=id_arg("unit"), member_since=clock.today())
    form.unit_id.choices = queries.unit_choices(actor, ADD_ROLES)
    offer_genders(form)
    if form.validate_on_submit():
        try:
            member_id = actions.add_member(
                actor,
                once=form.once_key,
                unit_id=form.unit_id.data,
                code=form.code.data,
                member_since=form.member_since.data,
                is_another_person=form.is_another_person.data,
                **form.values(),
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The member is on the roster."), "success")
            return redirect(url_for("people.member", member_id=member_id), 303)
    return form_page("people/member_new.html", form)


@blueprint.route("/members/<int:member_id>/edit", methods=["GET", "POST"])
def member_edit(member_id: int) -> Response | str | tuple[str, int]:
    actor = current_actor()
    page = queries.get_member_page(actor, member_id)
    if not can_edit_member(actor, page.unit.path) or page.member.erased_on is not None:
        raise NotAllowed
    if request.method == "GET" and is_on_request(page.member):
        return render_template("people/member_contact.html", page=page)
    form = EditMemberForm(obj=page.member)
    offer_genders(form)
    if form.validate_on_submit():
        answer = _try_change(form, page, actions.edit_member, _("The member's data are saved."), **form.values())
        if answer is not None:
            return answer
        page = queries.get_member_page(actor, member_id)
    return form_page("people/member_edit.html", form, page=page, gender_names=GENDER_NAMES)


@blueprint.post("/members/<int:member_id>/account")
def member_account(member_id: int) -> Response:
    actions.create_account(current_actor(), member_id=member_id)
    flash(_("The account is made. Issue a code now, with which the member sets a password."), "success")
    return redirect(url_for("people.member", member_id=member_id), 303)


@blueprint.post("/members/<int:member_id>/code")
def member_code(member_id: int) -> str:
    """Shows the code in the answer itself: it is kept nowhere, so there is no page to go to for it."""
    actor = current_actor()
    page = queries.get_member_page(actor, member_id)
    if page.account is None:
        raise NotAllowed
    code = actions.issue_code(actor, account_id=page.account.id)
    return show_member(queries.get_member_page(actor, member_id), code=code)


def show_member(page: MemberPage, code: str | None = None, *, has_read: bool = False) -> str:
    """A member's page; `has_read`: that the actor reads a minor's contact data now is on record."""
    actor, path, member = current_actor(), page.unit.path, page.member
    today = clock.today()
    may_read = can_see_contact(actor, path, member.id)
    on_request = is_on_request(member)
    is_officer = any(held.valid_until is None or held.valid_until > today for held, _name in page.appointments)
    account = page.account
    return render_template(
        "people/member.html",
        page=page,
        code=code,
        contact=may_read and (has_read or not on_request),
        can_read_contact=may_read and on_request and not has_read,
        can_edit=can_edit_member(actor, path) and member.erased_on is None,
        can_transfer=can_transfer_member(actor, path, path) and member.erased_on is None,
        can_merge=can_edit_member(actor, path) and member.id != actor.member_id,
        merges=queries.list_merges(member.id) if can_edit_member(actor, path) else (),
        milestones=queries.list_milestones(member.id),
        milestone_names=MILESTONE_NAMES,
        can_take_back=can_edit_member(actor, path),
        transfer=queries.find_waiting_transfer(member.id) if can_see_transfers(actor, path) else None,
        can_end=can_end_membership(actor, path) and not page.has_left,
        can_create_account=can_add_member(actor, path) and account is None and not page.has_left,
        can_issue_code=account is not None
        and not page.has_left
        and can_issue_code(actor, account.id, path, is_officer=is_officer),
        can_manage=can_manage_accounts(actor),
        gender_names=GENDER_NAMES,
        role_names=ROLE_NAMES,
        today=today,
    )


def is_on_request(member: Member) -> bool:
    """Are the contact data shown only to who asks for them? A minor's are, but to oneself."""
    return member.is_minor_on(clock.today()) and member.id != current_actor().member_id


def offer_genders(form: Any) -> None:
    """The choices of the field, in the language of the page."""
    form.gender.choices = [("", _("Not recorded")), *GENDER_NAMES.items()]


def _try_change(form: Any, page: MemberPage, change: Any, done: str, **values: Any) -> Response | None:
    """Do it and go to the member's page; None when the form is to be shown again."""
    member_id = page.member.id
    try:
        change(current_actor(), once=form.once_key, member_id=member_id, version=form.seen_version, **values)
    except NotPossible as error:
        form.refuse(error)
        return None
    except Conflict as error:
        form.refuse(error)
        # Shown beside what was typed, so what is sent next has seen it.
        form.version.data = str(queries.get_member_page(current_actor(), member_id).member.version)
        return None
    flash(done, "success")
    return redirect(url_for("people.member", member_id=member_id), 303)
