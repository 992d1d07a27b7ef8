"""The period from two more sides: units × figures, and works by kind, level, class and commune."""

from flask import render_template, request

from app.core import clock
from app.places.messages import CLASSIFICATIONS
from app.reports import permissions, queries
from app.reports.figures import BY_KEY, IN_DONG
from app.reports.messages import GENERATIONS, period_name
from app.reports.queries.tables import COLUMNS
from app.reports.views import blueprint
from app.reports.views.asking import read_rightly, reader
from app.works.wording import LEVEL_NAMES


@blueprint.get("/period/by-unit")
def matrix() -> str:
    actor = reader()
    asked = read_rightly(actor)
    rows = queries.count_matrix(asked.scope, asked.reporter.id)
    return render_template(
        "reports/matrix.html",
        asked=asked,
        name=period_name(asked.scope),
        columns=[BY_KEY[key] for key in COLUMNS],
        in_dong=IN_DONG,
        rows=rows,
        totals={key: sum(row.values[key] for row in rows) for key in COLUMNS},
        sees_all=permissions.can_report_on(actor, None),
    )


@blueprint.get("/period/works")
def breakdown() -> str:
    actor = reader()
    asked = read_rightly(actor)
    wanted = request.args.get("generation", "")
    day = GENERATIONS[wanted][1] if wanted in GENERATIONS else None
    return render_template(
        "reports/breakdown.html",
        asked=asked,
        name=period_name(asked.scope),
        found=queries.break_down(asked.scope, day or clock.today()),
        generation=wanted if wanted in GENERATIONS else "today",
        generations=[(code, label) for code, (label, _day) in GENERATIONS.items()],
        levels=LEVEL_NAMES,
        classes=CLASSIFICATIONS,
        sees_all=permissions.can_report_on(actor, None),
    )
