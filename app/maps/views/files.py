"""The list of the map to take away: CSV, Excel and GeoJSON, with the same filters and the same works."""

import csv
import io
import json
from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.sheets import Column, send_bytes, write_sheet
from app.core.web import is_public, language
from app.maps import queries
from app.maps.messages import FILE_FIELDS
from app.maps.queries import ListedWork
from app.maps.views import blueprint, reading
from app.maps.views.answers import GEOJSON, feature, kept, point
from app.works.wording import CONDITION_NAMES, STATE_NAMES

# What a spreadsheet takes for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/works.csv")
@is_public
def works_csv() -> Response:
    """Comma-separated UTF-8 with a mark at its beginning, so that Excel reads the Vietnamese letters."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(FILE_FIELDS)
    for work in queries.list_all_works(reading.selection()):
        writer.writerow([_harmless(value) for value in _values(work).values()])
    return _offered(kept("\ufeff" + target.getvalue(), "text/csv"), "csv")


@blueprint.get("/works.xlsx")
@is_public
def works_sheet() -> Response:
    columns = [Column(str(label), width) for label, _meaning, width in FILE_FIELDS.values()]
    for position, name in enumerate(FILE_FIELDS):
        if name in ("lat", "lon"):
            columns[position] = columns[position]._replace(number_format="0.00000")
        elif name in ("id", "quantity"):
            columns[position] = columns[position]._replace(number_format="General")
    rows = [list(_values(work).values()) for work in queries.list_all_works(reading.selection())]
    return send_bytes(write_sheet(_("Works"), columns, rows, title=_("Works of the map")), name="cong-trinh.xlsx")


@blueprint.get("/download.geojson")
@is_public
def works_geojson() -> Response:
    """Every work of the list; one without a place has no geometry."""
    features = []
    for work in queries.list_all_works(reading.selection()):
        values = {name: _plain(value) for name, value in _values(work).items() if name not in ("id", "lat", "lon")}
        place = point(work.lat, work.lon) if work.lat is not None and work.lon is not None else None
        features.append(feature(place, work.id, **values))

    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return _offered(kept(body, GEOJSON), "geojson")


@blueprint.get("/open-data")
@is_public
def open_data() -> str:
    """What the files hold, field by field, under which licence, and how to put the map into a page of one's own."""
    return render_template(
        "maps/open_data.html",
        fields=[(name, label, meaning) for name, (label, meaning, _width) in FILE_FIELDS.items()],
        embed_url=url_for("maps.embedded", _external=True),
        today=clock.today(),
    )


def _values(work: ListedWork) -> dict[str, Any]:
    """A work by the names in FILE_FIELDS, in their order."""
    lang = language()
    found = {
        "id": work.id,
        "title": work.title,
        "kind": work.kind_name(lang),
        "state": str(STATE_NAMES[work.state]),
        "accepted_on": work.accepted_on,
        "unit": work.unit,
        "commune_code": work.commune_code,
        "commune": work.commune,
        "district": work.district,
        "village": work.village,
        "quantity": work.quantity.normalize() if work.quantity is not None else None,
        "measure": work.measure(lang),
        "households": work.households,
        "people": work.people,
        "contribution": work.contribution,
        "condition": str(CONDITION_NAMES[work.condition]) if work.condition else None,
        "visited_on": work.visited_on,
        "lat": round(work.lat, 5) if work.lat is not None else None,
        "lon": round(work.lon, 5) if work.lon is not None else None,
    }
    return {name: found[name] for name in FILE_FIELDS}


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return _plain(value) if value is not None else ""


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    return format(value, "f") if hasattr(value, "normalize") else value.isoformat()


def _offered(response: Any, ending: str) -> Any:
    response.headers.set("Content-Disposition", "attachment", filename=f"cong-trinh.{ending}")
    return response
