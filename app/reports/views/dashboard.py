"""The dashboard of whoever watches over all."""

from datetime import date
from typing import Any

from flask import render_template, url_for

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed
from app.core.web import current_actor
from app.maps.queries import MapFilters, count_works, select_works
from app.reports import permissions, watching
from app.reports.chart import draw_months
from app.reports.figures import Scope
from app.reports.messages import WHAT_VISITS_FOUND
from app.reports.queries import read_targets
from app.reports.views import blueprint
from app.works.queries import works_waiting
from app.works.wording import STATE_NAMES

CONDITIONS = ("overdue", "damaged", "lost")


@blueprint.get("/dashboard")
def dashboard() -> str:
    actor = current_actor()
    if not permissions.can_see_dashboard(actor):
        raise NotAllowed
    today = clock.today()
    scope = Scope(date(today.year, 1, 1), today)
    now, before = watching.works_by_month(today.year)
    days: dict[str, Any] = {"from": scope.date_from.isoformat(), "to": scope.date_to.isoformat()}
    return render_template(
        "reports/dashboard.html",
        today=today,
        compared=watching.compare(scope, read_targets(today.year).values),
        record_urls={key: url_for("reports.records", key=key, **days) for key in watching.COMPARED},
        chart=draw_months(now, before),
        by_month=list(zip(range(1, 13), before, now, strict=True)),
        waiting=works_waiting(actor),
        late=watching.late_works(),
        risky=watching.risky_budgets(),
        silent=watching.silent_units(),
        short=watching.short_shifts(),
        found_at_visits=_found_at_visits(actor),
        condition_names=WHAT_VISITS_FOUND,
        states=STATE_NAMES,
        can_set_targets=actor.has(Role.COMMITTEE),
    )


def _found_at_visits(actor: Actor) -> list[tuple[str, int]]:
    """How many accepted works are due for a visit, damaged or lost: as the map, which each number leads to, counts."""
    filters = [MapFilters(state="accepted", condition=condition) for condition in CONDITIONS]
    return [(one.condition, count_works(select_works(actor, one))) for one in filters]
