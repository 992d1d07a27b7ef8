"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("service", __name__, url_prefix="/service")

from app.service.views import counting, models  # noqa: E402, F401 they add their routes
