"""A leader signs members of own units up by a pasted list: first what each line would get, then what each got."""

from dataclasses import replace

from flask import request

from app.core.actor import Role
from app.core.errors import NotAllowed
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.place_forms import MemberListForm
from app.volunteering.queries import Line
from app.volunteering.views import blueprint
from app.volunteering.wording import LINE_ANSWERS


@blueprint.route("/shifts/<int:shift_id>/members/list", methods=["GET", "POST"])
def member_list(shift_id: int) -> tuple[str, int]:
    """The answers stand in the answer to the POST: sent again, everybody has what they have already."""
    actor = current_actor()
    shift = queries.get_shift(actor, shift_id)
    if not actor.has(Role.LEADER):
        raise NotAllowed
    form = MemberListForm(waits=True)
    lines: list[Line] = []
    is_done = False
    if form.validate_on_submit():
        waits = form.waits.data
        lines = queries.read_list(actor, form.lines.data or "")
        if "confirm" in request.form:
            lines = _sign_up(shift_id, lines, waits=waits)
            shift = queries.get_shift(actor, shift_id)
            is_done = True
        else:
            lines = queries.answer_list(lines, shift, waits=waits)
        form.status = 200
    return form_page(
        "volunteering/member_list.html",
        form,
        shift=shift,
        activity=shift.activity,
        lines=lines,
        is_done=is_done,
        to_come=sum(line.state in ("confirmed", "waitlisted") for line in lines),
        answers=LINE_ANSWERS,
    )


def _sign_up(shift_id: int, lines: list[Line], *, waits: bool) -> list[Line]:
    ids = [line.member.id for line in lines if line.member is not None and line.problem is None]
    placed = actions.sign_up_members(current_actor(), shift_id=shift_id, member_ids=ids, waits=waits)
    by_member = {one.member_id: one for one in placed}
    return [
        replace(line, state=by_member[line.member.id].state, reasons=by_member[line.member.id].reasons)
        if line.member is not None and line.problem is None
        else line
        for line in lines
    ]
