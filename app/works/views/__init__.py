"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)

from app.works.views import (  # noqa: E402, F401 they add their routes
    advances,
    after,
    completion,
    confirmation,
    copying,
    deciding,
    ending,
    follow_up,
    fund,
    history,
    kinds,
    labour,
    letters,
    money,
    papers,
    photos,
    plans,
    pledges,
    proposal,
    requests,
    rules,
    summary,
    transfers,
    unit_budget,
    works,
)
