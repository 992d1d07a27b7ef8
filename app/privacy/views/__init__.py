"""Pages about personal data."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)

from app.privacy.views import consents, keeping, own_data, requests  # noqa: E402, F401
