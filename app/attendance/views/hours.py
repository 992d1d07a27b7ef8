"""A member's confirmed hours: the own page, and the same for the leader."""

from flask import render_template

from app.attendance import queries
from app.attendance.views import blueprint
from app.core import clock
from app.core.errors import NotFound
from app.core.web import current_actor


@blueprint.get("/my/hours")
def own_hours() -> str:
    actor = current_actor()
    if actor.member_id is None:
        raise NotFound
    return _show(queries.get_member_hours(actor, actor.member_id))


@blueprint.get("/members/<int:member_id>/hours")
def member_hours(member_id: int) -> str:
    return _show(queries.get_member_hours(current_actor(), member_id))


def _show(hours: queries.MemberHours) -> str:
    certificates = queries.list_own_certificates(current_actor()) if hours.is_own else {}
    return render_template("attendance/hours.html", hours=hours, certificates=certificates, now=clock.now())
