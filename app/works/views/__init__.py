"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)

from app.works.views import (  # noqa: E402, F401 they add their routes
    after,
    completion,
    confirmation,
    copying,
    deciding,
    follow_up,
    history,
    money,
    papers,
    photos,
    plans,
    pledges,
    proposal,
    rules,
    summary,
    unit_budget,
    works,
)
