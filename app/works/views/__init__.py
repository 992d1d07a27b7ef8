"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)

from app.works.views import completion, money, papers, photos, plans, pledges, proposal, unit_budget, works  # noqa: E402, F401 they add their routes
