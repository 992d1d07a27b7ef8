"""The period report on screen, and the records behind each of its figures. For officers."""

from typing import Any

from flask import render_template, request

from app.core import clock
from app.core.errors import NotFound
from app.core.paging import Page
from app.people.wording import SECTOR_NAMES, UNIT_KIND_NAMES
from app.reports import permissions, queries
from app.reports.figures import BY_KEY, IN_DONG
from app.reports.messages import GROUPS, period_name
from app.reports.period import presets
from app.reports.views import blueprint
from app.reports.views.asking import Asked, days, read, read_rightly, reader


@blueprint.get("/period")
def period() -> tuple[str, int]:
    actor = reader()
    asked = read(actor)
    lines: dict[str, Any] = {}
    draft = issued = targets = None
    if not asked.errors:
        targets = queries.read_targets(asked.scope.date_from.year, asked.unit.id if asked.unit else None)
        lines = {line.key: line for line in queries.count_lines(asked.scope, targets)}
        draft, issued = queries.find_report_on(asked.reporter.id, asked.scope.date_from, asked.scope.date_to)
    page = render_template(
        "reports/period.html",
        asked=asked,
        figures=lines,
        targets=targets,
        groups=GROUPS,
        in_dong=IN_DONG,
        name=period_name(asked.scope),
        presets=_presets(asked),
        quarter=_quarter(asked),
        sees_all=permissions.can_report_on(actor, None),
        draft=draft,
        issued=issued,
        can_write=not asked.errors and permissions.can_write_report(actor, asked.reporter.path),
        is_over=asked.scope.date_to <= clock.today(),
    )
    return page, 422 if asked.errors else 200


@blueprint.get("/period/<key>")
def records(key: str) -> str:
    actor = reader()
    kind = BY_KEY.get(key)
    asked = read_rightly(actor)
    if kind is None:
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
        (label, asked.url("reports.period", **days(first, last)), (first, last) == shown)
        for label, first, last in presets(clock.today())
    ]


def _quarter(asked: Asked) -> str:
    """The address of this quarter's report as a Word file."""
    _label, first, last = presets(clock.today())[1]
    return asked.url("reports.period_word", **days(first, last))


def _urls(asked: Asked, key: str, page: Page) -> dict[str, str | None]:
    """The addresses of the pages beside this one."""
    keys = {"previous_url": page.previous_key, "next_url": page.next_key}
    return {name: asked.url("reports.records", key=key, at=at) if at else None for name, at in keys.items()}
