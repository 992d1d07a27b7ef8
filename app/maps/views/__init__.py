"""Pages, data and files of the map. Open to everybody; each reader sees what they may see."""

from flask import Blueprint

blueprint = Blueprint("maps", __name__, url_prefix="/map")

from app.maps.views import (  # noqa: E402, F401 they add their routes
    data,
    files,
    needs,
    page,
    picture,
)
