"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)

from app.works.views import after, completion, follow_up, history, money, photos, proposal, summary, works  # noqa: E402, F401 they add their routes
