"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("learning", __name__, url_prefix="/learning")

from app.learning.views import classes, initiatives, lists, turns  # noqa: E402, F401 they add their routes
