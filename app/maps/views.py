"""The map, the list beside it, and the data of both. Open to everybody; each reader sees what they may see."""

import hashlib
import json
from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import NotFound, NotPossible
from app.core.paging import Page
from app.core.web import current_actor, is_public, language, with_etag
from app.maps import drawing, queries
from app.maps.filters import MapFilters, read_filters, read_zoom
from app.maps.messages import STATE_SIGNS, script_words
from app.maps.picture import draw_picture
from app.places.messages import CLASSIFICATIONS
from app.places.queries import classifications_on, list_drawings
from app.works.wording import CONDITION_NAMES, STATE_NAMES

blueprint = Blueprint("maps", __name__, url_prefix="/map")

GEOJSON = "application/geo+json"
# About 10 m, and as much as an area drawn on a screen needs.
AREA_DIGITS, POINT_DIGITS = 4, 5
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/")
@is_public
def map_page() -> str:
    actor, filters = current_actor(), read_filters(request.args)
    generation = _generation()
    choices = queries.list_choices(actor, language(), _day(generation))
    built = drawing.script(language())
    marked = filters.class_ if filters.class_ in CLASSIFICATIONS else "border"
    return render_template(
        "maps/map.html",
        **_list(filters),
        choices=choices,
        years=[(year, year) for year in choices.years],
        class_options=[(code, CLASSIFICATIONS.get(code, code)) for code in choices.classes],
        generations=_generations(choices.generations),
        marked_name=CLASSIFICATIONS[marked],
        marked_is_illustrative=marked in choices.illustrative,
        state_signs=STATE_SIGNS,
        states_text={code: str(name) for code, name in STATE_NAMES.items()},
        script_url=url_for("maps.script", digest=built.digest),
        container=built.container,
        words=script_words(),
        communes_url=url_for("maps.communes", generation=generation),
        works_url=url_for("maps.works", **filters.args),
        list_url=url_for("maps.works_list", **filters.args),
        generation=generation,
    )


@blueprint.get("/list")
@is_public
def works_list() -> str:
    """The list alone, for the box that the map shows: what panning puts beside it."""
    return render_template("maps/_list.html", **_list(read_filters(request.args)))


@blueprint.get("/works.geojson")
@is_public
def works() -> Response:
    actor, filters = current_actor(), read_filters(request.args)
    points = queries.list_points(actor, filters)
    if points is None:
        groups = queries.list_groups(actor, filters, read_zoom(request.args.get("zoom", "")))
        features = [_feature(g.lon, g.lat, count=g.number) for g in groups]
    else:
        features = [_point_feature(p) for p in points]
    return _geojson(features, is_grouped=points is None)


@blueprint.get("/communes.geojson")
@is_public
def communes() -> Response:
    day = _day(_generation())
    classes = classifications_on(day)
    features = [
        {
            "type": "Feature",
            "id": drawn.commune.id,
            "geometry": _rounded(drawn.drawing),
            "properties": {
                "code": drawn.commune.code,
                "name": drawn.commune.full_name,
                "is_official": drawn.is_official,
                "classes": sorted({c.kind for c in classes.get(drawn.commune.id, [])}),
            },
        }
        for drawn in list_drawings(day)
    ]
    return _geojson(features, max_age=3600)


@blueprint.get("/works/<int:work_id>")
@is_public
def popup(work_id: int) -> str:
    """What the pop-up of a work shows."""
    return render_template(
        "maps/_popup.html",
        work=queries.get_work(current_actor(), work_id),
        states=STATE_NAMES,
        conditions=CONDITION_NAMES,
    )


@blueprint.get("/picture.svg")
@is_public
def picture() -> Response:
    """The map as a still picture: communes at night, a light for each accepted work. The same for everybody."""
    points = queries.list_points(VISITOR, MapFilters()) or queries.list_groups(VISITOR, MapFilters(), 11)
    svg = draw_picture([d.drawing for d in list_drawings()], [(p.lat, p.lon) for p in points])
    return with_etag(svg, media_type="image/svg+xml", etag=_digest(svg), max_age=300)


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


def _list(filters: MapFilters) -> dict[str, Any]:
    """What the list shows: the works, their number, and the pages beside this one."""
    actor = current_actor()
    page = queries.list_works(actor, filters, request.args.get("at"))
    return {
        "filters": filters,
        "works": page.items,
        "count": queries.count_works(actor, filters),
        "pages": _urls(filters, page),
        "states": STATE_NAMES,
        "conditions": CONDITION_NAMES,
    }


def _generations(days: list[date]) -> list[tuple[str, str]]:
    """The present communes first, then those of earlier times by their first day."""
    earlier = [(day.isoformat(), _("from %(day)s", day=clock.format_date(day))) for day in days[1:]]
    return [("", _("those of today")), *earlier]


def _urls(filters: MapFilters, page: Page) -> dict[str, str | None]:
    box = ",".join(map(str, filters.box)) if filters.box else None
    keys = {"previous_url": page.previous_key, "next_url": page.next_key}
    return {
        name: url_for("maps.map_page", **filters.args, bbox=box, at=at) if at else None for name, at in keys.items()
    }


def _generation() -> str | None:
    """The first day of a generation of communes, as the address has it. Raises NotPossible for no day at all."""
    text = request.args.get("generation", "").strip()
    if text:
        _day(text)
    return text or None


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise NotPossible("bad_generation", field="generation") from None


def _point_feature(point: queries.PointRow) -> dict[str, Any]:
    values = {"title": point.title, "kind": point.kind, "state": point.state}
    # Said only where it is not as usual: most works have a point of their own.
    more = {} if point.has_point else {"at_commune": True}
    return _feature(point.lon, point.lat, point.id, **values, **more)


def _feature(lon: float, lat: float, id_: int | None = None, **properties: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(lon, POINT_DIGITS), round(lat, POINT_DIGITS)]}
    feature = {"type": "Feature", "geometry": point, "properties": properties}
    return feature if id_ is None else {"type": "Feature", "id": id_, "geometry": point, "properties": properties}


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(part: Any) -> Any:
        return [shorten(p) for p in part] if isinstance(part, list | tuple) else round(part, AREA_DIGITS)

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def _geojson(features: list[dict[str, Any]], *, max_age: int = 60, **more: Any) -> Response:
    """A FeatureCollection with an ETag of its content. What one reader may see, no other one gets from a cache."""
    collection = {"type": "FeatureCollection", **more, "features": features}
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    response = with_etag(body, media_type=GEOJSON, etag=_digest(body), max_age=max_age)
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    if not current_actor().is_visitor:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
