"""What static/js/map.js fetches: works, roads, communes, pop-ups, and the map's script itself."""

from datetime import date
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.web import current_actor, is_public
from app.maps import drawing, queries
from app.maps.filters import read_zoom
from app.maps.queries import ByCommune, PointRow
from app.maps.shading import band_of, make_bands
from app.maps.views import blueprint, reading
from app.maps.views.answers import POINT_DIGITS, feature, geojson, point, shortened
from app.maps.views.remembering import remembered
from app.places.queries import classifications_on, get_generation, list_drawings, names_today
from app.works.wording import CONDITION_NAMES, STATE_NAMES

# About 10 m, as much as an area drawn on a screen needs.
AREA_DIGITS = 4
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/works.geojson")
@is_public
@remembered
def works() -> Response:
    selected = reading.selection()
    groups = queries.list_groups(selected, read_zoom(request.args.get("zoom", "")))
    is_grouped = queries.are_too_many(groups)
    if is_grouped:
        features = [feature(point(g.lat, g.lon), count=g.number) for g in groups]
    else:
        features = [_point(p) for p in queries.list_points(selected)]
    return geojson(features, is_grouped=is_grouped)


@blueprint.get("/lines.geojson")
@is_public
@remembered
def lines() -> Response:
    """The lines of roads, for a map that is near enough to show them."""
    return geojson(
        [
            feature(shortened(row.line, POINT_DIGITS), row.id, title=row.title, kind=row.kind, state=row.state)
            for row in queries.list_lines(reading.selection())
        ]
    )


@blueprint.get("/communes.geojson")
@is_public
@remembered
def communes() -> Response:
    """The communes of a generation; with a shade, the figure of each and its class too."""
    generation, shade = reading.generation(), reading.shade()
    classes = classifications_on(generation.day)
    shaded = _shaded(shade, generation.day) if shade else {}
    features = [
        feature(
            shortened(drawn.drawing, AREA_DIGITS),
            drawn.commune.id,
            code=drawn.commune.code,
            name=drawn.commune.full_name,
            is_official=drawn.is_official,
            classes=sorted({c.kind for c in classes.get(drawn.commune.id, [])}),
            **shaded.get(drawn.commune.id, {}),
        )
        for drawn in list_drawings(generation.day)
    ]
    return geojson(features, max_age=60 if shade else 3600)


@blueprint.get("/works/<int:work_id>")
@is_public
def popup(work_id: int) -> str:
    """What the pop-up of a work shows."""
    work = queries.get_work(current_actor(), work_id)
    return render_template(
        "maps/_popup.html",
        work=work,
        today=names_today(queries.old_communes([work])).get(work.commune_id or 0, []),
        states=STATE_NAMES,
        conditions=CONDITION_NAMES,
    )


@blueprint.get("/<string:digest>.js")
@is_public
def script(digest: str) -> Response:
    """The map's script under the hash of its content, in whichever language it was built."""
    built = next((b for b in drawing.scripts() if b.digest == digest), None)
    if built is None:
        raise NotFound
    response = make_response(built.text)
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = FOREVER
    response.set_etag(digest)
    return response.make_conditional(request)


def figure_of(counted: ByCommune, commune_id: int, shade: str) -> int:
    """The figure that a shade colours a commune by."""
    return int(getattr(counted.of(commune_id), shade))


def _shaded(shade: str, day: date) -> dict[int, dict[str, int]]:
    generation = get_generation(day)
    counted = queries.count_by_commune(reading.selection(), generation)
    values = {
        id_: figure_of(counted, id_, shade) for id_, period in generation.communes.items() if period.stands_on(day)
    }
    bands = make_bands(list(values.values()))
    return {id_: {"value": value, "band": band_of(value, bands)} for id_, value in values.items()}


def _point(row: PointRow) -> dict[str, Any]:
    # Said only where it is not as usual: most works have a point of their own and work.
    more: dict[str, Any] = {} if row.has_point else {"at_commune": True}
    if row.condition:
        more["condition"] = row.condition
    values = {"title": row.title, "kind": row.kind, "state": row.state, "year": row.day.year}
    return feature(point(row.lat, row.lon), row.id, **values, **more)
