"""The list of what one was told, and the count of what is new beside the menu."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.web import current_actor, page_links
from app.notifications import actions, queries
from app.notifications.kinds import KINDS, lines, sentence
from app.notifications.views import blueprint


@blueprint.app_context_processor
def unread() -> dict[str, Any]:
    """How many notices are new, for the head of every page; it came with whoever is signed in."""
    if current_actor().is_visitor:
        return {}
    return {"unread_notices": current_user.unread, "notices_url": url_for("notifications.notices")}


@blueprint.get("/notices/")
def notices() -> str:
    page = queries.list_notices(current_actor(), request.args.get("at"))
    return render_template(
        "notifications/notices.html",
        page=page,
        links=page_links(page),
        kinds=KINDS,
        sentence=sentence,
        lines=lines,
    )


@blueprint.post("/notices/<int:delivery_id>/open")
def open_notice(delivery_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    actor = current_actor()
    notice = queries.get_notice(actor, delivery_id)
    endpoint, argument = KINDS[notice.kind].leads_to
    goal = {argument: notice.details[argument]} if argument and notice.details.get(argument) else {}
    actions.mark_read(actor, delivery_id=delivery_id)
    return redirect(url_for(endpoint, **goal), 303)


@blueprint.post("/notices/read")
def read_all() -> Response:
    actions.mark_all_read(current_actor())
    return redirect(url_for("notifications.notices"), 303)
