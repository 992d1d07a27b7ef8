"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("volunteering", __name__)

from app.volunteering.views import activities, consents, editing, people, places  # noqa: E402, F401 they add routes
