"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)

from app.people.views import accounts, members, profile, signing_in, units  # noqa: E402, F401 they add their routes
