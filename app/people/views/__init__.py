"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)

from app.people.views import (  # noqa: E402, F401 they add their routes
    accounts,
    contact,
    handovers,
    members,
    merging,
    milestones,
    profile,
    ratings,
    rearranging,
    rearranging_choices,
    roster,
    second_factor,
    signing_in,
    slips,
    transfers,
    units,
)
