"""Reports from a terminal."""

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.core.errors import NotFound
from app.core.numbers import format_number
from app.reports import queries
from app.reports.figures import Figure, Scope
from app.reports.messages import REASONS, period_name
from app.reports.period import BadPeriod, check_period

if TYPE_CHECKING:
    from app.people.models import Unit

report = AppGroup("report", help="Reports, counted from the records as they stand.")

DAY = click.DateTime(formats=["%Y-%m-%d"])
WRONG_INPUT = 2


@report.command("period")
@click.option("--from", "date_from", type=DAY, required=True, help="the first day, 2023-01-01")
@click.option("--to", "date_to", type=DAY, required=True, help="the last day, 2023-08-31")
@click.option("--unit", "unit_code", help="the code of a unit: only it and what is under it")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def period(date_from: datetime, date_to: datetime, unit_code: str | None, form: str) -> None:
    """Print every figure of a period for all units or one. Exit 2 where the period or the unit is wrong."""
    with force_locale("vi"):
        unit = _find_unit(unit_code)
        scope = Scope(date_from.date(), date_to.date(), unit.id if unit else None)
        try:
            check_period(scope.date_from, scope.date_to)
        except BadPeriod as error:
            _refuse(str(REASONS[error.code]))
        figures = queries.count_figures(scope)
        click.echo(_as_json(scope, unit, figures) if form == "json" else _as_text(scope, unit, figures))


def _find_unit(code: str | None) -> "Unit | None":
    if code is None:
        return None
    try:
        return queries.get_unit(code.strip())
    except NotFound:
        return _refuse(str(REASONS["unit_unknown"]) % {"code": code})


def _refuse(sentence: str) -> Any:
    click.echo(sentence, err=True)
    sys.exit(WRONG_INPUT)


def _as_json(scope: Scope, unit: "Unit | None", figures: list[Figure]) -> str:
    answer = {
        "unit": unit.code if unit else None,
        "from": scope.date_from.isoformat(),
        "to": scope.date_to.isoformat(),
        "figures": [
            {"key": f.key, "label": str(f.kind.label), "value": f.value, "count_of_records": f.count_of_records}
            for f in figures
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(scope: Scope, unit: "Unit | None", figures: list[Figure]) -> str:
    lines = [f"{unit.name + ', ' if unit else ''}{period_name(scope)}"]
    width = max(len(str(figure.kind.label)) for figure in figures)
    for figure in figures:
        number = format_number(figure.value, language="vi")
        lines.append(f"{figure.kind.label!s:<{width}}  {number:>15} {figure.kind.unit}")
    return "\n".join(lines)
