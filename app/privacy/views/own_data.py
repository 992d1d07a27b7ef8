"""What is kept for what, and all that the product holds about whoever is signed in."""

import json

from flask import Response, render_template

from app.core import clock
from app.core.web import current_actor, is_public
from app.privacy import queries
from app.privacy.views import blueprint
from app.privacy.wording import KIND_NAMES, STATE_NAMES, kept_words, show_value


@blueprint.get("/privacy/")
@is_public
def notice() -> str:
    """For everybody, guardians too: each kind of datum with its purpose and how long it is kept."""
    return render_template("privacy/notice.html", purposes=queries.list_purposes(), kept_words=kept_words)


@blueprint.get("/privacy/my-data")
def my_data() -> str:
    actor = current_actor()
    return render_template(
        "privacy/my_data.html",
        sections=queries.read_own_data(queries.get_own_person(actor)),
        requests=queries.list_own_requests(actor),
        can_ask=actor.member_id is not None,
        show_value=show_value,
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        today=clock.today(),
    )


@blueprint.get("/privacy/my-data.json")
def my_data_file() -> Response:
    """The same as a file that a program reads."""
    sections = queries.read_own_data(queries.get_own_person(current_actor()))
    content = {
        "made_at": clock.now().isoformat(),
        "sections": {section.holding.key: section.as_dicts() for section in sections},
    }
    response = Response(json.dumps(content, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
