"""Pages of drives, by noun."""

from flask import Blueprint

blueprint = Blueprint("drives", __name__, url_prefix="/drives")

from app.drives.views import asking, closing, commendation, drives, scoring, taking_part  # noqa: E402, F401 they add their routes
