"""The period report on screen, and the records behind each of its figures. For officers."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.messages import sentence
from app.core.paging import Page
from app.core.web import current_actor
from app.people.wording import SECTOR_NAMES, UNIT_KIND_NAMES
from app.reports import permissions, queries
from app.reports.figures import BY_KEY, Scope
from app.reports.messages import GROUPS, REASONS, period_name
from app.reports.period import BadPeriod, check_period, presets
from app.reports.views import blueprint

if TYPE_CHECKING:
    from app.people.models import Unit


@dataclass(frozen=True)
class Asked:
    """What the address asks for: as typed, as understood, and what is wrong with it."""

    values: dict[str, str]
    scope: Scope
    unit: "Unit | None"
    units: "list[Unit]"
    errors: list[str]

    def url(self, endpoint: str, **more: Any) -> str:
        days = _days(self.scope.date_from, self.scope.date_to)
        return url_for(endpoint, unit=self.unit.code if self.unit else None, **{**days, **more})


@blueprint.get("/period")
def period() -> tuple[str, int]:
    actor = _reader()
    asked = _read(actor)
    figures = {} if asked.errors else {f.key: f for f in queries.count_figures(asked.scope)}
    page = render_template(
        "reports/period.html",
        asked=asked,
        figures=figures,
        groups=GROUPS,
        name=period_name(asked.scope),
        presets=_presets(asked),
        sees_all=permissions.can_report_on(actor, None),
    )
    return page, 422 if asked.errors else 200


@blueprint.get("/period/<key>")
def records(key: str) -> str:
    actor = _reader()
    kind = BY_KEY.get(key)
    asked = _read(actor)
    if kind is None or asked.errors:
        raise NotFound
    page = queries.list_records(actor, kind, asked.scope, request.args.get("at"))
    figure = next(f for f in queries.count_figures(asked.scope) if f.key == key)
    return render_template(
        "reports/records.html",
        asked=asked,
        figure=figure,
        kind=kind,
        name=period_name(asked.scope),
        rows=page.items,
        pages=_urls(asked, key, page),
        unit_kinds=UNIT_KIND_NAMES,
        sectors=SECTOR_NAMES,
    )


def _presets(asked: Asked) -> list[tuple[Any, str, bool]]:
    """Label and address of the usual periods, and whether this is the one shown."""
    shown = (asked.scope.date_from, asked.scope.date_to)
    return [
        (label, asked.url("reports.period", **_days(first, last)), (first, last) == shown)
        for label, first, last in presets(clock.today())
    ]


def _days(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def _urls(asked: Asked, key: str, page: Page) -> dict[str, str | None]:
    """The addresses of the pages beside this one."""
    keys = {"previous_url": page.previous_key, "next_url": page.next_key}
    return {name: asked.url("reports.records", key=key, at=at) if at else None for name, at in keys.items()}


def _reader() -> Actor:
    actor = current_actor()
    if not permissions.can_read_reports(actor):
        raise NotAllowed
    return actor


def _read(actor: Actor) -> Asked:
    """The period and unit asked for; without any, this year and the highest unit that the actor answers for."""
    values = {name: request.args.get(name, "").strip() for name in ("from", "to", "unit")}
    _label, first, last = presets(clock.today())[2]
    errors: list[str] = []
    try:
        first = clock.parse_date(values["from"]) if values["from"] else first
        last = clock.parse_date(values["to"]) if values["to"] else last
        check_period(first, last)
    except clock.NotADate as error:
        errors.append(str(sentence(error)))
    except BadPeriod:
        errors.append(str(REASONS["period_upside_down"]))
    units = queries.list_units_to_report_on(actor)
    unit = next((u for u in units if u.code == values["unit"]), None)
    if values["unit"] and unit is None:
        raise NotFound
    if unit is None and not permissions.can_report_on(actor, None):
        unit = min(units, key=lambda u: len(u.path))
    return Asked(values, Scope(first, last, unit.id if unit else None), unit, units, errors)
