"""Places from a terminal: load a province, import boundaries and classifications, look things up."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.core.actor import SYSTEM
from app.core.errors import NotPossible, explain
from app.places import queries
from app.places.actions import (
    BoundariesRefused,
    TableRefused,
    import_boundaries,
    import_classifications,
    import_figures,
)
from app.places.loading import LANG_SON, UnknownProvinceError, find_outline, load_lang_son, load_province
from app.places.messages import commune_label, explain_boundary_problem, explain_row_problem
from app.places.models import Commune
from app.places.tables import RowProblem, TableError, read_classifications, read_figures

places = AppGroup("places", help="Communes: load a province, import boundaries and classifications, look up.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
MOST_LINES = 200


def _told(command: Callable[..., None]) -> Callable[..., None]:
    """Vietnamese sentences, and each refusal as a list of what is wrong with exit code 1."""

    @wraps(command)
    def run(**values: Any) -> None:
        with force_locale("vi"):
            try:
                command(**values)
            except TableError as error:
                _fail(_rows(error.problems))
            except TableRefused as error:
                _fail([explain(error), *_rows(error.problems)])
            except BoundariesRefused as error:
                _fail([explain(error), *map(explain_boundary_problem, error.problems)])
            except NotPossible as error:
                _fail([explain(error)])
            except UnknownProvinceError as error:
                _fail([f"no province has the code {error}"])

    return run


def _rows(problems: list[RowProblem]) -> list[str]:
    return [explain_row_problem(problem) for problem in problems]


def _fail(lines: list[str]) -> None:
    for line in lines[:MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"… {len(lines) - MOST_LINES}", err=True)
    sys.exit(1)


@places.command("load")
@click.option("--province", default=LANG_SON, show_default=True, help="the province's code")
@click.option("--communes", type=FILE, help="CSV: code,name,kind,district,valid_from,valid_to,lat,lon")
@click.option("--conversion", type=FILE, help="CSV: old_code,old_valid_from,new_code,new_valid_from,is_part")
@click.option("--classifications", type=FILE, help="CSV: code,commune_valid_from,kind,valid_from,valid_to,document")
@_told
def load(province: str, communes: Path | None, conversion: Path | None, classifications: Path | None) -> None:
    """Load a province's communes: Lạng Sơn as shipped, or another one from your own tables.

    Without tables another province gets its communes of today. Loading twice changes nothing.
    """
    given = (communes, conversion, classifications)
    if province == LANG_SON and not any(given):
        loaded = load_lang_son(SYSTEM)
    else:
        read = [path.read_bytes() if path else None for path in given]
        loaded = load_province(SYSTEM, province, communes=read[0], conversions=read[1], classifications=read[2])
    click.echo(
        f"{loaded.communes} communes, {loaded.conversions} conversions, {loaded.classifications} classifications, "
        f"{loaded.areas} approximate areas added or changed"
    )
    if find_outline() is None:
        click.echo("no approximate areas: the front-end packages are not set up yet (make run does it)", err=True)


@places.command("import-boundaries")
@click.argument("file", type=FILE)
@click.option("--province", default=LANG_SON, show_default=True)
@click.option("--on", type=DAY, help="the day whose communes the file shows; today if left out")
@click.option("--property", "code_property", default="code", show_default=True, help="holds the commune's code")
@click.option("--source", help="what readers are told; the file's name if left out")
@_told
def boundaries(file: Path, province: str, on: datetime | None, code_property: str, source: str | None) -> None:
    """Import official boundaries from a GeoJSON file. Any error: everything wrong is listed, nothing is changed."""
    loaded, warnings = import_boundaries(
        SYSTEM,
        province_code=province,
        content=file.read_bytes(),
        source=(source or file.name)[:300],
        on=_day(on),
        code_property=code_property,
    )
    for problem in warnings:
        click.echo(explain_boundary_problem(problem))
    click.echo(f"{loaded.areas} boundaries added or changed")


@places.command("import-classifications")
@click.argument("file", type=FILE)
@click.option("--province", default=LANG_SON, show_default=True)
@click.option("--document", default="", help="the legal document of rows that name none: kind, number, date")
@_told
def classifications(file: Path, province: str, document: str) -> None:
    """Import dated classifications from a CSV file, each with its legal document."""
    rows = read_classifications(file.read_bytes(), document)
    loaded = import_classifications(SYSTEM, province_code=province, rows=rows)
    click.echo(f"{loaded.classifications} classifications added, changed or removed")


@places.command("import-figures")
@click.argument("file", type=FILE)
@click.option("--province", default=LANG_SON, show_default=True)
@click.option("--source", required=True, help="where the figures come from: publisher, title, date")
@_told
def figures(file: Path, province: str, source: str) -> None:
    """Import inhabitants and kilometres of border from a CSV file: code,population,border_km."""
    loaded = import_figures(SYSTEM, province_code=province, rows=read_figures(file.read_bytes()), source=source[:300])
    click.echo(f"{loaded.communes} communes changed")


@places.command("find")
@click.argument("name")
@click.option("--on", type=DAY, help="only communes in force on that day")
@_told
def find(name: str, on: datetime | None) -> None:
    """Find communes by name, diacritics or not; old ones with their district and what they are today."""
    found = queries.find_communes(name, on=_day(on), limit=50)
    today = queries.names_today([c.id for c in found])
    for commune in found:
        became = f" → {' / '.join(today[commune.id])}" if commune.id in today else ""
        click.echo(f"{_line(commune)}{became}")
    if not found:
        _fail(["no commune found"])


@places.command("at")
@click.argument("lat", type=float)
@click.argument("lon", type=float)
@click.option("--on", type=DAY)
@_told
def at(lat: float, lon: float, on: datetime | None) -> None:
    """Say which commune a point lies in. Before a negative number write --."""
    found = queries.commune_at(lat, lon, on=_day(on))
    if found is None:
        _fail(["the point lies in no commune that is known"])
    else:
        click.echo(f"{_line(found.commune)}  [{'official boundary' if found.is_official else 'approximate area'}]")


@places.command("today")
@click.argument("code")
@click.option("--on", type=DAY, help="a day on which the code had this meaning; all meanings if left out")
@_told
def today(code: str, on: datetime | None) -> None:
    """Say which commune an old code means today; a split one has several."""
    meant = queries.list_meanings(code, on=_day(on))
    for commune in meant:
        answer = queries.communes_today(commune.id)
        names = " / ".join(_line(one) for one in answer.communes)
        click.echo(f"{_line(commune)} → {names}{'  [undecided without a point]' if answer.is_undecided else ''}")
    if not meant:
        _fail(["no commune has this code"])


def _line(commune: Commune) -> str:
    until = f"–{commune.valid_to:%d/%m/%Y}" if commune.valid_to else ""
    return f"{commune.code} {commune_label(commune)} [{commune.valid_from:%d/%m/%Y}{until}]"


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None
