"""Answers that browsers may keep: each under a tag of its content."""

import hashlib
import json
from typing import Any

from werkzeug.wrappers import Response

from app.core.web import current_actor, with_etag

GEOJSON = "application/geo+json"
# About 1 m: as exact as a phone's own position.
POINT_DIGITS = 5


def feature(geometry: dict[str, Any] | None, id_: int | None = None, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    body = {"geometry": geometry, "properties": properties}
    return {"type": "Feature", **body} if id_ is None else {"type": "Feature", "id": id_, **body}


def point(lat: float, lon: float) -> dict[str, Any]:
    """A GeoJSON point: longitude first."""
    return {"type": "Point", "coordinates": [round(lon, POINT_DIGITS), round(lat, POINT_DIGITS)]}


def shortened(geometry: dict[str, Any], digits: int) -> dict[str, Any]:
    """A geometry with its degrees rounded."""

    def shorten(part: Any) -> Any:
        return [shorten(p) for p in part] if isinstance(part, list | tuple) else round(part, digits)

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def geojson(features: list[dict[str, Any]], *, max_age: int = 60, **more: Any) -> Response:
    """A FeatureCollection with an ETag of its content. What one reader may see, no other one gets from a cache."""
    collection = {"type": "FeatureCollection", **more, "features": features}
    return kept(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), GEOJSON, max_age=max_age)


def kept(body: str | bytes, media_type: str, *, max_age: int = 60) -> Response:
    """A body that differs by reader: shared caches keep it for visitors only."""
    response = with_etag(body, media_type=media_type, etag=digest(body), max_age=max_age)
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    if not current_actor().is_visitor:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def digest(body: str | bytes) -> str:
    """The tag of a body."""
    return hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()[:24]
