"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)

from app.works.views import (  # noqa: E402, F401 they add their routes
    advances,
    after,
    completion,
    ending,
    follow_up,
    fund,
    history,
    money,
    papers,
    photos,
    plans,
    pledges,
    proposal,
    requests,
    summary,
    transfers,
    unit_budget,
    works,
)
