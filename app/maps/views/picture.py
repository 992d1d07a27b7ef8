"""The map as a still picture."""

from flask import request
from werkzeug.wrappers import Response

from app.core.actor import VISITOR
from app.core.web import is_public, with_etag
from app.maps import queries
from app.maps.filters import read_filters
from app.maps.picture import draw_picture
from app.maps.views import blueprint
from app.maps.views.answers import digest
from app.places.queries import list_drawings


@blueprint.get("/picture.svg")
@is_public
def picture() -> Response:
    """Communes at night, a light for each accepted work that the filters let through. The same for everybody."""
    accepted = queries.select_works(VISITOR, read_filters(request.args))
    groups = queries.list_groups(accepted, 11)
    lights = groups if queries.are_too_many(groups) else queries.list_points(accepted)
    svg = draw_picture([d.drawing for d in list_drawings()], [(light.lat, light.lon) for light in lights])
    return with_etag(svg, media_type="image/svg+xml", etag=digest(svg), max_age=300)
