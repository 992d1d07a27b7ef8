"""Pages of places: a commune, suggestions while somebody types a name, the commune of a point. Open to everybody."""

from datetime import date
from math import isfinite
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from app.core.errors import NotPossible, explain
from app.core.web import current_actor, is_public
from app.maps.queries import MapFilters, communes_within, get_done
from app.places import queries
from app.places.messages import CLASSIFICATIONS, commune_label, commune_title
from app.places.models import Commune
from app.volunteering.queries.counts import figures_of_communes

blueprint = Blueprint("places", __name__)

LONGEST_TEXT = 100


@blueprint.get("/communes/<int:commune_id>")
@is_public
def commune(commune_id: int) -> str:
    commune = queries.get_commune(commune_id)
    chronicle = queries.read_chronicle()
    within = communes_within(commune, chronicle)
    return render_template(
        "places/commune.html",
        commune=commune,
        title=commune_title(commune),
        today=None if commune.valid_to is None else queries.communes_today(commune_id, chronicle=chronicle),
        origins=queries.list_origins(commune_id),
        successors=queries.list_successors(commune_id),
        classifications=queries.list_classifications(commune_id),
        classification_names=CLASSIFICATIONS,
        villages=queries.list_villages(commune_id),
        label=commune_label,
        done=get_done(current_actor(), MapFilters(commune=commune_id, state="accepted"), within),
        held=figures_of_communes(within.whole),
    )


@blueprint.get("/places/search.json")
@is_public
def search() -> Response:
    try:
        day = _day(request.args.get("on"))
    except NotPossible as error:
        return _refused(error)
    found = queries.find_communes(request.args.get("q", "")[:LONGEST_TEXT], on=day)
    today = queries.names_today([c.id for c in found])
    return jsonify(communes=[{**_as_json(c), "today": today.get(c.id, [])} for c in found])


@blueprint.get("/places/at.json")
@is_public
def at() -> Response:
    try:
        lat, lon = _degrees("lat", 90), _degrees("lon", 180)
        day = _day(request.args.get("on"))
    except NotPossible as error:
        return _refused(error)
    found = queries.commune_at(lat, lon, on=day)
    if found is None:
        return jsonify(commune=None, is_official=False)
    return jsonify(commune=_as_json(found.commune), is_official=found.is_official)


def _as_json(commune: Commune) -> dict[str, Any]:
    return {
        "id": commune.id,
        "code": commune.code,
        "label": commune_label(commune),
        "valid_from": commune.valid_from.isoformat(),
        "valid_to": commune.valid_to.isoformat() if commune.valid_to else None,
        "lat": commune.lat,
        "lon": commune.lon,
    }


def _degrees(name: str, most: float) -> float:
    try:
        value = float(request.args.get(name, "").replace(",", "."))
    except ValueError:
        raise NotPossible("bad_coordinates", field=name) from None
    if not isfinite(value) or abs(value) > most:
        raise NotPossible("bad_coordinates", field=name)
    return value


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotPossible("bad_day", field="on") from None


def _refused(error: NotPossible) -> Response:
    response = jsonify(error=explain(error), field=error.field)
    response.status_code = 400
    return response
