"""The pages of this area."""

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)

from app.attendance.views import attendance, certificates, codes, hours, site  # noqa: E402, F401 they add routes
