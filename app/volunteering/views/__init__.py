"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("volunteering", __name__)

from app.volunteering.views import (  # noqa: E402, F401 they add their routes
    activities,
    consents,
    contact,
    editing,
    finding,
    guardian,
    leaving,
    member_list,
    own_consents,
    people,
    photo,
    places,
    series,
    sharing,
    suspension,
    terms,
)
