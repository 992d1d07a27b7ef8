"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("volunteering", __name__)

from app.volunteering.views import activities, attendance, consents, editing, member_list, own_consents, places, terms  # noqa: E402, F401 they add routes
