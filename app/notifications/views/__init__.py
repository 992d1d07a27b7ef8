"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__)

from app.notifications.views import calendar, choices, notices  # noqa: E402, F401 they add their routes
