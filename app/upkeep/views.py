"""The administrator's page of the system's state, and the same figures for a monitor."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from app.core.errors import NotAllowed, NotFound
from app.core.web import current_actor, is_public
from app.upkeep import permissions, queries
from app.upkeep.messages import JOB_COMMANDS, JOB_NAMES, explain_problem
from app.upkeep.versions import known_revisions, package_versions, product_version

blueprint = Blueprint("upkeep", __name__)


@blueprint.record_once
def measure_requests(setup: Any) -> None:
    """Count requests where somebody may see the figures; the library costs nothing where nobody does."""
    if setup.app.config["METRICS_FROM"]:
        from app.upkeep.metrics import measure

        measure(setup.app)


@blueprint.get("/metrics")
@is_public
def metrics() -> Response:
    """For Prometheus, from the networks of METRICS_FROM alone: to everybody else there is nothing here."""
    networks = current_app.config["METRICS_FROM"]
    # Behind a proxy that PROXIES doesn't tell of, every address would be the proxy's own.
    is_hidden = "X-Forwarded-For" in request.headers and not current_app.config["PROXIES"]
    if not networks or is_hidden:
        raise NotFound
    from app.upkeep.metrics import is_allowed, write_metrics

    if not is_allowed(request.remote_addr, networks):
        raise NotFound
    return Response(write_metrics(), mimetype="text/plain")


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
