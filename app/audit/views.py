"""The audit trail: searched and read, never written."""

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.audit import queries
from app.audit.details import differences
from app.audit.queries import KINDS, Wanted
from app.audit.wording import KIND_NAMES, THING_NAMES, describe
from app.core.clock import NotADate, parse_date
from app.core.web import current_actor, id_arg, page_links

blueprint = Blueprint("audit", __name__)

# Where a thing can be looked at: endpoint and the argument's name.
PAGES = {
    "members": ("people.member", "member_id"),
    "units": ("people.unit", "unit_id"),
    "works": ("works.work", "work_id"),
    "activities": ("volunteering.activity", "activity_id"),
    "data_requests": ("privacy.data_request", "asked_id"),
}


@blueprint.get("/audit")
def trail() -> str:
    actor = current_actor()
    problems: list[str] = []
    thing = request.args.get("thing", "")
    wanted = Wanted(
        person=request.args.get("person", "")[:200],
        kind=request.args.get("kind", ""),
        thing=thing if thing in THING_NAMES else "",
        number=id_arg("number"),
        first=_day("from", problems),
        last=_day("to", problems),
    )
    found = queries.find_trail(actor, wanted, request.args.get("at"))
    seal, unsealed = queries.get_seal(actor)
    return render_template(
        "audit/trail.html",
        found=found,
        wanted=wanted,
        links=page_links(found.page),
        problems=problems,
        seal=seal,
        unsealed=unsealed,
        kinds=[(kind, KIND_NAMES[kind]) for kind in KINDS],
        things=THING_NAMES,
        pages=PAGES,
        describe=describe,
        differences=differences,
    )


def _day(name: str, problems: list[str]) -> date | None:
    text = request.args.get(name, "")
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except NotADate:
        problems.append(_("“%(line)s” is no date.", line=text[:40]))
        return None
