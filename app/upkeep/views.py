"""The administrator's page of the system's state."""

from flask import Blueprint, current_app, render_template

from app.core.errors import NotAllowed
from app.core.web import current_actor
from app.upkeep import permissions, queries
from app.upkeep.messages import JOB_COMMANDS, JOB_NAMES, explain_problem
from app.upkeep.versions import known_revisions, package_versions, product_version

blueprint = Blueprint("upkeep", __name__)


@blueprint.get("/state")
def state() -> str:
    if not permissions.can_see_state(current_actor()):
        raise NotAllowed
    found = queries.read_state()
    return render_template(
        "upkeep/state.html",
        state=found,
        problems=[explain_problem(code, details) for code, details in found.problems],
        versions={"Thắp Sáng": product_version(), **package_versions()},
        newest_revision=known_revisions()[0],
        job_names=JOB_NAMES,
        job_commands=JOB_COMMANDS,
        mail=current_app.config["MAIL_TRANSPORT"],
    )
